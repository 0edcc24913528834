import { utf8 } from '../../base/bytes.ts'
import type { ClientVersion } from '../clients.ts'
import type { FlagSpec } from './spec.ts'
import { textAt } from './spec.ts'
import type { FlagValue } from './values.ts'
import { defaultOf, readValue } from './values.ts'
import { grammar } from './whole.ts'

/** One flag while a line is being read; sets may share it, then a mention through one shows in all. */
export interface Flag {
  readonly spec: FlagSpec
  value: FlagValue
  changed: boolean
  /** Added to the notices when the shorthand is used. */
  readonly shorthandDeprecated?: string
}

/** A flag in its state before the line is read. */
export function freshFlag(spec: FlagSpec, client: ClientVersion, shorthandDeprecated?: string): Flag {
  const value = defaultOf(spec.kind, spec.default, client)
  const flag = { spec, value, changed: false }
  return shorthandDeprecated === undefined ? flag : { ...flag, shorthandDeprecated }
}

/** What the parser says about a line it cannot read. */
export interface FlagProblem {
  readonly problem: string
}

/**
 * The flags of one command and how they are read from a line.
 *
 * @source spf13/pflag flag.go `FlagSet.parseArgs`
 */
export class FlagSet {
  readonly client: ClientVersion
  readonly flags: ReadonlyMap<string, Flag>
  /** Read flags after the first argument too? */
  readonly interspersed: boolean
  /** What is left: arguments. */
  args: string[] = []
  /** How many arguments stood before `--`; undefined without it. */
  argsBeforeDash: number | undefined = undefined
  /** Lines about deprecated flags that were used. */
  notices: string[] = []
  readonly #shorthands = new Map<string, Flag>()

  constructor(client: ClientVersion, flags: readonly Flag[], options: { readonly interspersed: boolean }) {
    this.client = client
    this.interspersed = options.interspersed
    const byName = [...flags].sort((a, b) => (a.spec.name < b.spec.name ? -1 : 1))
    this.flags = new Map(byName.map(flag => [flag.spec.name, flag]))
    for (const flag of byName) {
      if (flag.spec.short !== '') this.#shorthands.set(flag.spec.short, flag)
    }
  }

  /** Is this a flag that needs no value? */
  takesNoValue(name: string): boolean {
    return this.flags.get(name)?.spec.kind === 'bool'
  }

  /** The same for a shorthand. */
  shorthandTakesNoValue(letter: string): boolean {
    return this.#shorthands.get(letter)?.spec.kind === 'bool'
  }

  /** Read a line. A line may be read in several pieces; arguments are those of the last piece. */
  parse(line: readonly string[]): FlagProblem | undefined {
    this.args = []
    this.argsBeforeDash = undefined
    const rest = [...line]
    for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
      if (!word.startsWith('-') || word === '-') {
        this.args.push(word)
        if (this.interspersed) continue
        this.args.push(...rest)
        return undefined
      }
      if (word === '--') {
        this.argsBeforeDash = this.args.length
        this.args.push(...rest)
        return undefined
      }
      const problem = word.startsWith('--') ? this.#long(word, rest) : this.#cluster(word, rest)
      if (problem !== undefined) return problem
    }
    return undefined
  }

  #long(word: string, rest: string[]): FlagProblem | undefined {
    const text = word.slice(2)
    if (/^[-=]/.test(text)) return { problem: `bad flag syntax: ${word}` }
    const equals = text.indexOf('=')
    const name = equals < 0 ? text : text.slice(0, equals)
    const flag = this.flags.get(name)
    if (flag === undefined) return { problem: `unknown flag: --${name}` }
    if (equals >= 0) return this.#set(flag, text.slice(equals + 1))
    if (flag.spec.kind === 'bool') return this.#set(flag, 'true')
    const value = rest.shift()
    return value === undefined ? { problem: `flag needs an argument: ${word}` } : this.#set(flag, value)
  }

  /** Shorthands behind one dash; the last of them may take a value. */
  #cluster(word: string, rest: string[]): FlagProblem | undefined {
    let letters = word.slice(1)
    while (letters !== '') {
      const letter = letters.charAt(0)
      const flag = this.#shorthands.get(letter)
      if (flag === undefined) {
        return { problem: `unknown shorthand flag: ${grammar.content.goQuoteFirstByte(letters)} in -${letters}` }
      }
      let value: string | undefined
      const behind = letters.slice(1)
      letters = ''
      if (behind.startsWith('=') && utf8(behind).length > 1) {
        value = behind.slice(1)
      } else if (flag.spec.kind === 'bool') {
        value = 'true'
        letters = behind
      } else if (behind !== '') {
        value = behind
      } else {
        value = rest.shift()
      }
      if (value === undefined) {
        return { problem: `flag needs an argument: ${grammar.content.goQuoteFirstByte(letter)} in -${letter}` }
      }
      if (flag.shorthandDeprecated !== undefined) {
        this.notices.push(`Flag shorthand -${letter} has been deprecated, ${flag.shorthandDeprecated}\n`)
      }
      const problem = this.#set(flag, value)
      if (problem !== undefined) return problem
    }
    return undefined
  }

  #set(flag: Flag, raw: string): FlagProblem | undefined {
    const { spec } = flag
    const read = readValue(spec.kind, raw, flag.value, flag.changed, this.client)
    if ('error' in read) {
      const shorthand = spec.short !== '' && flag.shorthandDeprecated === undefined ? `-${spec.short}, ` : ''
      const { goQuote } = grammar.content
      const name = goQuote(`${shorthand}--${spec.name}`)
      return { problem: `invalid argument ${goQuote(raw)} for ${name} flag: ${read.error}` }
    }
    flag.value = read.value
    flag.changed = true
    if (spec.deprecated !== undefined) {
      this.notices.push(`Flag --${spec.name} has been deprecated, ${textAt(spec.deprecated, this.client)}\n`)
    }
    return undefined
  }
}
