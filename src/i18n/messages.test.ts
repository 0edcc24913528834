import { expect, it } from 'vitest'
import { LOCALES } from './locales.ts'
import { messagesOf } from './messages.ts'

it('has the same interface words in every language, none empty', () => {
  const keys = Object.keys(messagesOf('en'))
  expect(keys.length).toBeGreaterThan(0)
  for (const { code } of LOCALES) {
    expect(Object.keys(messagesOf(code)), code).toEqual(keys)
    expect(Object.values(messagesOf(code)).filter((word) => word.trim() === ''), code).toEqual([])
  }
})

it('differs between the languages', () => {
  const words = LOCALES.map(({ code }) => messagesOf(code)['footer.privacy'])
  expect(new Set(words).size).toBe(LOCALES.length)
})
