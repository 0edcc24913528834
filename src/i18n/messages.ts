import en from './messages/en.json' with { type: 'json' }
import ru from './messages/ru.json' with { type: 'json' }
import zh from './messages/zh.json' with { type: 'json' }
import { LOCALES } from './locales.ts'
import type { LocaleCode } from './locales.ts'
import { wordsFrom } from './words.ts'
import type { Words } from './words.ts'

/** Plural forms are one key for the reader of a page; `wordsOf` chooses among them. */
type Plain<Key> = Key extends `${string}.${'one' | 'few' | 'many' | 'other'}` ? never : Key

/** A key of an interface word without plural forms; every language has all of them. */
export type MessageKey = Plain<keyof typeof en>

const MESSAGES: Readonly<Record<LocaleCode, Readonly<Record<MessageKey, string>>>> = { en, ru, zh }

/** The interface words of a language; those of the source language where the code is not one of ours. */
export function messagesOf(code: string | undefined): Readonly<Record<MessageKey, string>> {
  return MESSAGES[code as LocaleCode] ?? MESSAGES.en
}

/** The same with plurals and parameters, for what is rendered before the page is sent. */
export function wordsOf(code: string | undefined): Words {
  return wordsFrom(messagesOf(code), LOCALES.find(locale => locale.code === code)?.lang ?? 'en')
}
