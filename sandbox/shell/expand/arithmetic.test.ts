import { expect, it } from 'vitest'
import { ExpansionError } from '../run/control.ts'
import { evaluate } from './arithmetic.ts'
import type { Names } from './arithmetic.ts'

const values = new Map([['x', '5'], ['y', 'x + 1'], ['a', 'b'], ['b', 'a']])
const names = (kind: 'bash' | 'dash' | 'ash' = 'bash'): Names => ({
  bash: kind === 'bash', dash: kind === 'dash', strict: false,
  get: name => values.get(name),
  set: (name, _index, value) => {
    values.set(name, value)
  },
})
const value = (text: string): string => evaluate(text, names()).toString()
const complaint = (text: string, kind: 'bash' | 'dash' | 'ash' = 'bash'): string => {
  try {
    return evaluate(text, names(kind)).toString()
  } catch (error) {
    if (error instanceof ExpansionError) return error.message
    throw error
  }
}

it('has the operators of C with their precedence', () => {
  expect(['1+2*3', '(1+2)*3', '2**3**2', '-2**2', '7/-2', '-7%3', '1<<4|1', '6&3^1', '1||0&&0', '!3', '~0', '5>3?1:2', '1,2,3', '- -3', '0x1F+010+2#101+36#z'].map(value))
    .toEqual(['7', '9', '512', '4', '-3', '-1', '17', '3', '1', '0', '-1', '1', '3', '3', '79'])
})

it('wraps at 64 bits', () => {
  expect(value('9223372036854775807 + 1')).toBe('-9223372036854775808')
  expect(value('1 << 63')).toBe('-9223372036854775808')
})

it('reads names as expressions and assigns them, but not in the branch that is not taken', () => {
  expect(value('y * 2')).toBe('12')
  expect(value('0 ? (x = 9) : x')).toBe('5')
  expect(value('0 && (x = 9)')).toBe('0')
  expect(value('x++ + ++x')).toBe('12')
  expect(value('x -= 7')).toBe('0')
  expect(value('1 || 1/0')).toBe('1')
})

it('complains as the shells do', () => {
  expect(complaint('1/0')).toBe('1/0: division by 0 (error token is "0")')
  expect(complaint('1+')).toBe('1+: syntax error: operand expected (error token is "+")')
  expect(complaint('08')).toBe('08: value too great for base (error token is "08")')
  expect(complaint('a')).toBe('b: expression recursion level exceeded (error token is "b")')
  expect(complaint('1/0', 'dash')).toBe('arithmetic expression: division by zero: "1/0"')
  expect(complaint('1+', 'ash')).toBe('arithmetic syntax error')
})
