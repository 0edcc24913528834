import { expect, it } from 'vitest'
import { LOCALES } from './locales.ts'
import { messagesOf } from './messages.ts'

/** A key without its plural form, and that form. */
function parted(key: string): [stem: string, form: string] {
  const found = /^(.*)\.(one|few|many|other)$/.exec(key)
  return found ? [found[1] ?? '', found[2] ?? ''] : [key, '']
}

const stems = (code: string): string[] => [...new Set(Object.keys(messagesOf(code)).map(key => parted(key)[0]))]
const braces = (sentence: string): string[] => [...new Set(sentence.match(/\{\w+\}/g) ?? [])].sort()

it('has the same interface words in every language, none empty', () => {
  expect(stems('en').length).toBeGreaterThan(0)
  for (const { code } of LOCALES) {
    expect(stems(code), code).toEqual(stems('en'))
    expect(Object.values(messagesOf(code)).filter(word => word.trim() === ''), code).toEqual([])
  }
})

it('has the plural forms that each language needs', () => {
  for (const { code, lang } of LOCALES) {
    const needed = new Intl.PluralRules(lang).resolvedOptions().pluralCategories
    const forms = new Map<string, string[]>()
    for (const key of Object.keys(messagesOf(code))) {
      const [stem, form] = parted(key)
      if (form !== '') forms.set(stem, [...(forms.get(stem) ?? []), form])
    }
    for (const [stem, found] of forms) expect(needed.filter(form => !found.includes(form)), `${code} ${stem}`).toEqual([])
  }
})

it('gives a sentence the same parameters in every language', () => {
  const english = new Map(Object.entries(messagesOf('en')).map(([key, word]) => [parted(key)[0], braces(word)]))
  for (const { code } of LOCALES) {
    for (const [key, word] of Object.entries(messagesOf(code))) {
      const [stem, form] = parted(key)
      // "1 file" may be written without its number.
      if (form !== 'one') expect(braces(word), `${code} ${key}`).toEqual(english.get(stem))
    }
  }
})

it('differs between the languages', () => {
  const words = LOCALES.map(({ code }) => messagesOf(code)['footer.privacy'])
  expect(new Set(words).size).toBe(LOCALES.length)
})
