/**
 * Command line options as GNU getopt_long reads them: `-abc`, `-n5`, `-n 5`, `--lines=5`, unambiguous beginnings of long
 * names, operands anywhere, `--`. The words of its refusals are those of the GNU C library.
 */

/**
 * The options of a program, one text each: names, an argument, and what it does.
 * `'n,lines=NUM: print NUM lines'` takes a value, `'color[=WHEN]: …'` may take one, `'q,quiet,silent: …'` takes none.
 */
export type OptionTable = readonly string[]

interface Option {
  readonly key: string
  readonly shorts: readonly string[]
  readonly longs: readonly string[]
  readonly value: 'none' | 'required' | 'optional'
  readonly valueName: string
  readonly about: string
}

/** An option as it was given. `value` is undefined when it takes none, or had none. */
export interface GivenOption {
  /** The first name in the table. */
  readonly key: string
  readonly value: string | undefined
}

/** A command line that does not parse; the message is getopt's, without the program's name. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
  /** The whole text when the program has its own form; then nothing is added. */
  readonly bare: boolean

  constructor(message: string, bare = false) {
    super(message)
    this.bare = bare
  }
}

/** What stood on a command line. */
export class Options {
  readonly given: readonly GivenOption[]
  readonly operands: readonly string[]

  constructor(given: readonly GivenOption[], operands: readonly string[]) {
    this.given = given
    this.operands = operands
  }

  /** Was the option given, by any of its names? */
  has(key: string): boolean {
    return this.given.some(option => option.key === key)
  }

  /** The value of the last one given. */
  value(key: string): string | undefined {
    return this.given.findLast(option => option.key === key)?.value
  }

  /** All values in order. */
  values(key: string): string[] {
    return this.given.filter(option => option.key === key).map(option => option.value ?? '')
  }

  /** Which of several options stands last: for those that override each other. */
  lastOf(...keys: string[]): string | undefined {
    return this.given.findLast(option => keys.includes(option.key))?.key
  }
}

const parsedTables = new WeakMap<OptionTable, readonly Option[]>()

function readTable(table: OptionTable): readonly Option[] {
  let options = parsedTables.get(table)
  if (!options) {
    options = table.map(line => {
      const split = line.indexOf(': ')
      const left = split < 0 ? line : line.slice(0, split)
      const form = /^([^=[]+)(?:=(.*)|\[=(.*)\])?$/.exec(left)
      const names = (form?.[1] ?? left).split(',')
      return {
        key: names[0] ?? '',
        shorts: names.filter(name => name.length === 1),
        longs: names.filter(name => name.length > 1),
        value: form?.[2] !== undefined ? 'required' : form?.[3] !== undefined ? 'optional' : 'none',
        valueName: form?.[2] ?? form?.[3] ?? '',
        about: split < 0 ? '' : line.slice(split + 2),
      }
    })
    parsedTables.set(table, options)
  }
  return options
}

/**
 * Read a command line. `stopAtOperand` is POSIX order: the first operand ends the options (env, xargs, timeout).
 *
 * @param args without the program's name
 * @throws UsageError with getopt's words
 */
export function parseOptions(table: OptionTable, args: readonly string[], { stopAtOperand }: { stopAtOperand: boolean }): Options {
  const options = readTable(table)
  const given: GivenOption[] = []
  const operands: string[] = []
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] as string
    if (arg === '--') {
      operands.push(...args.slice(i + 1))
      break
    }
    if (arg.startsWith('--')) {
      const equals = arg.indexOf('=')
      const name = equals < 0 ? arg.slice(2) : arg.slice(2, equals)
      const option = findLong(options, name, arg)
      const full = option.longs.find(long => long === name) ?? option.longs.find(long => long.startsWith(name)) ?? name
      let value = equals < 0 ? undefined : arg.slice(equals + 1)
      if (value !== undefined && option.value === 'none') throw new UsageError(`option '--${full}' doesn't allow an argument`)
      if (value === undefined && option.value === 'required') {
        value = args[++i]
        if (value === undefined) throw new UsageError(`option '--${full}' requires an argument`)
      }
      given.push({ key: option.key, value })
    } else if (arg.length > 1 && arg.startsWith('-')) {
      const letters = Array.from(arg.slice(1))
      for (let at = 0; at < letters.length; at++) {
        const letter = letters[at] as string
        const option = options.find(candidate => candidate.shorts.includes(letter))
        if (!option) throw new UsageError(`invalid option -- '${letter}'`)
        if (option.value === 'none') {
          given.push({ key: option.key, value: undefined })
          continue
        }
        let value: string | undefined = letters.slice(at + 1).join('')
        if (value === '') value = option.value === 'required' ? args[++i] : undefined
        if (value === undefined && option.value === 'required') throw new UsageError(`option requires an argument -- '${letter}'`)
        given.push({ key: option.key, value })
        break
      }
    } else {
      if (stopAtOperand) {
        operands.push(...args.slice(i))
        break
      }
      operands.push(arg)
    }
  }
  return new Options(given, operands)
}

function findLong(options: readonly Option[], name: string, arg: string): Option {
  const exact = options.find(option => option.longs.includes(name))
  if (exact) return exact
  const fitting = options.filter(option => option.longs.some(long => long.startsWith(name)))
  if (fitting.length === 1) return fitting[0] as Option
  if (fitting.length === 0) throw new UsageError(`unrecognized option '${arg.split('=')[0] ?? arg}'`)
  const possible = fitting.flatMap(option => option.longs.filter(long => long.startsWith(name))).map(long => `'--${long}'`)
  throw new UsageError(`option '${arg.split('=')[0] ?? arg}' is ambiguous; possibilities: ${possible.join(' ')}`)
}

/** The lines of `--help` about the options. */
export function describeOptions(table: OptionTable): string {
  return readTable(table).map(option => {
    const shorts = option.shorts.map(letter => `-${letter}`)
    const longs = option.longs.map(long => `--${long}`)
    let names = [...shorts, ...longs].join(', ')
    if (shorts.length === 0) names = `    ${names}`
    if (option.value === 'required') names += longs.length > 0 ? `=${option.valueName}` : ` ${option.valueName}`
    if (option.value === 'optional') names += `[=${option.valueName}]`
    return `  ${names.padEnd(27)} ${option.about}`.trimEnd() + '\n'
  }).join('')
}
