import type en from './messages/en.json'

type PluralForm = 'one' | 'few' | 'many' | 'other'
type Base<Key> = Key extends `${infer Stem}.${PluralForm}` ? Stem : Key

/** A key of an interface word. A sentence with a number is written once, without its `.one`, `.few`, `.many`, `.other`. */
export type WordKey = Base<keyof typeof en>

/** What stands in braces. Numbers are written as the language writes them; give a string for what is no quantity. */
export type WordParams = Readonly<Record<string, string | number>>

/** The words of one language: `words('disk.due', { seconds: 26 })`. `count` chooses among plural forms. */
export type Words = (key: WordKey, params?: WordParams) => string

/** The interface words of a language from its messages; `lang` is a BCP 47 tag. */
export function wordsFrom(messages: Readonly<Record<string, string>>, lang: string): Words {
  let plural: Intl.PluralRules | undefined
  const number = numberFormat(lang)
  return (key, params = {}) => {
    const { count } = params
    const form = typeof count === 'number' && !(key in messages) ? (plural ??= new Intl.PluralRules(lang)).select(count) : 'other'
    const found = messages[key] ?? messages[`${key}.${form}`] ?? messages[`${key}.other`]
    // A missing word shows as its key: worse to read than a blank, better to find.
    if (found === undefined) return key
    return found.replace(/\{(\w+)\}/g, (braces, name: string) => {
      const value = params[name]
      return value === undefined ? braces : typeof value === 'number' ? number(value) : value
    })
  }
}

/** The sign before decimals. @param lang BCP 47 tag */
export const pointOf = (lang: string): string => (lang.startsWith('ru') ? ',' : '.')

/** Round what is written and not the binary number beneath it: with two decimals 1.005 is 1.01. */
export function rounded(value: number, decimals: number): number {
  const [digits = '', exponent = '0'] = String(value).split('e')
  return Number(`${Math.round(Number(`${digits}e${Number(exponent) + decimals}`))}e${-decimals}`)
}

/**
 * Write numbers as a language does, with two decimals at most, but with narrow spaces between thousands, as everywhere on
 * the site. Not with `Intl.NumberFormat`: a browser takes tens of milliseconds to make its first.
 */
export function numberFormat(lang: string): (value: number) => string {
  const point = pointOf(lang)
  // Russian and Chinese leave four digits together.
  const digitsTogether = lang.startsWith('en') ? 3 : 4
  return value => {
    const [whole = '', decimals] = String(rounded(Math.abs(value), 2)).split('.')
    const grouped = whole.length > digitsTogether ? whole.replace(/\B(?=(?:\d{3})+$)/g, '\u202f') : whole
    return `${value < 0 ? '-' : ''}${grouped}${decimals === undefined ? '' : point + decimals}`
  }
}
