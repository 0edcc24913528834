import { expect, it, vi } from 'vitest'
import type { Words } from '../../i18n/words.ts'
import { Announcer, spoken } from './transcript.ts'

const words: Words = (key, params = {}) => `${key.split('.').at(-1) ?? ''}(${Object.values(params).join(' ')})`
const command = { terminal: 'A', line: 'docker images', output: '', exit: 0, state: 'ended' as const }

it('says a command, a short output whole, and an exit status that is not 0', () => {
  expect(spoken(words, { ...command, output: '\x1b[31mred\x1b[0m\r\nend\n' })).toBe('command(A docker images)\nred\nend')
  expect(spoken(words, { ...command, exit: 125 })).toBe('command(A docker images)\nexit(125)')
  expect(spoken(words, { ...command, exit: 125, state: 'lost' })).toBe('command(A docker images)\nlost()')
})

it('says of a long output how long it is and how it ends', () => {
  const output = Array.from({ length: 42 }, (_, row) => `row ${row}\n`).join('')
  expect(spoken(words, { ...command, output })).toBe('command(A docker images)\nlong(42 row 41)')
})

it('speaks at most once in a second, and drops what is too old', () => {
  vi.useFakeTimers()
  const said: string[] = []
  const announcer = new Announcer(text => void said.push(text))
  for (const text of ['1', '2', '3', '4', '5']) announcer.announce(text)
  expect(said).toEqual(['1'])
  vi.advanceTimersByTime(999)
  expect(said).toEqual(['1'])
  vi.advanceTimersByTime(1)
  expect(said).toEqual(['1', '3\n4\n5'])
  announcer.announce('6')
  announcer.dispose()
  vi.advanceTimersByTime(5000)
  expect(said).toHaveLength(2)
  vi.useRealTimers()
})
