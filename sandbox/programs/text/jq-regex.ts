/** Regular expressions of jq (Oniguruma's) by JavaScript's, which understand the same common part. */
import type { Json } from './jq-json.ts'
import { JqError, shown } from './jq-values.ts'

/** Longer texts are refused for expressions that could take forever. */
const RISKY_TEXT_MAX = 500

function compile(value: Json, pattern: Json, flags: Json): { text: string; regex: RegExp; all: boolean; skipEmpty: boolean } {
  if (typeof value !== 'string') throw new JqError(`${shown(value)} cannot be matched, as it is not a string`)
  let source = pattern
  let letters = flags
  if (Array.isArray(pattern)) {
    source = (pattern as readonly Json[])[0] ?? null
    letters = (pattern as readonly Json[])[1] ?? null
  }
  if (typeof source !== 'string') throw new JqError(`${shown(source)} cannot be matched, as it is not a string`)
  if (letters !== null && typeof letters !== 'string') throw new JqError(`${shown(letters)} is not a string`)
  const given = letters ?? ''
  if (!/^[gimnpslx]*$/.test(given)) throw new JqError(`${given} is not a valid modifier string`)
  if (/[*+}]\)[*+{]/.test(source) && value.length > RISKY_TEXT_MAX) throw new JqError(`${source} could take forever here`)
  const body = given.includes('x') ? source.replace(/\\.|\s+|#.*/g, piece => (piece.startsWith('\\') ? piece : '')) : source
  const translated = body.replace(/\(\?<([A-Za-z_]\w*)>/g, '(?<$1>').replace(/\[:(\w+):\]/g, (whole, name: string) => ({ alpha: 'A-Za-z', digit: '0-9', alnum: 'A-Za-z0-9', space: '\\s', upper: 'A-Z', lower: 'a-z', punct: '!-\\/:-@\\[-`{-~', xdigit: '0-9A-Fa-f' } as Readonly<Record<string, string>>)[name] ?? whole)
    .replace(/\\h/g, '[0-9a-fA-F]').replace(/\\A/g, '^').replace(/\\[zZ]/g, '$')
  const options = `dg${given.includes('i') ? 'i' : ''}${/[sp]/.test(given) ? 's' : ''}`
  for (const mode of ['u', '']) {
    try {
      return { text: value, regex: new RegExp(translated, options + mode), all: given.includes('g'), skipEmpty: given.includes('n') }
    } catch {
      continue
    }
  }
  throw new JqError(`${source} (at offset 0) is not a valid regex`)
}

function* found(value: Json, pattern: Json, flags: Json): Generator<RegExpExecArray, void, void> {
  const { text, regex, all, skipEmpty } = compile(value, pattern, flags)
  for (const match of text.matchAll(regex)) {
    if (!(skipEmpty && match[0] === '')) yield match
    if (!all) return
  }
}

const characters = (text: string): number => Array.from(text).length

/** The matches as jq describes them. @throws JqError */
export function jqMatch(value: Json, pattern: Json, flags: Json): Json[] {
  const text = typeof value === 'string' ? value : ''
  return Array.from(found(value, pattern, flags), match => {
    const names = Object.keys(match.groups ?? {})
    const byIndex = new Map<number, string>()
    for (const name of names) {
      const at = match.indices?.groups?.[name]
      const index = match.indices?.findIndex((pair, i) => i > 0 && !byIndex.has(i) && pair?.[0] === at?.[0] && pair?.[1] === at?.[1]) ?? -1
      if (index > 0) byIndex.set(index, name)
    }
    const captures = match.slice(1).map((string, i) => {
      const at = match.indices?.[i + 1]
      return new Map<string, Json>([['offset', at ? characters(text.slice(0, at[0])) : -1], ['length', at ? characters(string) : 0], ['string', at ? string : null], ['name', byIndex.get(i + 1) ?? null]])
    })
    return new Map<string, Json>([['offset', characters(text.slice(0, match.index))], ['length', characters(match[0])], ['string', match[0]], ['captures', captures]])
  })
}

/** `sub` and `gsub`: `replace` gets the named captures. @throws JqError */
export function jqReplace(value: Json, pattern: Json, flags: string, replace: (captures: Json) => Json): Json {
  const text = typeof value === 'string' ? value : ''
  let out = ''
  let at = 0
  for (const match of found(value, pattern, flags)) {
    const captures = new Map<string, Json>(Object.entries(match.groups ?? {}).map(([name, string]) => [name, (string as string | undefined) ?? null]))
    const piece = replace(captures)
    if (typeof piece !== 'string') throw new JqError(`${shown(captures)} cannot be added to a string`)
    out += text.slice(at, match.index) + piece
    at = match.index + match[0].length
  }
  return out + text.slice(at)
}

/** `split` at matches. @throws JqError */
export function jqSplit(value: Json, pattern: Json, flags: Json): Json[] {
  const text = typeof value === 'string' ? value : ''
  const out: Json[] = []
  let at = 0
  for (const match of found(value, pattern, `g${typeof flags === 'string' ? flags : ''}`)) {
    out.push(text.slice(at, match.index))
    at = match.index + match[0].length
  }
  out.push(text.slice(at))
  return out
}
