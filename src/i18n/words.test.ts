import { expect, it } from 'vitest'
import { numberFormat, wordsFrom } from './words.ts'
import type { WordKey } from './words.ts'

const RU = {
  files: 'файлы',
  'lost.one': '{count} файл пропал',
  'lost.few': '{count} файла пропали',
  'lost.many': '{count} файлов пропало',
  'lost.other': '{count} файла пропали',
  'at.other': '{path} за {count} с',
}
const words = (key: string, params = {}): string => wordsFrom(RU, 'ru')(key as WordKey, params)

it('chooses the plural form that the language has for the number', () => {
  expect([1, 2, 5, 11, 21, 112].map(count => words('lost', { count }))).toEqual([
    '1 файл пропал', '2 файла пропали', '5 файлов пропало', '11 файлов пропало', '21 файл пропал', '112 файлов пропало',
  ])
})

it('falls back to the form for other numbers, and to the key where there is no word', () => {
  expect(words('at', { count: 1, path: '/etc' })).toBe('/etc за 1 с')
  expect(words('nothing.here')).toBe('nothing.here')
})

it('puts in values as they are and leaves braces without a value', () => {
  expect(words('files')).toBe('файлы')
  expect(words('at', { path: '{count}', count: 2 })).toBe('{count} за 2 с')
  expect(words('at', { count: 2 })).toBe('{path} за 2 с')
})

it('writes numbers as each language does, with narrow spaces between thousands', () => {
  expect(numberFormat('en')(1988130.5)).toBe('1\u202f988\u202f130.5')
  expect(numberFormat('ru')(1988130.5)).toBe('1\u202f988\u202f130,5')
  expect(numberFormat('en')(1284)).toBe('1\u202f284')
  expect(numberFormat('ru')(1284)).toBe('1284')
  expect(numberFormat('zh-CN')(0.214)).toBe('0.21')
})

it.each(['en', 'ru', 'zh-CN'])('writes numbers by the rules that Unicode has for %s', lang => {
  const rules = new Intl.NumberFormat(lang, { maximumFractionDigits: 2, useGrouping: lang === 'en' ? 'always' : 'min2' })
  const ruled = (value: number): string => rules.formatToParts(value).map(part => (part.type === 'group' ? '\u202f' : part.value)).join('')
  const values = [0, 1, 999, 1000, 9999, 10_000, 123_456, 1_234_567_890_123].flatMap(value => [value, value + 0.5, value + 0.25, value + 0.125, value + 0.995, value + 0.009, -value - 1.05])
  expect(values.map(numberFormat(lang))).toEqual(values.map(ruled))
})
