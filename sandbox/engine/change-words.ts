/**
 * The words of a Dockerfile instruction: how they are cut, and what becomes of quotes, backslashes and variables.
 *
 * @source moby/buildkit frontend/dockerfile/parser/line_parsers.go, frontend/dockerfile/shell/lex.go (of 20.10)
 */
import { EngineError } from '../base/errors.ts'

/** Cut at white space outside quotes; quotes and backslashes stay in the words. */
export function splitWords(rest: string): string[] {
  const words: string[] = []
  let word = ''
  let quote = ''
  let started = false
  for (let i = 0; i < rest.length; i++) {
    const char = rest.charAt(i)
    if (quote === '' && /\s/.test(char)) {
      if (started) words.push(word)
      word = ''
      started = false
      continue
    }
    started = true
    word += char
    if (char === '\\' && quote !== "'" && i + 1 < rest.length) word += rest.charAt(++i)
    else if (quote === '' && (char === '"' || char === "'")) quote = char
    else if (char === quote) quote = ''
  }
  if (started) words.push(word)
  return words
}

/** `["a", "b"]`; undefined when it is anything else, which then is a line for a shell. */
export function jsonWords(rest: string): string[] | undefined {
  if (!rest.startsWith('[')) return undefined
  try {
    const value: unknown = JSON.parse(rest)
    return Array.isArray(value) && value.every(word => typeof word === 'string') ? value : undefined
  } catch {
    return undefined
  }
}

/**
 * Names and values of ENV and LABEL: `a=b c="d e"`, or the old `name all the rest`.
 *
 * @throws EngineError InvalidParameter
 */
export function nameValues(rest: string, instruction: string): [name: string, value: string][] {
  const words = splitWords(rest)
  const [first] = words
  if (first === undefined) return []
  if (!first.includes('=')) {
    const space = /[\t\v\f\r ]+/.exec(rest)
    if (!space) throw new EngineError('InvalidParameter', `${instruction} must have two arguments`)
    return [[rest.slice(0, space.index), rest.slice(space.index + space[0].length)]]
  }
  return words.map(word => {
    const equals = word.indexOf('=')
    if (equals < 0) throw new EngineError('InvalidParameter', `Syntax error - can't find = in ${JSON.stringify(word)}. Must be of the form: name=value`)
    return [word.slice(0, equals), word.slice(equals + 1)]
  })
}

/**
 * Take quotes and backslashes away and put variables in; unknown ones are empty.
 *
 * @throws EngineError InvalidParameter for quotes and braces that do not close
 */
export function expandWord(word: string, env: ReadonlyMap<string, string>): string {
  let out = ''
  let at = 0
  const failed = (reason: string): EngineError => new EngineError('InvalidParameter', `failed to process ${JSON.stringify(word)}: ${reason}`)
  /** What stands before the brace that closes the present one, expanded. */
  const closed = (): string => {
    const start = at
    for (let depth = 1; at < word.length; at++) {
      if (word.charAt(at) === '{') depth++
      else if (word.charAt(at) === '}' && --depth === 0) return expandWord(word.slice(start, at++), env)
    }
    throw failed("syntax error: missing '}'")
  }
  const variable = (): string => {
    at++
    if (word.charAt(at) !== '{') {
      const [name] = /^(?:[A-Za-z_][A-Za-z0-9_]*|[0-9@*#?!$-])/.exec(word.slice(at)) ?? []
      if (name === undefined) return '$'
      at += name.length
      return env.get(name) ?? ''
    }
    at++
    if (at >= word.length) throw failed("syntax error: missing '}'")
    if ('{}:'.includes(word.charAt(at))) throw failed('syntax error: bad substitution')
    const [name = ''] = /^(?:[A-Za-z_][A-Za-z0-9_]*|[0-9]+|[@*#?!$-])?/.exec(word.slice(at)) ?? []
    at += name.length
    const next = word.charAt(at++)
    const value = env.get(name) ?? ''
    if (next === '}') return value
    if (next !== ':' && next !== '?') throw failed("missing ':' in substitution")
    const modifier = next === ':' ? word.charAt(at++) : ''
    const fallback = closed()
    const refused = (reason: string): EngineError => failed(`${name}: ${fallback === '' ? `is not allowed to be ${reason}` : fallback}`)
    if ((modifier === '' || modifier === '?') && !env.has(name)) throw refused('unset')
    if (modifier === '?' && value === '') throw refused('empty')
    if (modifier === '+') return value === '' ? '' : fallback
    if (modifier === '-') return value === '' ? fallback : value
    if (modifier !== '' && modifier !== '?') throw failed(`unsupported modifier (${modifier}) in substitution`)
    return value
  }
  let quote = ''
  while (at < word.length) {
    const char = word.charAt(at)
    if (quote === "'") {
      if (char === "'") quote = ''
      else out += char
      at++
    } else if (char === '$') out += variable()
    else if (char === '\\') {
      const next = word.charAt(at + 1)
      // In double quotes only what is special there loses its backslash.
      out += quote === '"' && !['"', '$', '\\'].includes(next) ? char + next : next
      at += 2
    } else if (char === quote) {
      quote = ''
      at++
    } else if (quote === '' && (char === '"' || char === "'")) {
      quote = char
      at++
    } else {
      out += char
      at++
    }
  }
  if (quote !== '') throw failed(`unexpected end of statement while looking for matching ${quote === '"' ? 'double-quote' : 'single-quote'}`)
  return out
}
