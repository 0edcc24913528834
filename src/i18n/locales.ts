/** One language of the site. The first is the source; the others are translations of it. */
export interface Locale {
  /** First part of the path, and the name of the folder in content/docs. */
  readonly code: string
  /** BCP 47 tag for `lang` and `hreflang`. */
  readonly lang: string
  /** The language's name in itself. */
  readonly name: string
  /** The name where room is scarce. */
  readonly short: string
}

/** All languages, in the order of the switch. */
export const LOCALES = [
  { code: 'en', lang: 'en', name: 'English', short: 'EN' },
  { code: 'ru', lang: 'ru', name: 'Русский', short: 'РУ' },
  { code: 'zh', lang: 'zh-CN', name: '简体中文', short: '中文' },
] as const satisfies readonly Locale[]

/** The code of a language that the site has. */
export type LocaleCode = (typeof LOCALES)[number]['code']
