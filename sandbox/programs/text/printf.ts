import { argumentAsBytes } from '../characters.ts'
import { Failure, quote } from '../define-program.ts'
import type { ProgramDescription } from '../define-program.ts'
import { UsageError } from '../options.ts'
import { unescape } from './backslashes.ts'
import { formatFloat, formatInteger, formatText, readConversion } from './printf-format.ts'
import type { Conversion } from './printf-format.ts'

/** `printf`: a format, used again until all arguments are gone. */
export const printf: ProgramDescription = {
  name: 'printf',
  usage: 'FORMAT [ARGUMENT]...',
  about: 'Print ARGUMENT(s) according to FORMAT.',
  family: 'GNU coreutils',
  coding: 'bytes',
  stopAtOperand: true,
  options: [],
  legacy: args => (args[0] === '--help' || args[0] === '--version' ? args : args[0] === '--' ? args : ['--', ...args]),
  *run(run) {
    const [template, ...given] = run.operands
    if (template === undefined) throw new UsageError('missing operand')
    const format = argumentAsBytes(template)
    const args = given.map(argumentAsBytes)
    const complaints: string[] = []
    let next = 0
    do {
      const before = next
      for (let at = 0; at < format.length;) {
        const character = format[at] as string
        if (character === '\\') {
          const length = /^\\(?:[0-7]{1,3}|x[0-9A-Fa-f]{1,2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.|$)/s.exec(format.slice(at))?.[0].length ?? 1
          const { text, stop } = unescape(format.slice(at, at + length), '\\nnn', argumentAsBytes)
          run.out.add(text)
          if (stop) return run.status
          at += length
          continue
        }
        if (character !== '%') {
          run.out.add(character)
          at++
          continue
        }
        if (format[at + 1] === '%') {
          run.out.add('%')
          at += 2
          continue
        }
        const read = readConversion(format, at, () => Number(integer(args[next++] ?? '0', complaints)))
        const letter = read?.conversion.letter ?? ''
        if (!read || !/[bcdiouxXfFeEgGaAsq]/.test(letter) || letter === '') throw new Failure(`${format.slice(at, read?.end)}: invalid conversion specification`)
        const { conversion } = read
        if (!allowed(read.text, conversion)) throw new Failure(`${read.text}: invalid conversion specification`)
        at = read.end
        const argument = args[next++]
        if (letter === 's') run.out.add(formatText(argument ?? '', conversion))
        else if (letter === 'c') run.out.add(formatText((argument ?? '').slice(0, 1), conversion))
        else if (letter === 'q') run.out.add(formatText(shellQuote(argument ?? ''), conversion))
        else if (letter === 'b') {
          const { text, stop } = unescape(argument ?? '', '\\0nnn', argumentAsBytes)
          run.out.add(formatText(text, { ...conversion, letter: 's' }))
          if (stop) return run.status
        } else if (/[fFeEgGaA]/.test(letter)) run.out.add(formatFloat(float(argument ?? '0', complaints), conversion))
        else run.out.add(formatInteger(integer(argument ?? '0', complaints), conversion))
        for (const complaint of complaints.splice(0)) yield* run.warn(run.style === 'busybox' ? `invalid number ${complaint.replace(/: .*$/s, '')}` : complaint)
        if (run.out.full) yield* run.out.flush()
      }
      if (next === before && next < args.length) {
        yield* run.say(`warning: ignoring excess arguments, starting with ${quote(given[next] as string)}`)
        break
      }
    } while (next < args.length)
    return run.status
  },
}

/** Not every flag goes with every conversion. */
function allowed(text: string, { flags, letter }: Conversion): boolean {
  if ((letter === 'b' || letter === 'q') && text.length > 2) return false
  if (flags.includes('#') && 'cdisu'.includes(letter)) return false
  if (flags.includes('0') && 'cs'.includes(letter)) return false
  if (flags.includes("'") && 'aAceEosxX'.includes(letter)) return false
  return !(letter === 'c' && text.includes('.'))
}

function integer(text: string, complaints: string[]): bigint {
  const character = characterValue(text)
  if (character !== undefined) return BigInt(character)
  const found = /^\s*([-+]?)(0[xX][0-9A-Fa-f]+|0[0-7]*|[1-9]\d*)/.exec(text)
  if (!found) {
    complaints.push(`${quote(text)}: expected a numeric value`)
    return 0n
  }
  const digits = found[2] as string
  const size = BigInt(/^0[0-7]/.test(digits) ? `0o${digits.slice(1)}` : digits)
  const value = found[1] === '-' ? -size : size
  if (found[0].length < text.length) complaints.push(`${quote(text)}: value not completely converted`)
  const clamped = value > 9223372036854775807n ? 9223372036854775807n : value < -9223372036854775808n ? -9223372036854775808n : value
  if (clamped !== value) complaints.push(`${quote(text)}: Numerical result out of range`)
  return clamped
}

function float(text: string, complaints: string[]): number {
  const character = characterValue(text)
  if (character !== undefined) return character
  const found = /^\s*[-+]?(?:0[xX][0-9A-Fa-f]+|\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+(?:[eE][-+]?\d+)?|inf(?:inity)?|nan)/i.exec(text)?.[0]
  if (found === undefined) {
    complaints.push(`${quote(text)}: expected a numeric value`)
    return 0
  }
  if (found.length < text.length) complaints.push(`${quote(text)}: value not completely converted`)
  const plain = found.trim().toLowerCase()
  if (plain.includes('inf')) return plain.startsWith('-') ? -Infinity : Infinity
  return Number(plain.replace(/^\+/, ''))
}

/** `'a` is the value of the character. An empty argument is refused as no number by the callers. */
function characterValue(text: string): number | undefined {
  return /^["']./s.test(text) ? text.charCodeAt(1) : undefined
}

/** As a shell would have to write it. */
export const shellQuote = (text: string): string => (text === '' ? "''" : /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`)
