import { describe, expect, it } from 'vitest'
import { expandWord } from './change-words.ts'

const env = new Map([['A', 'one'], ['EMPTY', '']])

describe('variables in a word', () => {
  it.each([
    ['$A-${A}', 'one-one'], ['${B:-x}', 'x'], ['${EMPTY:-x$A}', 'xone'], ['${A:+y}', 'y'], ['${B:+y}', ''], ['${B:-${C:-deep}}', 'deep'], ['$', '$'],
    ["'$A'", '$A'], ['"$A b"', 'one b'], ['\\$A', '$A'], ['${EMPTY?x}', ''],
  ])('makes %j into %j', (word, expanded) => {
    expect(expandWord(word, env)).toBe(expanded)
  })

  it.each([
    ['${', "syntax error: missing '}'"], ['${A:-x', "syntax error: missing '}'"], ['${A', "missing ':' in substitution"], ['${A-x}', "missing ':' in substitution"],
    ['${}', 'syntax error: bad substitution'], ['${A:x}', 'unsupported modifier (x) in substitution'], ['${B:?}', 'B: is not allowed to be unset'],
    ['${EMPTY:?}', 'EMPTY: is not allowed to be empty'], ['${B?why}', 'B: why'], ["'a", 'unexpected end of statement while looking for matching single-quote'],
  ])('refuses %j', (word, reason) => {
    expect(() => expandWord(word, env)).toThrow(`failed to process ${JSON.stringify(word)}: ${reason}`)
  })
})
