import fc from 'fast-check'
import { expect, it } from 'vitest'
import { plainText, safeForTerminal } from './safe-for-terminal.ts'

const safe = (text: string): string => safeForTerminal('', text).safe

it('keeps text, colours, moves and erasure as they are', () => {
  for (const kept of [
    'Loaded image: app:1\r\n', '\x1b[1;31mred\x1b[0m', '\x1b[38;5;14mcyan\x1b[m', '\x1b[2K\r\x1b[1A', '\x1b[H\x1b[2J', 'a\tb\bc',
    '\x1b[?25l\x1b[?25h', '\x1b[?1049h\x1b[3;1H\x1b[?1049l', '\x1b7\x1b8', '镜像 образ',
  ]) expect(safe(kept)).toBe(kept)
})

it('drops titles, links, the clipboard and other strings, whichever way they end', () => {
  expect(safe('a\x1b]0;owned\x07b')).toBe('ab')
  expect(safe('a\x1b]8;;https://example.org\x1b\\link\x1b]8;;\x1b\\b')).toBe('alinkb')
  expect(safe('a\x1b]52;c;cm0gLXJm\x07b')).toBe('ab')
  expect(safe('a\x1bPq#0\x1b\\b\x1b_app\x1b\\c\x1b^pm\x1b\\d\x1bXsos\x1b\\e')).toBe('abcde')
  // A string ends where the next sequence begins; that one is judged by itself.
  expect(safe('\x1b]0;x\x1b[31mred')).toBe('\x1b[31mred')
})

it('drops questions to the terminal, modes, character sets, resets and 8-bit controls', () => {
  for (const dropped of [
    '\x1b[c', '\x1b[>c', '\x1b[=c', '\x1b[6n', '\x1b[?6n', '\x1b[5n', '\x1b[18t', '\x1b[?1000h', '\x1b[?2004h', '\x1b[?1h', '\x1b[4h', '\x1b[!p', '\x1b[ q', '\x1b[>4;2m',
    '\x1bc', '\x1b(0', '\x1b#8', '\x1b=', '\x1bZ', '\x9b31m'.slice(0, 1), '\x9d', '\x90', '\x00', '\x7f', '\x0e', '\x05', '\u202e', '\u2066',
  ]) expect(safe(`a${dropped}b`), JSON.stringify(dropped)).toBe('ab')
})

it('drops a mode together with one that would draw', () => {
  expect(safe('\x1b[?25;1000h')).toBe('')
})

it('gives the same whether the text comes whole or in pieces', () => {
  const parts = fc.constantFrom('\x1b', '[', ']', '0', ';', '1', 'm', 'c', '\x07', '\\', 'P', '?', '25', 'h', 'x', '\n', '\x9b', 'H')
  let compared = 0
  fc.assert(fc.property(fc.array(parts, { maxLength: 30 }), pieces => {
    let rest = ''
    let out = ''
    for (const piece of pieces) {
      const next = safeForTerminal(rest, piece)
      out += next.safe
      rest = next.rest
    }
    const whole = safeForTerminal('', pieces.join(''))
    expect(out).toBe(whole.safe)
    expect(rest).toBe(whole.rest)
    compared++
  }))
  expect(compared).toBeGreaterThan(50)
})

it('never lets a control through that it does not know', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 60 }), text => {
    const left = safe(text).replace(/\x1b(?:\[[0-9;:]*[A-Za-z@`]|\[\?[0-9;]+[hl]|[78DEM])/g, '')
    expect(left).not.toMatch(/[\x00-\x06\x0e-\x1f\x7f-\x9f]/)
  }), { numRuns: 2000 })
})

it('reads a coloured and redrawn text as what stays', () => {
  expect(plainText('\x1b[31mError\x1b[0m: no\r\nabc 10%\rabc 100%\r\n\x1b]0;t\x07end')).toBe('Error: no\nabc 100%\nend')
})
