/** Arithmetic of `$(( ))`, `(( ))`, `let`: 64-bit integers with C's operators, assignments and precedence. */
import { ExpansionError } from '../run/control.ts'

/** Where names get their values. */
export interface Names {
  get(name: string, index: string | undefined): string | undefined
  set(name: string, index: string | undefined, value: string): void
  /** Dialect: bash words its errors otherwise and knows `**`, bases and subscripts. */
  readonly bash: boolean
  readonly dash: boolean
  /** Undefined names are errors: `set -u`. */
  readonly strict: boolean
}

const DEPTH_MAX = 64
const TOKEN = /[ \t\n\r]*(?:(0[xX][0-9a-fA-F]+|[0-9]+#[0-9a-zA-Z@_]+|[0-9][0-9a-zA-Z_]*)|([A-Za-z_][A-Za-z0-9_]*)|(\*\*|<<=|>>=|<<|>>|<=|>=|==|!=|&&|\|\||\+\+|--|[-+*/%&|^]=|[-+*/%&|^~!<>=?:,()[\]]))/y
const BINARY: readonly (readonly string[])[] = [['||'], ['&&'], ['|'], ['^'], ['&'], ['==', '!='], ['<', '>', '<=', '>='], ['<<', '>>'], ['+', '-'], ['*', '/', '%']]
const LEVEL: ReadonlyMap<string, number> = new Map(BINARY.flatMap((operators, level) => operators.map(operator => [operator, level] as const)))
const ASSIGN = new Set(['=', '+=', '-=', '*=', '/=', '%=', '&=', '|=', '^=', '<<=', '>>='])

const MAXIMUM = (1n << 63n) - 1n
const wrap = (value: bigint): bigint => BigInt.asIntN(64, value)

/** The value of an expression. @throws ExpansionError with the words of the dialect, without the shell's prefix */
export function evaluate(source: string, names: Names, depth = 0): bigint {
  const fast = FAST.exec(source)
  if (fast) return BigInt(source.trim())
  return new Evaluator(source, names, depth).whole()
}

const FAST = /^\s*(?:0|[1-9][0-9]{0,17})\s*$/

class Evaluator {
  private readonly source: string
  private readonly names: Names
  private readonly depth: number
  private at = 0
  /** The token at the cursor. */
  private kind: 'number' | 'name' | 'operator' | 'end' = 'end'
  private token = ''
  private tokenAt = 0
  private lastTokenAt = 0
  /** Inside a branch that is not taken: nothing is assigned, nothing divides. */
  private skipping = 0
  private nesting = 0

  constructor(source: string, names: Names, depth: number) {
    this.source = source
    this.names = names
    this.depth = depth
    if (depth > DEPTH_MAX) throw new ExpansionError(`${source.trim()}: expression recursion level exceeded (error token is "${source.trim()}")`)
  }

  whole(): bigint {
    this.advance()
    if (this.kind === 'end') return 0n
    const value = this.comma()
    if ((this.kind as string) !== 'end') this.fail(this.kind === 'name' || this.kind === 'number' ? 'syntax error in expression' : this.token === '=' ? 'attempted assignment to non-variable' : 'syntax error in expression')
    return value
  }

  private fail(what: string, tokenAt = this.tokenAt): never {
    const shown = this.source.trimStart()
    if (this.names.bash) {
      const rest = this.source.slice(tokenAt).trimStart()
      throw new ExpansionError(`${shown}: ${what} (error token is "${rest}")`)
    }
    if (this.names.dash) {
      const word = what.startsWith('division') ? 'division by zero' : this.kind === 'end' || /operand/.test(what) ? 'expecting primary' : 'expecting EOF'
      throw new ExpansionError(`arithmetic expression: ${word}: "${this.source}"`, { status: 2, fatal: true })
    }
    throw new ExpansionError(what.startsWith('division') ? 'divide by zero' : 'arithmetic syntax error', { status: 2, fatal: true })
  }

  private advance(): void {
    this.lastTokenAt = this.tokenAt
    TOKEN.lastIndex = this.at
    const found = TOKEN.exec(this.source)
    if (!found) {
      const rest = this.source.slice(this.at)
      this.tokenAt = this.at + (rest.length - rest.trimStart().length)
      if (rest.trim() === '') {
        this.kind = 'end'
        this.token = ''
        return
      }
      this.kind = 'operator'
      this.token = rest.trimStart().charAt(0)
      return this.fail('syntax error: operand expected')
    }
    this.at = TOKEN.lastIndex
    this.token = (found[1] ?? found[2] ?? found[3]) as string
    this.tokenAt = this.at - this.token.length
    if (this.names.dash && (this.token === '**' || this.token === '++' || this.token === '--')) {
      this.token = this.token.charAt(0)
      this.at--
    }
    this.kind = found[1] !== undefined ? 'number' : found[2] !== undefined ? 'name' : 'operator'
  }

  private is(operator: string): boolean {
    return this.kind === 'operator' && this.token === operator
  }

  private comma(): bigint {
    let value = this.assignment()
    while (this.is(',') && !this.names.dash) {
      this.advance()
      value = this.assignment()
    }
    return value
  }

  private assignment(): bigint {
    if (++this.nesting > 200) this.fail('expression recursion level exceeded')
    try {
      return this.ternary()
    } finally {
      this.nesting--
    }
  }

  private ternary(): bigint {
    const condition = this.binary(0)
    if (!this.is('?')) return condition
    this.advance()
    if (condition === 0n) this.skipping++
    if (this.is(':')) this.fail('expression expected')
    const yes = this.comma()
    if (condition === 0n) this.skipping--
    if (!this.is(':')) this.fail('`:\' expected for conditional expression')
    this.advance()
    if (condition !== 0n) this.skipping++
    const no = this.assignment()
    if (condition !== 0n) this.skipping--
    return condition !== 0n ? yes : no
  }

  private binary(level: number): bigint {
    let left = this.power()
    for (;;) {
      const operator = this.kind === 'operator' ? this.token : ''
      const mine = LEVEL.get(operator)
      if (mine === undefined || mine < level) return left
      this.advance()
      if (operator === '&&' || operator === '||') {
        const decided = operator === '&&' ? left === 0n : left !== 0n
        if (decided) this.skipping++
        const right = this.binary(mine + 1)
        if (decided) this.skipping--
        left = operator === '&&' ? (left !== 0n && right !== 0n ? 1n : 0n) : left !== 0n || right !== 0n ? 1n : 0n
        continue
      }
      const operandAt = this.tokenAt
      const right = this.binary(mine + 1)
      left = this.apply(operator, left, right, operandAt)
    }
  }

  private apply(operator: string, a: bigint, b: bigint, operandAt: number): bigint {
    switch (operator) {
      case '+': return wrap(a + b)
      case '-': return wrap(a - b)
      case '*': return wrap(a * b)
      case '/':
      case '%':
        if (b === 0n) {
          if (this.skipping > 0) return 0n
          this.fail('division by 0', operandAt)
        }
        return wrap(operator === '/' ? a / b : a % b)
      case '<<': return wrap(a << (b & 63n))
      case '>>': return wrap(a >> (b & 63n))
      case '<': return a < b ? 1n : 0n
      case '>': return a > b ? 1n : 0n
      case '<=': return a <= b ? 1n : 0n
      case '>=': return a >= b ? 1n : 0n
      case '==': return a === b ? 1n : 0n
      case '!=': return a !== b ? 1n : 0n
      case '&': return a & b
      case '|': return a | b
      case '^': return a ^ b
    }
    return this.fail('syntax error in expression')
  }

  private unary(): bigint {
    if (this.kind === 'operator') {
      const operator = this.token
      if (operator === '++' || operator === '--') {
        this.advance()
        if ((this.kind as string) === 'name') {
          const place = this.place()
          const value = wrap(this.read(place) + (operator === '++' ? 1n : -1n))
          this.write(place, value)
          return value
        }
        const value = this.unary()
        return operator === '--' ? value : value
      }
      if (operator === '-' || operator === '+' || operator === '!' || operator === '~') {
        this.advance()
        const value = this.unary()
        return operator === '-' ? wrap(-value) : operator === '!' ? (value === 0n ? 1n : 0n) : operator === '~' ? ~value : value
      }
    }
    return this.postfix()
  }

  /** Binds weaker than the signs before its base, as bash has it: -2**2 is 4. */
  private power(): bigint {
    const base = this.unary()
    if (!this.is('**') || this.names.dash) return base
    this.advance()
    const exponent = this.power()
    if (exponent < 0n) this.fail('exponent less than 0')
    let result = 1n
    let factor = base
    for (let left = exponent; left > 0n; left >>= 1n) {
      if (left & 1n) result = wrap(result * factor)
      factor = wrap(factor * factor)
    }
    return result
  }

  private postfix(): bigint {
    if (this.kind === 'number') {
      const value = this.number(this.token)
      this.advance()
      return value
    }
    if (this.is('(')) {
      this.advance()
      const value = this.comma()
      if (!this.is(')')) this.fail('missing `)\'')
      this.advance()
      return value
    }
    if (this.kind !== 'name') {
      this.fail('syntax error: operand expected', this.kind === 'end' ? this.lastTokenAt : this.tokenAt)
    }
    const place = this.place()
    const operator = this.kind === ('operator' as string) ? this.token : ''
    if (operator === '++' || operator === '--') {
      const value = this.read(place)
      this.advance()
      this.write(place, wrap(value + (operator === '++' ? 1n : -1n)))
      return value
    }
    if (ASSIGN.has(operator)) {
      this.advance()
      const operandAt = this.tokenAt
      const right = this.assignment()
      const value = operator === '=' ? right : this.apply(operator.slice(0, -1), this.read(place), right, operandAt)
      this.write(place, value)
      return value
    }
    return this.read(place)
  }

  /** A name, perhaps with a subscript; the cursor goes past it. */
  private place(): { name: string; index: string | undefined } {
    const name = this.token
    let index: string | undefined
    if (this.names.bash && this.source.charAt(this.at) === '[') {
      let open = 0
      let end = this.at
      for (; end < this.source.length; end++) {
        if (this.source[end] === '[') open++
        else if (this.source[end] === ']' && --open === 0) break
      }
      index = this.source.slice(this.at + 1, end)
      this.at = end + 1
    }
    this.advance()
    return { name, index }
  }

  private read({ name, index }: { name: string; index: string | undefined }): bigint {
    if (this.skipping > 0) return 0n
    const text = this.names.get(name, index)
    if (text === undefined) {
      if (this.names.strict) throw new ExpansionError(this.names.bash ? `${name}: unbound variable` : `${name}: parameter not set`, { fatal: true, status: this.names.bash ? 127 : 2 })
      return 0n
    }
    if (text.trim() === '') return 0n
    if (/^\s*-?(?:0|[1-9][0-9]*)\s*$/.test(text)) return wrap(BigInt(text.trim()))
    if (this.names.dash && !/^\s*[-+]?(?:0[xX][0-9a-fA-F]+|[0-9]+)\s*$/.test(text)) throw new ExpansionError(`Illegal number: ${text}`, { fatal: true, status: 2 })
    return evaluate(text, this.names, this.depth + 1)
  }

  private write({ name, index }: { name: string; index: string | undefined }, value: bigint): void {
    if (this.skipping === 0) this.names.set(name, index, value.toString())
  }

  private number(token: string): bigint {
    if (/^0[xX]/.test(token)) return wrap(BigInt(token))
    const based = /^([0-9]+)#(.+)$/.exec(token)
    if (based) {
      const base = Number(based[1])
      if (base < 2 || base > 64) this.fail('invalid arithmetic base')
      let value = 0n
      for (const char of based[2] as string) {
        const digit = digitOf(char, base)
        if (digit >= base) this.fail('value too great for base')
        value = wrap(value * BigInt(base) + BigInt(digit))
      }
      return value
    }
    if (/^0[0-9]/.test(token)) {
      if (/[^0-7]/.test(token)) this.fail('value too great for base')
      return wrap(BigInt(`0o${token.slice(1)}`))
    }
    if (/[^0-9]/.test(token)) this.fail('value too great for base')
    const value = BigInt(token)
    if (!this.names.bash && value > MAXIMUM) return this.names.dash ? MAXIMUM : 0n
    return wrap(value)
  }
}

function digitOf(char: string, base: number): number {
  const code = char.charCodeAt(0)
  if (code >= 48 && code <= 57) return code - 48
  if (code >= 97 && code <= 122) return code - 87
  if (code >= 65 && code <= 90) return base <= 36 ? code - 55 : code - 29
  return char === '@' ? 62 : 63
}
