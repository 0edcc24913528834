import { expect, it } from 'vitest'
import { binarySize, displayWidth, ellipsis, humanDuration, humanSize, shortID, significant, textWidth } from './human.ts'

const SIZES: [number, string, string][] = [
  [0, '0B', '0B'], [999, '999B', '999B'], [1000, '1kB', '1kB'], [1001, '1kB', '1.001kB'],
  [1125, '1.12kB', '1.125kB'], [1234, '1.23kB', '1.234kB'], [1995, '2kB', '1.995kB'], [9995, '9.99kB', '9.995kB'],
  [9996, '10kB', '9.996kB'], [12250, '12.2kB', '12.25kB'], [12750, '12.8kB', '12.75kB'], [99949, '99.9kB', '99.95kB'],
  [99950, '100kB', '99.95kB'], [123456, '123kB', '123.5kB'], [999499, '999kB', '999.5kB'], [999500, '1e+03kB', '999.5kB'],
  [999999, '1e+03kB', '1000kB'], [1000000, '1MB', '1MB'], [1234567, '1.23MB', '1.235MB'], [9999999, '10MB', '10MB'],
  [12345678, '12.3MB', '12.35MB'], [123456789, '123MB', '123.5MB'], [999500000, '1e+03MB', '999.5MB'],
  [1234567890, '1.23GB', '1.235GB'], [1e12, '1TB', '1TB'], [1e24, '1YB', '1YB'], [-1, '-1B', '-1B'],
]

it('shows sizes with three and four digits as Docker does', () => {
  for (const [bytes, three, four] of SIZES) {
    expect(humanSize(bytes, 3), String(bytes)).toBe(three)
    expect(humanSize(bytes, 4), String(bytes)).toBe(four)
  }
  expect(SIZES).toHaveLength(27)
  expect(humanSize(1e27, 4)).toBe('1000YB')
  expect(binarySize(25276502016)).toBe('23.54GiB')
})

it('rounds exact ties to even and uses an exponent where C does', () => {
  expect(significant(0.5, 1)).toBe('0.5')
  expect(significant(2.5, 1)).toBe('2')
  expect(significant(3.5, 1)).toBe('4')
  expect(significant(0.00012345, 3)).toBe('0.000123')
  expect(significant(0.000012345, 3)).toBe('1.23e-05')
  expect(significant(-1234, 2)).toBe('-1.2e+03')
})

it('puts spans of time into words at every border', () => {
  const hour = 3600
  const day = 24 * hour
  const spans: [number, string][] = [
    [-5, 'Less than a second'], [0.99, 'Less than a second'], [1, '1 second'], [59.9, '59 seconds'], [60, 'About a minute'],
    [119, 'About a minute'], [120, '2 minutes'], [3599, '59 minutes'], [3600, 'About an hour'], [5399, 'About an hour'],
    [5400, '2 hours'], [47.4 * hour, '47 hours'], [47.5 * hour, '2 days'], [71.4 * hour, '2 days'], [72 * hour, '3 days'],
    [335.4 * hour, '13 days'], [335.5 * hour, '2 weeks'], [59 * day, '8 weeks'], [60 * day, '2 months'],
    [729 * day, '24 months'], [730 * day, '2 years'], [1095 * day, '3 years'],
  ]
  for (const [seconds, words] of spans) expect(humanDuration(seconds), String(seconds)).toBe(words)
  expect(spans).toHaveLength(22)
})

it('cuts by columns, counting wide characters twice', () => {
  expect(shortID('sha256:a172cedcae47474b')).toBe('a172cedcae47')
  expect(shortID('a172cedcae47474b')).toBe('a172cedcae47')
  expect(ellipsis('12345', 5)).toBe('12345')
  expect(ellipsis('123456', 5)).toBe('1234…')
  expect(ellipsis('世界世界', 5)).toBe('世界…')
  expect(ellipsis('世界世界', 6)).toBe('世界…')
  expect(textWidth('e\u0301')).toBe(2)
  expect(displayWidth('e\u0301世')).toBe(3)
})
