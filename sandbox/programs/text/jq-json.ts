/** JSON as jq reads and writes it: several values in a row, numbers with 17 digits, messages with line and column. */

/** Objects keep the order of their keys. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject
export type JsonObject = ReadonlyMap<string, Json>

/** Deeper values are refused, as jq does. */
const DEPTH_MAX = 10_000

/** A text that is no JSON. */
export class JsonError extends Error {}

interface Open {
  readonly array: Json[] | undefined
  readonly object: Map<string, Json> | undefined
  key: string | undefined
}

/** Reads values one after the other out of a whole text. */
export class JsonReader {
  private readonly text: string
  private at = 0
  private line = 1
  private column = 0
  private token = ''
  private next: Json | undefined
  private readonly stack: Open[] = []

  constructor(text: string) {
    this.text = text
    if (text.startsWith('\ufeff')) this.at = 1
  }

  /** Lines that jq has read when it has the value it gave last: it reads whole lines. */
  get linesRead(): number {
    const end = this.text.indexOf('\n', Math.max(0, this.at - 1))
    let count = 0
    const limit = end < 0 ? this.text.length : end + 1
    for (let i = this.text.indexOf('\n'); i >= 0 && i < limit; i = this.text.indexOf('\n', i + 1)) count++
    return count
  }

  /** The next value; undefined at the end. @throws JsonError */
  read(): Json | undefined {
    const { text } = this
    while (this.at < text.length) {
      const character = text[this.at++] as string
      this.count(character)
      if (character === '"') {
        this.literal()
        this.value(this.string())
      } else if (character === '[' || character === '{' || character === ']' || character === '}' || character === ':' || character === ',') {
        const done = this.structure(character)
        if (done !== undefined) return done
      } else if (character === ' ' || character === '\t' || character === '\n' || character === '\r') this.literal()
      else this.token += character
      if (this.stack.length === 0 && this.next !== undefined && this.token === '') {
        const value = this.next
        this.next = undefined
        return value
      }
    }
    this.literal()
    if (this.stack.length > 0) throw this.fail('Unfinished JSON term at EOF')
    const value = this.next
    this.next = undefined
    return value
  }

  /** Columns are bytes. */
  private count(character: string): void {
    const code = character.codePointAt(0) as number
    this.column += code < 0x80 || (code >= 0xdc80 && code <= 0xdcff) ? 1 : code < 0x800 ? 2 : code >= 0xd800 && code <= 0xdfff ? 2 : code < 0x10000 ? 3 : 4
    if (character === '\n') {
      this.line++
      this.column = 0
    }
  }

  private fail(message: string): JsonError {
    return new JsonError(`${message} at line ${this.line}, column ${this.column}`)
  }

  private structure(character: string): Json | undefined {
    // A number at the top ends here and is given first.
    if (this.stack.length === 0 && this.token !== '' && (character === '[' || character === '{')) {
      this.literal()
      this.at--
      this.column--
      const value = this.next
      this.next = undefined
      return value
    }
    this.literal()
    const top = this.stack.at(-1)
    switch (character) {
      case '[': case '{':
        if (this.next !== undefined) throw this.fail('Expected separator between values')
        if (this.stack.length >= DEPTH_MAX) throw this.fail('Exceeds depth limit for parsing')
        this.stack.push({ array: character === '[' ? [] : undefined, object: character === '{' ? new Map() : undefined, key: undefined })
        return undefined
      case ':':
        if (this.next === undefined) throw this.fail("Expected string key before ':'")
        if (!top?.object) throw this.fail("':' not as part of an object")
        if (top.key !== undefined) throw this.fail("':' should follow a key")
        if (typeof this.next !== 'string') throw this.fail('Object keys must be strings')
        top.key = this.next
        this.next = undefined
        return undefined
      case ',':
        if (!top) throw this.fail("Expected value before ','")
        if (this.next === undefined) throw this.fail("Expected value before ','")
        this.keep(top)
        return undefined
      case ']':
        if (!top?.array) throw this.fail("Unmatched ']'")
        if (this.next !== undefined) this.keep(top)
        else if (top.array.length > 0) throw this.fail('Expected another array element')
        break
      default:
        if (this.next !== undefined && !top?.object) throw this.fail('Objects must consist of key:value pairs')
        if (!top?.object || (top.key !== undefined && this.next === undefined)) throw this.fail("Unmatched '}'")
        if (this.next !== undefined) this.keep(top)
        else if (top.object.size > 0) throw this.fail('Expected another key-value pair')
    }
    this.stack.pop()
    this.next = top.array ?? top.object ?? null
    return undefined
  }

  private keep(top: Open): void {
    if (top.array) top.array.push(this.next as Json)
    else {
      if (top.key === undefined) throw this.fail('Objects must consist of key:value pairs')
      top.object?.set(top.key, this.next as Json)
      top.key = undefined
    }
    this.next = undefined
  }

  private value(value: Json): void {
    if (this.next !== undefined) throw this.fail('Expected separator between values')
    this.next = value
  }

  private literal(): void {
    if (this.token === '') return
    const { token } = this
    this.token = ''
    const words: Readonly<Record<string, Json>> = { true: true, false: false, null: null }
    if (Object.hasOwn(words, token)) return this.value(words[token] as Json)
    if (/^[tfn]/.test(token)) throw this.fail('Invalid literal')
    if (!/^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/.test(token)) throw this.fail('Invalid numeric literal')
    this.value(Number(token))
  }

  private string(): string {
    const { text } = this
    let end = this.at
    while (text[end] !== '"') {
      if (end >= text.length) {
        for (const character of text.slice(this.at)) this.count(character)
        throw this.fail('Unfinished string at EOF')
      }
      end += text[end] === '\\' ? 2 : 1
    }
    const raw = text.slice(this.at, end)
    for (const character of raw) this.count(character)
    this.column++
    this.at = end + 1
    // eslint-disable-next-line no-control-regex
    if (/[\x00-\x1f]/.test(raw)) throw this.fail('Invalid string: control characters from U+0000 through U+001F must be escaped')
    const decoded = unescapeJson(raw)
    if (typeof decoded !== 'string') throw this.fail(decoded.problem)
    return decoded
  }
}

/** The text of a JSON string's inside, or what is wrong with it. */
export function unescapeJson(raw: string): string | { readonly problem: string } {
  if (!raw.includes('\\')) return raw
  let problem: string | undefined
  const out = raw.replace(/\\(u[0-9a-fA-F]{4}|.|$)/gs, (_, escape: string) => {
    if (escape.length === 5) return String.fromCharCode(parseInt(escape.slice(1), 16))
    const plain = ({ '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' } as Readonly<Record<string, string>>)[escape]
    if (plain === undefined) problem ??= escape === 'u' ? 'Invalid \\uXXXX escape' : 'Invalid escape'
    return plain ?? ''
  })
  return problem === undefined ? out.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd') : { problem }
}

/** One value that is the whole text. @throws JsonError */
export function parseJson(text: string): Json {
  const reader = new JsonReader(text)
  const value = reader.read()
  if (value === undefined) throw new JsonError('Expected JSON value')
  if (reader.read() !== undefined) throw new JsonError('Unexpected extra JSON values')
  return value
}

/** A number with at most 17 digits. */
export function numberJson(value: number): string {
  if (Number.isNaN(value)) return 'null'
  const finite = value === Infinity ? Number.MAX_VALUE : value === -Infinity ? -Number.MAX_VALUE : value
  if (finite === 0) return Object.is(finite, -0) ? '-0' : '0'
  const [mantissa = '', exponentText = '0'] = Math.abs(finite).toExponential().split('e')
  const digits = mantissa.replace('.', '')
  const point = Number(exponentText) + 1
  const sign = finite < 0 ? '-' : ''
  if (point <= -4 || point > digits.length + 15) {
    const exponent = point - 1
    return `${sign}${mantissa}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`
  }
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`
  if (point >= digits.length) return sign + digits + '0'.repeat(point - digits.length)
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`
}

/** A JSON string with its quotes. */
export function stringJson(text: string, ascii: boolean): string {
  // eslint-disable-next-line no-control-regex
  const escaped = text.replace(/["\\\x00-\x1f\x7f]/g, character => {
    const short = ({ '"': '\\"', '\\': '\\\\', '\b': '\\b', '\f': '\\f', '\n': '\\n', '\r': '\\r', '\t': '\\t' } as Readonly<Record<string, string>>)[character]
    return short ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
  return `"${ascii ? escaped.replace(/[^\x20-\x7e]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`) : escaped}"`
}

/** How values are written. */
export interface JsonStyle {
  /** Undefined: on one line. */
  readonly indent: string | undefined
  readonly sortKeys: boolean
  readonly ascii: boolean
  readonly color: boolean
}

const COMPACT: JsonStyle = { indent: undefined, sortKeys: false, ascii: false, color: false }

/** A value on one line. */
export const compactJson = (value: Json): string => formatJson(value, COMPACT)

const COLOR = (value: Json): string => (value === null ? '1;30' : typeof value === 'string' ? '0;32' : typeof value === 'object' ? '1;39' : '0;39')

/** A value as text. */
export function formatJson(value: Json, style: JsonStyle): string {
  return format(value, style, '')
}

function format(value: Json, style: JsonStyle, margin: string): string {
  const on = style.color ? `\x1b[${COLOR(value)}m` : ''
  const off = style.color ? '\x1b[0m' : ''
  if (value === null || typeof value === 'boolean') return `${on}${String(value)}${off}`
  if (typeof value === 'number') return `${on}${numberJson(value)}${off}`
  if (typeof value === 'string') return `${on}${stringJson(value, style.ascii)}${off}`
  const { indent } = style
  const inner = indent === undefined ? '' : `\n${margin}${indent}`
  const last = indent === undefined ? '' : `\n${margin}`
  if (Array.isArray(value)) {
    const items = value as readonly Json[]
    if (items.length === 0) return `${on}[]${off}`
    const parts = items.map(item => format(item, style, margin + (indent ?? '')))
    if (!style.color) return `[${inner}${parts.join(`,${inner}`)}${last}]`
    return `${on}[${inner}${parts.join(`${on},${inner}`)}${on}${last}${on}]${off}`
  }
  const object = value as JsonObject
  if (object.size === 0) return `${on}{}${off}`
  const keys = [...object.keys()]
  if (style.sortKeys) keys.sort(byCodePoint)
  const space = indent === undefined ? '' : ' '
  const parts = keys.map(key => {
    const name = stringJson(key, style.ascii)
    const shown = format(object.get(key) as Json, style, margin + (indent ?? ''))
    return style.color ? `${off}\x1b[34;1m${name}${off}${on}:${space}${off}${shown}` : `${name}:${space}${shown}`
  })
  if (!style.color) return `{${inner}${parts.join(`,${inner}`)}${last}}`
  return `${on}{${inner}${parts.join(`${on},${inner}`)}${on}${last}${on}}${off}`
}

/** The order of strings: by code point, as jq compares their UTF-8. */
export function byCodePoint(a: string, b: string): number {
  if (a === b) return 0
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i)
    const y = b.charCodeAt(i)
    if (x !== y) {
      const highX = x >= 0xd800 && x <= 0xdfff
      const highY = y >= 0xd800 && y <= 0xdfff
      return highX === highY ? x - y : highX ? 1 : -1
    }
  }
  return a.length - b.length
}

/** jq's names of types. */
export function typeName(value: Json): string {
  if (value === null) return 'null'
  if (typeof value === 'object') return Array.isArray(value) ? 'array' : 'object'
  return typeof value
}

const RANK: Readonly<Record<string, number>> = { null: 0, boolean: 1, number: 3, string: 4, array: 5, object: 6 }

/** The order of all values. */
export function compareJson(a: Json, b: Json): number {
  const rank = (RANK[typeName(a)] as number) - (RANK[typeName(b)] as number)
  if (rank !== 0) return rank
  if (typeof a === 'boolean') return Number(a) - Number(b)
  if (typeof a === 'number') return a < (b as number) || Number.isNaN(a) ? -1 : a === b ? 0 : 1
  if (typeof a === 'string') return byCodePoint(a, b as string)
  if (a === null) return 0
  if (Array.isArray(a)) {
    const x = a as readonly Json[]
    const y = b as readonly Json[]
    for (let i = 0; i < x.length && i < y.length; i++) {
      const found = compareJson(x[i] as Json, y[i] as Json)
      if (found !== 0) return found
    }
    return x.length - y.length
  }
  const x = a as JsonObject
  const y = b as JsonObject
  const keysX = [...x.keys()].sort(byCodePoint)
  const keysY = [...y.keys()].sort(byCodePoint)
  const keys = compareJson(keysX, keysY)
  if (keys !== 0) return keys
  for (const key of keysX) {
    const found = compareJson(x.get(key) as Json, y.get(key) as Json)
    if (found !== 0) return found
  }
  return 0
}
