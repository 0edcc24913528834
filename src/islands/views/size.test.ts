import { expect, it } from 'vitest'
import { sizeWriter } from './size.ts'

it('writes three digits and a unit, in the manner of each language', () => {
  const en = sizeWriter('en')
  expect([0, 7, 999, 1000, 1982256, 999_600, 72.8e6, 3.2e9].map(en)).toEqual(['0\u00a0B', '7\u00a0B', '999\u00a0B', '1\u00a0kB', '1.98\u00a0MB', '1\u00a0MB', '72.8\u00a0MB', '3.2\u00a0GB'])
  expect(sizeWriter('ru')(1982256)).toBe('1,98\u00a0МБ')
  expect(sizeWriter('zh-CN')(1982256)).toBe('1.98\u00a0MB')
})

it.each(['en', 'ru', 'zh-CN'])('writes digits by the rules that Unicode has for %s', lang => {
  const rules = new Intl.NumberFormat(lang, { maximumSignificantDigits: 3, useGrouping: false })
  const values = [1, 12, 999, 1.005, 1.015, 12.25, 12.35, 123.5, 999.4]
  const kilo = lang === 'ru' ? 'КБ' : 'kB'
  expect(values.map(value => sizeWriter(lang)(value * 1000))).toEqual(values.map(value => `${rules.format((value * 1000) / 1000)}\u00a0${kilo}`))
})
