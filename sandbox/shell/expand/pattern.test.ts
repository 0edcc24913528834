import { expect, it } from 'vitest'
import { escapePattern } from './magic.ts'
import { Pattern, replacePattern } from './pattern.ts'

const matches = (source: string, text: string, extended = false): boolean => new Pattern(source, { extended }).matches(text)

it('matches stars, question marks and sets', () => {
  const cases: readonly (readonly [string, string, boolean])[] = [
    ['*', '', true], ['a*c', 'abc', true], ['a*c', 'ab', false], ['?', '', false], ['?', '😀', true], ['[abc]', 'b', true], ['[!abc]', 'b', false], ['[^a]', 'b', true],
    ['[a-c]x', 'bx', true], ['[]]', ']', true], ['[a', '[a', true], ['[[:digit:]]', '5', true], ['\\*', '*', true], ['\\*', 'a', false], ['[a\\-c]', '-', true], ['a[b]c', 'abc', true],
  ]
  for (const [source, text, expected] of cases) expect([source, text, matches(source, text)]).toEqual([source, text, expected])
})

it('matches extended patterns only when asked', () => {
  expect(matches('+(ab)', 'abab', true)).toBe(true)
  expect(matches('+(ab)', 'abab')).toBe(false)
  expect(matches('*.@(c|h)', 'x.h', true)).toBe(true)
  expect(matches('!(a|b)', 'c', true)).toBe(true)
  expect(matches('!(a|b)', 'a', true)).toBe(false)
})

it('finds the shortest and longest beginning and end', () => {
  expect(new Pattern('*/').front('/a/b', false)).toBe(1)
  expect(new Pattern('*/').front('/a/b', true)).toBe(3)
  expect(new Pattern('.*').back('a.tar.gz', false)).toBe(3)
  expect(new Pattern('.*').back('a.tar.gz', true)).toBe(7)
  expect(new Pattern('x').back('abc', true)).toBeUndefined()
})

it('takes no more than the product of the lengths', () => {
  const text = 'a'.repeat(20_000)
  const before = performance.now()
  expect(matches('*a*a*a*a*a*a*b', text)).toBe(false)
  expect(performance.now() - before).toBeLessThan(2000)
})

it('replaces and escapes', () => {
  const all = { all: true, anchor: undefined, extended: false } as const
  expect(replacePattern('a.b.c', '.', () => '-', all)).toBe('a-b-c')
  expect(replacePattern('aXbXc', 'X*', () => '-', { ...all, all: false })).toBe('a-')
  expect(replacePattern('abc', '?', found => `<${found}>`, all)).toBe('<a><b><c>')
  expect(matches(escapePattern('[a]*?!(x|y)'), '[a]*?!(x|y)', true)).toBe(true)
})
