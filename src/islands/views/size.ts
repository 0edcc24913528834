/** Sizes as people read them: three digits and a decimal unit, as docker counts. */
import { pointOf, rounded } from '../../i18n/words.ts'

const UNITS: Readonly<Record<string, readonly string[]>> = { ru: ['Б', 'КБ', 'МБ', 'ГБ'], en: ['B', 'kB', 'MB', 'GB'] }

/** @param lang BCP 47 tag */
export function sizeWriter(lang: string): (bytes: number) => string {
  const point = pointOf(lang)
  const units = UNITS[lang.slice(0, 2)] ?? UNITS.en ?? []
  return bytes => {
    let value = bytes
    let unit = 0
    // 999.6 would be written as 1000.
    while (value >= 999.5 && unit < units.length - 1) {
      value /= 1000
      unit++
    }
    return `${String(rounded(value, 3 - String(Math.trunc(value)).length)).replace('.', point)}\u00a0${units[unit] ?? ''}`
  }
}
