import { expect, it } from 'vitest'
import { CLAIM_NUMBERS, PAGES_OF_CLAIMS, claimNumbers, isClaimNumber } from './claims.ts'
import { PAGES } from './map.ts'

it('knows 307 numbers', () => {
  expect(CLAIM_NUMBERS).toHaveLength(307)
  expect(isClaimNumber('S2.70')).toBe(true)
  expect(isClaimNumber('S0.64')).toBe(false)
})

it('reads the shorthand of the map', () => {
  expect(claimNumbers('S012.5-6 S4.3')).toEqual(['S0.5', 'S0.6', 'S1.5', 'S1.6', 'S2.5', 'S2.6', 'S4.3'])
  expect(() => claimNumbers('S9.1')).toThrow('S9.1')
})

it('has a page for every number, and no page a number that is none', () => {
  expect([...PAGES_OF_CLAIMS].filter(([, pages]) => pages.length === 0).map(([number]) => number)).toEqual([])
  expect(PAGES.flatMap(({ claims = '' }) => claimNumbers(claims)).filter((number) => !isClaimNumber(number))).toEqual([])
})
