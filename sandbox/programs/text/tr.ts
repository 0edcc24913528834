import { argumentAsBytes } from '../characters.ts'
import { Failure, quote } from '../define-program.ts'
import type { ProgramDescription, Run } from '../define-program.ts'
import { UsageError } from '../options.ts'

/** `tr`: bytes replaced, deleted or squeezed. */
export const tr: ProgramDescription = {
  name: 'tr',
  usage: '[OPTION]... STRING1 [STRING2]',
  about: 'Translate, squeeze, or delete characters from standard input, writing to standard output.',
  family: 'GNU coreutils',
  coding: 'bytes',
  stopAtOperand: true,
  options: ['c,C,complement: use the complement of STRING1', 'd,delete: delete characters in STRING1, do not translate', 's,squeeze-repeats: replace each sequence of a repeated character with a single one', 't,truncate-set1: first truncate STRING1 to length of STRING2'],
  *run(run) {
    const { options } = run
    const [first, second] = checkOperands(run)
    const deleting = options.has('d')
    const squeezing = options.has('s')
    let from = expand(first, { second: false })
    if (options.has('c')) {
      const present = new Set(from.bytes)
      from = { bytes: Array.from({ length: 256 }, (_, i) => i).filter(byte => !present.has(byte)), fill: undefined, cases: [] }
    }
    const map = new Uint8Array(256).map((_, i) => i)
    const remove = new Uint8Array(256)
    const squeeze = new Uint8Array(256)
    if (deleting) for (const byte of from.bytes) remove[byte] = 1
    if (second !== undefined && !deleting) {
      const to = expand(second, { second: true })
      let bytes = [...to.bytes]
      if (to.fill !== undefined) {
        const missing = Math.max(0, from.bytes.length - bytes.length)
        bytes = [...bytes.slice(0, to.fill.at), ...Array.from({ length: missing }, () => to.fill?.byte ?? 0), ...bytes.slice(to.fill.at)]
      }
      if (bytes.length === 0 && from.bytes.length > 0 && !options.has('t')) throw new Failure('when not truncating set1, string2 must be non-empty')
      const last = bytes.at(-1) ?? 0
      from.bytes.forEach((byte, i) => {
        if (i < bytes.length) map[byte] = bytes[i] as number
        else if (!options.has('t')) map[byte] = last
      })
      // A case class against a case class maps letter to letter.
      if (to.cases.length > 0 && from.cases.length > 0) {
        for (let letter = 97; letter <= 122; letter++) {
          if (from.cases[0] === 'lower' && to.cases[0] === 'upper') map[letter] = letter - 32
          if (from.cases[0] === 'upper' && to.cases[0] === 'lower') map[letter - 32] = letter
        }
      }
      if (squeezing) for (const byte of bytes) squeeze[byte] = 1
    } else if (squeezing) {
      for (const byte of deleting ? expand(second ?? '', { second: true }).bytes : from.bytes) squeeze[byte] = 1
    }
    let previous = -1
    for (;;) {
      yield* run.out.settle()
      const chunk = yield* run.process.stdin.read()
      if (!chunk) return
      const result = new Uint8Array(chunk.length)
      let length = 0
      for (const byte of chunk) {
        if (remove[byte] === 1) continue
        const mapped = map[byte] as number
        if (mapped === previous && squeeze[mapped] === 1) continue
        previous = mapped
        result[length++] = mapped
      }
      run.out.addBytes(result.subarray(0, length))
    }
  },
}

function checkOperands(run: Run): [string, string | undefined] {
  const { options, operands } = run
  const [first, second] = operands
  const deleting = options.has('d')
  const squeezing = options.has('s')
  if (first === undefined) throw new UsageError('missing operand')
  const least = deleting === squeezing ? 2 : 1
  if (second === undefined && least === 2) {
    throw new UsageError(`missing operand after ${quote(first)}\nTwo strings must be given when ${deleting ? 'both deleting and squeezing repeats' : 'translating'}.`)
  }
  const most = deleting && !squeezing ? 1 : 2
  const extra = operands[most]
  if (extra !== undefined) throw new UsageError(`extra operand ${quote(extra)}${operands.length === 2 ? '\nOnly one string may be given when deleting without squeezing repeats.' : ''}`)
  return [argumentAsBytes(first), second === undefined ? undefined : argumentAsBytes(second)]
}

interface Expanded {
  readonly bytes: readonly number[]
  /** `[x*]`: as many as are needed, at this place. */
  readonly fill: { readonly byte: number; readonly at: number } | undefined
  readonly cases: readonly string[]
}

const ESCAPES: Readonly<Record<string, number>> = { a: 7, b: 8, f: 12, n: 10, r: 13, t: 9, v: 11, '\\': 92 }

function expand(text: string, { second }: { second: boolean }): Expanded {
  const bytes: number[] = []
  const cases: string[] = []
  let fill: Expanded['fill']
  let at = 0
  const one = (): number => {
    const character = text[at] as string
    if (character !== '\\') {
      at++
      return character.charCodeAt(0)
    }
    const octal = /^[0-7]{1,3}/.exec(text.slice(at + 1))?.[0]
    if (octal !== undefined) {
      const kept = parseInt(octal, 8) > 255 ? octal.slice(0, 2) : octal
      at += 1 + kept.length
      return parseInt(kept, 8)
    }
    const next = text[at + 1]
    at += next === undefined ? 1 : 2
    return next === undefined ? 92 : (ESCAPES[next] ?? next.charCodeAt(0))
  }
  while (at < text.length) {
    const rest = text.slice(at)
    const klass = /^\[:(.*?):\]/.exec(rest)
    if (klass) {
      const name = klass[1] as string
      const members = CLASSES[name]
      if (!members) throw new Failure(name === '' ? `missing character class name '[::]'` : `invalid character class ${quote(name)}`)
      if (second && name !== 'upper' && name !== 'lower') throw new Failure("when translating, the only character classes that may appear in\nstring2 are 'upper' and 'lower'")
      if (name === 'upper' || name === 'lower') cases.push(name)
      bytes.push(...members)
      at += klass[0].length
      continue
    }
    const equivalent = /^\[=(.)=\]/s.exec(rest)
    if (equivalent) {
      bytes.push((equivalent[1] as string).charCodeAt(0))
      at += equivalent[0].length
      continue
    }
    const repeated = /^\[(\\[0-7]{1,3}|\\.|[^\\])\*(\d*)\]/s.exec(rest)
    if (repeated) {
      if (!second) throw new Failure('the [c*] repeat construct may not appear in string1')
      at++
      const byte = one()
      at += 2 + (repeated[2] as string).length
      const count = repeated[2] === '' ? 0 : (repeated[2] as string).startsWith('0') ? parseInt(repeated[2] as string, 8) : Number(repeated[2])
      if (count === 0) fill = { byte, at: bytes.length }
      else for (let i = 0; i < Math.min(count, 256); i++) bytes.push(byte)
      continue
    }
    const start = at
    const low = one()
    if (text[at] === '-' && at + 1 < text.length) {
      const dash = at
      at++
      const high = one()
      if (high < low) throw new Failure(`range-endpoints of '${text.slice(start, dash)}-${text.slice(dash + 1, at)}' are in reverse collating sequence order`)
      for (let byte = low; byte <= high; byte++) bytes.push(byte)
    } else bytes.push(low)
  }
  return { bytes, fill, cases }
}

const bytesWhere = (test: (byte: number) => boolean): readonly number[] => Array.from({ length: 256 }, (_, i) => i).filter(test)
const isUpper = (byte: number): boolean => byte >= 65 && byte <= 90
const isLower = (byte: number): boolean => byte >= 97 && byte <= 122
const isDigit = (byte: number): boolean => byte >= 48 && byte <= 57
const isGraph = (byte: number): boolean => byte > 32 && byte < 127

const CLASSES: Readonly<Record<string, readonly number[]>> = {
  alnum: bytesWhere(byte => isUpper(byte) || isLower(byte) || isDigit(byte)), alpha: bytesWhere(byte => isUpper(byte) || isLower(byte)),
  blank: [9, 32], cntrl: bytesWhere(byte => byte < 32 || byte === 127), digit: bytesWhere(isDigit), graph: bytesWhere(isGraph), lower: bytesWhere(isLower),
  print: bytesWhere(byte => byte === 32 || isGraph(byte)), punct: bytesWhere(byte => isGraph(byte) && !isUpper(byte) && !isLower(byte) && !isDigit(byte)),
  space: [9, 10, 11, 12, 13, 32], upper: bytesWhere(isUpper), xdigit: bytesWhere(byte => isDigit(byte) || (byte >= 65 && byte <= 70) || (byte >= 97 && byte <= 102)),
}
