import en from './messages/en.json' with { type: 'json' }
import ru from './messages/ru.json' with { type: 'json' }
import zh from './messages/zh.json' with { type: 'json' }
import type { LocaleCode } from './locales.ts'

/** A key of an interface word; every language has all of them. */
export type MessageKey = keyof typeof en

const MESSAGES: Readonly<Record<LocaleCode, Readonly<Record<MessageKey, string>>>> = { en, ru, zh }

/** The interface words of a language; those of the source language where the code is not one of ours. */
export function messagesOf(code: string | undefined): Readonly<Record<MessageKey, string>> {
  return MESSAGES[code as LocaleCode] ?? MESSAGES.en
}
