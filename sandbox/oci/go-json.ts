/**
 * Go's `encoding/json` as text: what the daemon and the client write, what they read, and the words of their
 * complaints about damaged input.
 *
 * Values: null, booleans, strings, numbers (`number`, `bigint`, or {@link JsonNumber} when the spelling
 * matters), arrays, and objects. Decoded objects are `Map`s, so that member order survives (also for members
 * that look like numbers); plain objects are accepted for encoding and written in their own order. Go sorts the
 * keys of a map but not the fields of a struct: wrap a Go map in {@link sortedMap}.
 *
 * @source go/src/encoding/json (encode.go, scanner.go, indent.go, stream.go)
 */
import { concat, text as decodeUtf8, utf8 } from '../base/bytes.ts'

/** A number as it was spelled. */
export class JsonNumber {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
  toNumber(): number {
    return Number(this.text)
  }
}

/** JSON text to be written as it is: what a Go type's own `MarshalJSON` gave. */
export class RawJson {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

/** A decoded object: members in the order of the text. */
export type JsonMap = Map<string, Json>
/** What decoding gives. */
export type Json = null | boolean | string | JsonNumber | Json[] | JsonMap

/** The text was not JSON: the message is Go's. */
export class JsonSyntaxError extends Error {
  override readonly name = 'JsonSyntaxError'
  /** Bytes read before the error. */
  readonly offset: number
  constructor(message: string, offset: number) {
    super(message)
    this.offset = offset
  }
}

/** How to write: what differs between Go versions and encoders. */
export interface EncodeOptions {
  /** Go's default: `<`, `>` and `&` become `\u003c` and so on. The daemon and `{{json}}` differ here. */
  readonly escapeHtml: boolean
  /** Go 1.22 and later write backspace and form feed as `\b` and `\f` (default: `\u0008`, `\u000c`). */
  readonly shortControls?: boolean
}

/** A Go map: the same members in the order of their keys (by bytes). */
export function sortedMap(members: Readonly<Record<string, unknown>> | ReadonlyMap<string, unknown>): Map<string, unknown> {
  const entries: [string, unknown][] = members instanceof Map ? [...members] : Object.entries(members)
  return new Map(entries.sort(([a], [b]) => compareUtf8(a, b)))
}

/** Compare as Go compares strings: by UTF-8 bytes, which is by code point. */
export function compareUtf8(a: string, b: string): number {
  const shared = Math.min(a.length, b.length)
  for (let i = 0; i < shared; i++) {
    let x = a.charCodeAt(i)
    let y = b.charCodeAt(i)
    if (x === y) continue
    // Surrogates stand for code points above the rest of the basic plane.
    if (x >= 0xd800 && x < 0xe000) x += 0x10000
    if (y >= 0xd800 && y < 0xe000) y += 0x10000
    return x - y
  }
  return a.length - b.length
}

/**
 * `json.Marshal`, by default with HTML escaping as in Go. Members that are `undefined` are left out, as Go's
 * `omitempty` would.
 */
export function encode(value: unknown, options: EncodeOptions = { escapeHtml: true }): string {
  const out: string[] = []
  write(value, options, out)
  return out.join('')
}

function write(value: unknown, options: EncodeOptions, out: string[]): void {
  if (value === null || value === undefined) out.push('null')
  else if (typeof value === 'string') out.push(encodeString(value, options))
  else if (typeof value === 'number') out.push(encodeNumber(value))
  else if (typeof value === 'boolean' || typeof value === 'bigint') out.push(String(value))
  else if (value instanceof RawJson) out.push(value.text)
  else if (value instanceof JsonNumber) out.push(value.text === '' ? '0' : value.text)
  else if (Array.isArray(value)) {
    out.push('[')
    value.forEach((item, i) => {
      if (i > 0) out.push(',')
      write(item, options, out)
    })
    out.push(']')
  } else if (typeof value === 'object') {
    const members: Iterable<[string, unknown]> = value instanceof Map ? (value as Map<string, unknown>) : Object.entries(value)
    let first = true
    out.push('{')
    for (const [key, member] of members) {
      if (member === undefined) continue
      if (!first) out.push(',')
      first = false
      out.push(encodeString(key, options), ':')
      write(member, options, out)
    }
    out.push('}')
  } else throw new TypeError(`json: unsupported type: ${typeof value}`)
}

/** A float64 as Go writes it: the shortest form, with an exponent below 1e-6 and from 1e21 on. */
export function encodeNumber(value: number): string {
  if (!Number.isFinite(value)) throw new TypeError('json: unsupported value')
  return Object.is(value, -0) ? '-0' : String(value)
}

const NEEDS_ESCAPE = /["\\<>&\u0000-\u001f\u2028\u2029\ud800-\udfff]/

/** A string in quotes. */
export function encodeString(value: string, options: EncodeOptions): string {
  if (!NEEDS_ESCAPE.test(value)) return `"${value}"`
  let quoted = '"'
  for (const char of value) {
    const code = char.codePointAt(0) as number
    if (char === '"' || char === '\\') quoted += `\\${char}`
    else if (char === '\n') quoted += '\\n'
    else if (char === '\r') quoted += '\\r'
    else if (char === '\t') quoted += '\\t'
    else if (char === '\b' && options.shortControls) quoted += '\\b'
    else if (char === '\f' && options.shortControls) quoted += '\\f'
    else if (code < 0x20 || code === 0x2028 || code === 0x2029) quoted += unicodeEscape(code)
    else if (options.escapeHtml && (char === '<' || char === '>' || char === '&')) quoted += unicodeEscape(code)
    else if (code >= 0xd800 && code <= 0xdfff) quoted += '\\ufffd'
    else quoted += char
  }
  return quoted + '"'
}

const unicodeEscape = (code: number): string => `\\u${code.toString(16).padStart(4, '0')}`

/**
 * `json.Indent` with an empty prefix: every member and element on its own line, `{}` and `[]` kept together.
 * The text must be JSON; white space between tokens is dropped, at the very end it is kept.
 */
export function indent(json: string, step: string): string {
  let out = ''
  let depth = 0
  /** An opening bracket was written and nothing after it. */
  let open = false
  let i = 0
  const line = (): string => '\n' + step.repeat(depth)
  const end = json.trimEnd().length
  while (i < end) {
    const char = json[i] as string
    if (char === ' ' || char === '\t' || char === '\r' || char === '\n') {
      i++
      continue
    }
    if (open && char !== ']' && char !== '}') {
      open = false
      depth++
      out += line()
    }
    if (char === '"') {
      const from = i
      i++
      while (i < end && json[i] !== '"') i += json[i] === '\\' ? 2 : 1
      out += json.slice(from, ++i)
      continue
    }
    if (char === '{' || char === '[') {
      open = true
      out += char
    } else if (char === ',') out += char + line()
    else if (char === ':') out += ': '
    else if (char === '}' || char === ']') {
      if (open) open = false
      else {
        depth--
        out += line()
      }
      out += char
    } else out += char
    i++
  }
  return out + json.slice(end)
}

/** `json.Compact`: no white space between tokens. The text must be JSON. */
export function compact(json: string): string {
  return json.replace(/("(?:[^"\\]|\\.)*")|[ \t\r\n]+/g, (_, string: string | undefined) => string ?? '')
}

/**
 * `json.Unmarshal` into an `interface{}` that keeps the spelling of numbers: the whole input is one value.
 *
 * @throws JsonSyntaxError with Go's words (`unexpected end of JSON input`, `invalid character …`)
 */
export function decode(input: string | Uint8Array): Json {
  const bytes = bytesOf(input)
  try {
    return decodeWhole(bytes)
  } catch (error) {
    if (!(error instanceof JsonSyntaxError && error.message === END_OF_INPUT)) throw error
    // At the end Go feeds its scanner one more blank: inside a literal, a number or an escape that is the error.
    try {
      decodeWhole(concat([bytes, utf8(' ')]))
    } catch (atBlank) {
      if (atBlank instanceof JsonSyntaxError && atBlank.message.startsWith("invalid character ' ' in ")) throw atBlank
    }
    throw error
  }
}

function decodeWhole(bytes: Uint8Array): Json {
  const scanner = new Scanner(bytes)
  const value = scanner.value('looking for beginning of value')
  scanner.space()
  if (scanner.at < scanner.bytes.length) scanner.invalid('after top-level value')
  return value
}

/**
 * `json.NewDecoder(r).Decode`: the first value of a stream; what follows it is not looked at. This is how the
 * daemon reads `manifest.json` and `repositories.json`.
 *
 * @throws JsonSyntaxError `EOF` on empty input, `unexpected EOF` inside a value, else `invalid character …`
 */
export function decodeFirst(input: string | Uint8Array): { readonly value: Json; readonly rest: Uint8Array } {
  const scanner = new Scanner(bytesOf(input))
  scanner.space()
  if (scanner.at >= scanner.bytes.length) throw new JsonSyntaxError('EOF', scanner.at)
  try {
    const value = scanner.value('looking for beginning of value')
    return { value, rest: scanner.bytes.subarray(scanner.at) }
  } catch (error) {
    if (error instanceof JsonSyntaxError && error.message === END_OF_INPUT) throw new JsonSyntaxError('unexpected EOF', error.offset)
    throw error
  }
}

/** Every value of a stream, one after another, each as by {@link decodeFirst}. */
export function* decodeStream(input: string | Uint8Array): Generator<Json, void> {
  let rest = bytesOf(input)
  while (rest.some(byte => !isSpace(byte))) {
    const next = decodeFirst(rest)
    yield next.value
    rest = next.rest
  }
}

const bytesOf = (input: string | Uint8Array): Uint8Array => (typeof input === 'string' ? utf8(input) : input)

/**
 * Decoded objects as plain objects and numbers as `number`: for data whose order and spelling do not matter. Not
 * recursive: input may nest deeper than our own stack goes.
 */
export function toPlain(value: Json): unknown {
  const whole: { value?: unknown } = {}
  const work: (readonly [value: Json, into: object, key: string | number])[] = [[value, whole, 'value']]
  for (let next = work.pop(); next; next = work.pop()) {
    const [from, into, key] = next
    let plain: unknown = from
    if (from instanceof JsonNumber) plain = from.toNumber()
    else if (Array.isArray(from)) {
      plain = []
      for (let i = from.length - 1; i >= 0; i--) work.push([from[i] as Json, plain as object, i])
    } else if (from instanceof Map) {
      plain = {}
      for (const [name, member] of [...from].reverse()) work.push([member, plain as object, name])
    }
    // Not by assignment: `__proto__` is a name like any other.
    Object.defineProperty(into, key, { value: plain, enumerable: true, writable: true, configurable: true })
  }
  return whole.value
}

/** What Go calls a decoded value in `cannot unmarshal …`. */
export function kindOf(value: Json): string {
  if (value === null) return 'null'
  if (value instanceof JsonNumber) return 'number'
  if (Array.isArray(value)) return 'array'
  if (value instanceof Map) return 'object'
  return typeof value === 'boolean' ? 'bool' : 'string'
}

/**
 * `json.UnmarshalTypeError`: `json: cannot unmarshal object into Go value of type []tarexport.manifestItem`.
 *
 * @param goType the Go type that was expected
 * @param field when inside a struct, `Struct.member` (`Image.size`); then "Go struct field Image.size of type …"
 */
export function unmarshalTypeError(value: Json, goType: string, field?: string): string {
  const fits = /^u?int(8|16|32|64)?$|^float(32|64)$/.test(goType)
  const found = value instanceof JsonNumber && fits ? `number ${value.text}` : kindOf(value)
  return field === undefined
    ? `json: cannot unmarshal ${found} into Go value of type ${goType}`
    : `json: cannot unmarshal ${found} into Go struct field ${field} of type ${goType}`
}

const END_OF_INPUT = 'unexpected end of JSON input'
const DEPTH_MAX = 10000
const QUOTE = 0x22
const BACKSLASH = 0x5c

const isSpace = (byte: number): boolean => byte === 0x20 || byte === 0x09 || byte === 0x0d || byte === 0x0a
const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 0x30 && byte <= 0x39

/** A reader that stops at the byte where Go's scanner stops, with the same words. */
class Scanner {
  readonly bytes: Uint8Array
  at = 0

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
  }

  space(): void {
    while (this.at < this.bytes.length && isSpace(this.bytes[this.at] as number)) this.at++
  }

  /** Complain about the byte here, or about the end of the input. */
  invalid(context: string): never {
    const byte = this.bytes[this.at]
    if (byte === undefined) throw new JsonSyntaxError(END_OF_INPUT, this.at)
    throw new JsonSyntaxError(`invalid character ${quoteByte(byte)} ${context}`, this.at + 1)
  }

  /** The value that begins here. Not recursive: input may nest deeper than our own stack goes. */
  value(context: string): Json {
    const open: (JsonMap | Json[])[] = []
    const keys: string[] = []
    for (let wanted = context; ; wanted = 'looking for beginning of value') {
      this.space()
      const byte = this.bytes[this.at]
      let value: Json
      if (byte === 0x7b || byte === 0x5b) {
        const inside: JsonMap | Json[] = byte === 0x7b ? new Map() : []
        if (open.length >= DEPTH_MAX) this.invalid('exceeded max depth')
        this.at++
        this.space()
        if (this.bytes[this.at] !== byte + 2) {
          open.push(inside)
          if (byte === 0x7b) keys.push(this.key())
          continue
        }
        this.at++
        value = inside
      } else value = this.scalar(byte, wanted)
      // Whatever ends with this value ends here too.
      for (;;) {
        const around = open.at(-1)
        if (!around) return value
        const isObject = around instanceof Map
        if (isObject) around.set(keys.pop() as string, value)
        else around.push(value)
        this.space()
        const next = this.bytes[this.at]
        if (next !== (isObject ? 0x7d : 0x5d)) {
          if (next !== 0x2c) this.invalid(isObject ? 'after object key:value pair' : 'after array element')
          this.at++
          if (isObject) keys.push(this.key())
          break
        }
        this.at++
        open.pop()
        value = around
      }
    }
  }

  private key(): string {
    this.space()
    if (this.bytes[this.at] !== QUOTE) this.invalid('looking for beginning of object key string')
    const key = this.string()
    this.space()
    if (this.bytes[this.at] !== 0x3a) this.invalid('after object key')
    this.at++
    return key
  }

  private scalar(byte: number | undefined, context: string): Json {
    switch (byte) {
      case QUOTE:
        return this.string()
      case 0x74:
        return this.literal('true', true)
      case 0x66:
        return this.literal('false', false)
      case 0x6e:
        return this.literal('null', null)
    }
    if (byte === 0x2d || isDigit(byte)) return this.number()
    return this.invalid(context)
  }

  private literal<T extends boolean | null>(word: string, value: T): T {
    for (let i = 0; i < word.length; i++, this.at++) {
      if (this.bytes[this.at] !== word.charCodeAt(i)) this.invalid(`in literal ${word} (expecting '${word[i]}')`)
    }
    return value
  }

  private digits(context: string): void {
    if (!isDigit(this.bytes[this.at])) this.invalid(context)
    while (isDigit(this.bytes[this.at])) this.at++
  }

  private number(): JsonNumber {
    const from = this.at
    if (this.bytes[this.at] === 0x2d) this.at++
    if (this.bytes[this.at] === 0x30) this.at++
    else this.digits('in numeric literal')
    if (this.bytes[this.at] === 0x2e) {
      this.at++
      this.digits('after decimal point in numeric literal')
    }
    if (this.bytes[this.at] === 0x65 || this.bytes[this.at] === 0x45) {
      this.at++
      if (this.bytes[this.at] === 0x2b || this.bytes[this.at] === 0x2d) this.at++
      this.digits('in exponent of numeric literal')
    }
    return new JsonNumber(decodeUtf8(this.bytes.subarray(from, this.at)))
  }

  private string(): string {
    let value = ''
    let from = ++this.at
    for (;;) {
      const byte = this.bytes[this.at]
      if (byte === undefined || byte < 0x20) this.invalid('in string literal')
      if (byte === QUOTE) break
      if (byte !== BACKSLASH) {
        this.at++
        continue
      }
      value += decodeUtf8(this.bytes.subarray(from, this.at))
      this.at++
      value += this.escape()
      from = this.at
    }
    value += decodeUtf8(this.bytes.subarray(from, this.at++))
    // A half of a surrogate pair that found no other half is U+FFFD in Go.
    return value.replace(LONE_SURROGATE, '\ufffd')
  }

  private escape(): string {
    const char = String.fromCharCode(this.bytes[this.at] ?? 0)
    const plain = ESCAPES[char]
    if (plain !== undefined) {
      this.at++
      return plain
    }
    if (char !== 'u') this.invalid('in string escape code')
    this.at++
    let code = 0
    for (let i = 0; i < 4; i++, this.at++) {
      const digit = HEX_DIGITS.indexOf(String.fromCharCode(this.bytes[this.at] ?? 0).toLowerCase())
      if (digit < 0) this.invalid('in \\u hexadecimal character escape')
      code = code * 16 + digit
    }
    return String.fromCharCode(code)
  }
}

const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g
const HEX_DIGITS = '0123456789abcdef'
const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t',
}

/** The byte as Go's scanner names it: read as a character of Latin-1, in single quotes. */
function quoteByte(byte: number): string {
  if (byte === 0x27) return `'\\''`
  if (byte === QUOTE) return `'"'`
  const named: Readonly<Record<number, string>> = { 7: '\\a', 8: '\\b', 9: '\\t', 10: '\\n', 11: '\\v', 12: '\\f', 13: '\\r', 92: '\\\\' }
  const name = named[byte]
  if (name !== undefined) return `'${name}'`
  if (byte < 0x20 || byte === 0x7f) return `'\\x${byte.toString(16).padStart(2, '0')}'`
  if (byte >= 0x80 && (byte <= 0xa0 || byte === 0xad)) return `'\\u00${byte.toString(16)}'`
  return `'${String.fromCharCode(byte)}'`
}
