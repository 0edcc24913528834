import type { LocaleCode } from './locales.ts'
import { wordsFrom } from './words.ts'
import type { Words } from './words.ts'

const MESSAGES: Readonly<Record<LocaleCode, () => Promise<{ readonly default: Readonly<Record<string, string>> }>>> = {
  en: () => import('./messages/en.json'),
  ru: () => import('./messages/ru.json'),
  zh: () => import('./messages/zh.json'),
}

/** Fetch the words of one language: a page loads no others. */
export async function loadWords(code: LocaleCode, lang: string): Promise<Words> {
  return wordsFrom((await MESSAGES[code]()).default, lang)
}

const LATER: typeof MESSAGES = {
  en: () => import('./messages/en.json?later'),
  ru: () => import('./messages/ru.json?later'),
  zh: () => import('./messages/zh.json?later'),
}

/** Fetch the words of what comes after a click only: editor and workshop. */
export async function loadLaterWords(code: LocaleCode, lang: string): Promise<Words> {
  return wordsFrom((await LATER[code]()).default, lang)
}

/** Both: for the explorer and dialogs, which speak of checks and steps as a sandbox does. */
export async function loadAllWords(code: LocaleCode, lang: string): Promise<Words> {
  const [{ default: common }, { default: later }] = await Promise.all([MESSAGES[code](), LATER[code]()])
  return wordsFrom({ ...common, ...later }, lang)
}
