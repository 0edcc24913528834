/**
 * Go's `fmt`: `Sprint`, `Sprintln`, `Sprintf` over template values. Texts in and out are Go strings.
 *
 * @source go/src/fmt (print.go, format.go); go/src/strconv/ftoa.go
 */
import { exactDigits, roundSignificant } from '../human.ts'
import { isPrint, quote, runeCount, runeToGo, runesOf, runeAt } from './strings.ts'
import { indirect, sortedEntries, type GoType, type Value } from './values.ts'

/** What is printed: undefined is nil. */
export type Operand = Value | undefined

/** `fmt.Sprint`: blanks between operands when neither is a string. */
export function sprint(operands: readonly Operand[]): string {
  const printer = new Printer()
  let previousString = false
  operands.forEach((operand, i) => {
    const isString = operand?.kind === 'string'
    if (i > 0 && !isString && !previousString) printer.out += ' '
    printer.printOperand(operand, 'v')
    previousString = isString
  })
  return printer.out
}

/** `fmt.Sprintln`: blanks between all operands, and a newline. */
export function sprintln(operands: readonly Operand[]): string {
  const printer = new Printer()
  operands.forEach((operand, i) => {
    if (i > 0) printer.out += ' '
    printer.printOperand(operand, 'v')
  })
  return printer.out + '\n'
}

/** `fmt.Sprintf` */
export function sprintf(format: string, operands: readonly Operand[]): string {
  const printer = new Printer()
  printer.printf(format, operands)
  return printer.out
}

/** Where the value in a pointer would be: real addresses differ from run to run. */
const SOME_ADDRESS = 0xc000012345n

interface Flags {
  width: number | undefined
  precision: number | undefined
  minus: boolean
  plus: boolean
  sharp: boolean
  space: boolean
  zero: boolean
  /** `%+v` */
  plusV: boolean
  /** `%#v` */
  sharpV: boolean
}

const noFlags = (): Flags => ({
  width: undefined, precision: undefined, minus: false, plus: false, sharp: false, space: false, zero: false, plusV: false, sharpV: false,
})

class Printer {
  out = ''
  private flags = noFlags()
  /** While a bad verb is reported, methods are not called. */
  private erroring = false

  printf(format: string, operands: readonly Operand[]): void {
    let next = 0
    let reordered = false
    let at = 0
    const end = format.length
    while (at < end) {
      const percent = format.indexOf('%', at)
      this.out += format.slice(at, percent < 0 ? end : percent)
      if (percent < 0) break
      at = percent + 1
      this.flags = noFlags()
      for (; at < end && '#0+- '.includes(format[at] as string); at++) this.setFlag(format[at] as string)

      let goodIndex = true
      const readIndex = (): boolean => {
        if (format[at] !== '[') return false
        reordered = true
        const close = format.indexOf(']', at)
        const digits = close < 0 ? '' : format.slice(at + 1, close)
        const index = /^[0-9]+$/.test(digits) ? Number(digits) : 0
        at = close < 0 ? at + 1 : close + 1
        if (index >= 1 && index <= operands.length) next = index - 1
        else goodIndex = false
        return true
      }

      let afterIndex = readIndex()
      if (format[at] === '*') {
        at++
        const width = intOperand(operands, next)
        if (next < operands.length) next++
        if (width === undefined) this.out += '%!(BADWIDTH)'
        else {
          this.flags.width = Math.abs(width)
          if (width < 0) {
            this.flags.minus = true
            this.flags.zero = false
          }
        }
        afterIndex = false
      } else {
        const digits = /^[0-9]+/.exec(format.slice(at))?.[0]
        if (digits !== undefined) {
          at += digits.length
          this.flags.width = Number(digits)
          if (afterIndex) goodIndex = false
        }
      }
      if (format[at] === '.') {
        at++
        if (afterIndex) goodIndex = false
        afterIndex = readIndex()
        if (format[at] === '*') {
          at++
          const precision = intOperand(operands, next)
          if (next < operands.length) next++
          if (precision === undefined) this.out += '%!(BADPREC)'
          else if (precision >= 0) this.flags.precision = precision
          afterIndex = false
        } else {
          const digits = /^[0-9]+/.exec(format.slice(at))?.[0] ?? ''
          at += digits.length
          this.flags.precision = Number(digits)
        }
      }
      if (!afterIndex) readIndex()
      if (at >= end) {
        this.out += '%!(NOVERB)'
        break
      }
      const { code, size } = runeAt(format, at)
      const verb = format.slice(at, at + size)
      at += size
      if (verb === '%') this.out += '%'
      else if (!goodIndex) this.out += `%!${verb}(BADINDEX)`
      else if (next >= operands.length) this.out += `%!${verb}(MISSING)`
      else {
        if (verb === 'v') {
          this.flags.sharpV = this.flags.sharp
          this.flags.plusV = this.flags.plus
          this.flags.sharp = this.flags.plus = false
        }
        void code
        this.printOperand(operands[next++], verb)
      }
    }
    if (!reordered && next < operands.length) {
      this.flags = noFlags()
      this.out += '%!(EXTRA '
      operands.slice(next).forEach((operand, i) => {
        if (i > 0) this.out += ', '
        if (operand === undefined) this.out += '<nil>'
        else {
          this.out += `${operand.type.name}=`
          this.printOperand(operand, 'v')
        }
      })
      this.out += ')'
    }
  }

  private setFlag(flag: string): void {
    switch (flag) {
      case '#':
        this.flags.sharp = true
        break
      case '0':
        this.flags.zero = !this.flags.minus
        break
      case '+':
        this.flags.plus = true
        break
      case '-':
        this.flags.minus = true
        this.flags.zero = false
        break
      case ' ':
        this.flags.space = true
        break
    }
  }

  printOperand(operand: Operand, verb: string): void {
    const value = operand?.kind === 'interface' ? (operand.inner ?? undefined) : operand
    if (value === undefined) {
      if (verb === 'T' || verb === 'v') this.pad('<nil>')
      else this.badVerb(verb, undefined)
      return
    }
    if (verb === 'T') this.formatString(value.type.name, 's', value)
    else if (verb === 'p') this.formatPointer(value, 'p')
    else if (!this.handleMethods(value, verb)) this.printValue(value, verb, 0)
  }

  private handleMethods(value: Value, verb: string): boolean {
    if (this.erroring || this.flags.sharpV || !'vsxXq'.includes(verb)) return false
    let receiver = value
    if (value.kind === 'pointer' && value.type.element?.string !== undefined) {
      if (value.target === null) {
        // The call fails, and what is written instead is not padded.
        this.out += '<nil>'
        return true
      }
      receiver = value.target
    }
    if (receiver.type.string === undefined) return false
    this.formatString(receiver.type.string(receiver), verb, receiver)
    return true
  }

  private badVerb(verb: string, value: Value | undefined): void {
    this.erroring = true
    this.out += `%!${verb}(`
    if (value === undefined) this.out += '<nil>'
    else {
      this.out += `${value.type.name}=`
      this.printValue(value, 'v', 0)
    }
    this.out += ')'
    this.erroring = false
  }

  private printValue(value: Value, verb: string, depth: number): void {
    if (depth > 0 && this.handleMethods(value, verb)) return
    const { sharpV, plusV } = this.flags
    switch (value.kind) {
      case 'bool':
        if (verb === 't' || verb === 'v') this.pad(String(value.value))
        else this.badVerb(verb, value)
        return
      case 'int':
      case 'uint':
        this.formatInteger(value.value, value.kind === 'int', verb, value)
        return
      case 'float':
        this.formatFloat(value.value, verb, value)
        return
      case 'complex':
        this.formatComplex(value.value, verb, value)
        return
      case 'string':
        this.formatString(value.value, verb, value)
        return
      case 'interface':
        if (value.inner !== null) this.printValue(value.inner, verb, depth + 1)
        else this.out += sharpV ? `${value.type.name}(nil)` : '<nil>'
        return
      case 'map':
        if (sharpV) {
          this.out += value.type.name
          if (value.entries === null) {
            this.out += '(nil)'
            return
          }
        }
        this.out += sharpV ? '{' : 'map['
        sortedEntries(value.entries ?? new Map<string, Value>()).forEach(([key, member], i) => {
          if (i > 0) this.out += sharpV ? ', ' : ' '
          this.printValue({ kind: 'string', type: value.type.key as GoType, value: key }, verb, depth + 1)
          this.out += ':'
          this.printValue(member, verb, depth + 1)
        })
        this.out += sharpV ? '}' : ']'
        return
      case 'struct':
        if (sharpV) this.out += value.type.name
        this.out += '{'
        value.fields.forEach((member, i) => {
          if (i > 0) this.out += sharpV ? ', ' : ' '
          if (plusV || sharpV) this.out += `${value.type.fields?.[i]?.name ?? ''}:`
          this.printValue(member.kind === 'interface' && member.inner !== null ? member.inner : member, verb, depth + 1)
        })
        this.out += '}'
        return
      case 'slice':
        if (sharpV) {
          this.out += value.type.name
          if (value.items === null) {
            this.out += '(nil)'
            return
          }
        }
        this.out += sharpV ? '{' : '['
        value.items?.forEach((item, i) => {
          if (i > 0) this.out += sharpV ? ', ' : ' '
          this.printValue(item, verb, depth + 1)
        })
        this.out += sharpV ? '}' : ']'
        return
      case 'pointer':
        if (depth === 0 && value.target !== null && ['slice', 'map', 'struct'].includes(value.target.kind)) {
          this.out += '&'
          this.printValue(value.target, verb, depth + 1)
        } else this.formatPointer(value, verb)
    }
  }

  private formatPointer(value: Value, verb: string): void {
    if (value.kind !== 'pointer' && value.kind !== 'map' && value.kind !== 'slice') {
      this.badVerb(verb, value)
      return
    }
    const isNil = value.kind === 'pointer' ? value.target === null : value.kind === 'map' ? value.entries === null : value.items === null
    const address = isNil ? 0n : SOME_ADDRESS
    switch (verb) {
      case 'v':
        if (this.flags.sharpV) this.out += `(${value.type.name})(${isNil ? 'nil' : `0x${address.toString(16)}`})`
        else if (isNil) this.pad('<nil>')
        else this.pad(`0x${address.toString(16)}`)
        return
      case 'p':
        this.pad(`${this.flags.sharp ? '' : '0x'}${address.toString(16)}`)
        return
      case 'b':
      case 'o':
      case 'd':
      case 'x':
      case 'X':
        this.formatInteger(address, false, verb, value)
        return
    }
    this.badVerb(verb, value)
  }

  private pad(text: string, zero = this.flags.zero): void {
    const missing = this.flags.width === undefined ? 0 : this.flags.width - runeCount(text)
    if (missing <= 0) this.out += text
    else if (this.flags.minus) this.out += text + ' '.repeat(missing)
    else this.out += (zero ? '0' : ' ').repeat(missing) + text
  }

  private formatString(text: string, verb: string, value: Value): void {
    const cut = this.flags.precision === undefined ? text : firstRunes(text, this.flags.precision)
    switch (verb) {
      case 'v':
        this.pad(this.flags.sharpV ? quote(text) : cut)
        return
      case 's':
        this.pad(cut)
        return
      case 'x':
      case 'X':
        this.formatBytes(this.flags.precision === undefined ? text : text.slice(0, this.flags.precision), verb)
        return
      case 'q':
        if (this.flags.sharp && !cut.includes('`') && [...runesOf(cut)].every(({ code }) => code === 9 || isPrint(code))) this.pad(`\`${cut}\``)
        else this.pad(quote(cut, '"', this.flags.plus))
        return
    }
    this.badVerb(verb, value)
  }

  private formatBytes(text: string, verb: string): void {
    const prefix = verb === 'x' ? '0x' : '0X'
    const digits = Array.from(text, byte => byte.charCodeAt(0).toString(16).padStart(2, '0')).map(pair => (verb === 'x' ? pair : pair.toUpperCase()))
    const spaced = this.flags.space
    const whole = this.flags.sharp && digits.length > 0 ? digits.map((pair, i) => (i === 0 || spaced ? prefix : '') + pair) : digits
    this.pad(whole.join(spaced ? ' ' : ''), false)
  }

  private formatInteger(value: bigint, signed: boolean, verb: string, origin: Value): void {
    switch (verb) {
      case 'v':
        if (this.flags.sharpV && !signed) {
          const sharp = this.flags.sharp
          this.flags.sharp = true
          this.integer(value, 16n, 'v', false)
          this.flags.sharp = sharp
        } else this.integer(value, 10n, verb, signed)
        return
      case 'd':
        this.integer(value, 10n, verb, signed)
        return
      case 'b':
        this.integer(value, 2n, verb, signed)
        return
      case 'o':
      case 'O':
        this.integer(value, 8n, verb, signed)
        return
      case 'x':
      case 'X':
        this.integer(value, 16n, verb, signed)
        return
      case 'c':
        this.pad(runeToGo(Number(value)))
        return
      case 'q':
        this.pad(quote(runeToGo(Number(value)), "'", this.flags.plus))
        return
      case 'U': {
        const digits = value.toString(16).toUpperCase().padStart(Math.max(4, this.flags.precision ?? 0), '0')
        const shown = this.flags.sharp && isPrint(Number(value)) ? ` '${runeToGo(Number(value))}'` : ''
        this.pad(`U+${digits}${shown}`, false)
        return
      }
    }
    this.badVerb(verb, origin)
  }

  private integer(value: bigint, base: bigint, verb: string, signed: boolean): void {
    const flags = this.flags
    const negative = signed && value < 0n
    let digitsMin = 0
    if (flags.precision !== undefined) {
      digitsMin = flags.precision
      if (digitsMin === 0 && value === 0n) {
        this.out += ' '.repeat(flags.width ?? 0)
        return
      }
    } else if (flags.zero && !flags.minus && flags.width !== undefined) {
      digitsMin = flags.width
      if (negative || flags.plus || flags.space) digitsMin--
    }
    let digits = (negative ? -value : value).toString(Number(base)).padStart(digitsMin, '0')
    if (verb === 'X') digits = digits.toUpperCase()
    if (flags.sharp) {
      if (base === 2n) digits = `0b${digits}`
      else if (base === 8n && digits[0] !== '0') digits = `0${digits}`
      else if (base === 16n) digits = (verb === 'X' ? '0X' : '0x') + digits
    }
    if (verb === 'O') digits = `0o${digits}`
    const sign = negative ? '-' : flags.plus ? '+' : flags.space ? ' ' : ''
    this.pad(sign + digits, false)
  }

  private formatFloat(value: number, verb: string, origin: Value): void {
    switch (verb) {
      case 'v':
        this.float(value, 'g', undefined)
        return
      case 'e':
      case 'E':
      case 'f':
      case 'F':
        this.float(value, verb === 'F' ? 'f' : verb, 6)
        return
      case 'g':
      case 'G':
        this.float(value, verb, undefined)
        return
    }
    this.badVerb(verb, origin)
  }

  private float(value: number, verb: string, precision: number | undefined): void {
    const flags = this.flags
    const number = formatFloat(value, verb, flags.precision ?? precision)
    const negative = number.startsWith('-')
    const digits = negative ? number.slice(1) : number
    const sign = negative ? '-' : flags.plus ? '+' : flags.space ? ' ' : Number.isFinite(value) || value !== value ? '' : '+'
    if (!Number.isFinite(value)) this.pad((value !== value && !flags.plus && !flags.space ? '' : sign) + digits, false)
    else if (flags.zero && !flags.minus && flags.width !== undefined && sign !== '') this.out += sign + digits.padStart(flags.width - 1, '0')
    else this.pad(sign + digits)
  }

  private formatComplex([real, imaginary]: readonly [number, number], verb: string, origin: Value): void {
    if (!'vgGeEfF'.includes(verb)) {
      this.badVerb(verb, origin)
      return
    }
    this.out += '('
    this.formatFloat(real, verb, origin)
    const plus = this.flags.plus
    this.flags.plus = true
    this.formatFloat(imaginary, verb, origin)
    this.flags.plus = plus
    this.out += 'i)'
  }
}

function intOperand(operands: readonly Operand[], at: number): number | undefined {
  const value = indirect(operands[at]).value
  if (value?.kind !== 'int' && value?.kind !== 'uint') return undefined
  const number = Number(value.value)
  return Math.abs(number) <= 1e6 ? number : undefined
}

function firstRunes(text: string, count: number): string {
  let end = 0
  for (let i = 0; i < count && end < text.length; i++) end += runeAt(text, end).size
  return text.slice(0, end)
}

/** `strconv.FormatFloat`; without a precision the shortest digits that read back as the same number. */
export function formatFloat(value: number, verb: string, precision: number | undefined): string {
  if (value !== value) return 'NaN'
  if (!Number.isFinite(value)) return value > 0 ? 'Inf' : '-Inf'
  const sign = value < 0 || Object.is(value, -0) ? '-' : ''
  const size = Math.abs(value)
  const upper = verb === 'E' || verb === 'G'
  const body = (): string => {
    switch (verb) {
      case 'e':
      case 'E':
        return withExponent(size, precision)
      case 'f':
        return precision === undefined ? plain(size, undefined) : plain(size, precision)
      default: {
        const digits = precision === undefined ? undefined : Math.max(precision, 1)
        if (size === 0) return '0'
        const shortest = size.toExponential()
        const exponent = digits === undefined ? Number(shortest.slice(shortest.indexOf('e') + 1)) : roundSignificant(size, digits).exponent
        const exact = digits === undefined ? undefined : roundSignificant(size, digits).mantissa.replace(/0+$/, '')
        const count = exact?.length ?? shortest.replace(/e.*$/, '').replace('.', '').length
        // The shortest form switches as if it had six digits.
        let limit = digits ?? 6
        if (digits !== undefined && limit > count && count >= exponent + 1) limit = count
        if (exponent < -4 || exponent >= limit) return withExponent(size, count - 1)
        return plain(size, Math.max(count - exponent - 1, 0))
      }
    }
  }
  return sign + (upper ? body().toUpperCase() : body())
}

function withExponent(size: number, precision: number | undefined): string {
  if (size === 0) return `0${precision === undefined || precision === 0 ? '' : '.' + '0'.repeat(precision)}e+00`
  let mantissa: string
  let exponent: number
  if (precision === undefined) {
    const [digits = '', power = '0'] = size.toExponential().split('e')
    mantissa = digits.replace('.', '')
    exponent = Number(power)
  } else ({ mantissa, exponent } = roundSignificant(size, precision + 1))
  return `${mantissa[0]}${mantissa.length > 1 ? '.' + mantissa.slice(1) : ''}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`
}

/** Without an exponent, with so many digits after the point (or as many as the shortest form needs). */
function plain(size: number, fraction: number | undefined): string {
  if (size === 0) return fraction === undefined || fraction === 0 ? '0' : `0.${'0'.repeat(fraction)}`
  let digits: string
  let exponent: number
  if (fraction === undefined) {
    const [text = '', power = '0'] = size.toExponential().split('e')
    digits = text.replace('.', '')
    exponent = Number(power)
  } else {
    exponent = exactDigits(size).exponent
    const wanted = exponent + 1 + fraction
    if (wanted >= 1) ({ mantissa: digits, exponent } = roundSignificant(size, wanted))
    else if (wanted === 0 && exactDigits(size).digits > '5') [digits, exponent] = ['1', exponent + 1]
    else [digits, exponent] = ['0', -fraction]
  }
  const shown = digits.padEnd(exponent + 1 + (fraction ?? 0), '0')
  if (exponent < 0) return `0.${('0'.repeat(-exponent - 1) + shown).slice(0, fraction ?? Infinity).padEnd(fraction ?? 0, '0')}`
  const rest = fraction === undefined ? shown.slice(exponent + 1) : shown.slice(exponent + 1, exponent + 1 + fraction).padEnd(fraction, '0')
  return shown.slice(0, exponent + 1) + (rest === '' ? '' : '.' + rest)
}
