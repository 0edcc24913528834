import { concat } from '../../base/bytes.ts'
import { SyscallError } from '../../base/errors.ts'
import type { Process, Program } from '../../machine/process.ts'
import { step } from '../../sched/op.ts'
import type { Op } from '../../sched/op.ts'
import { decodeText } from '../characters.ts'
import { reason } from '../define-program.ts'
import { Output, openForReading, readWhole } from '../streams.ts'
import { JsonError, JsonReader, compactJson, formatJson, parseJson, stringJson } from './jq-json.ts'
import type { Json, JsonStyle } from './jq-json.ts'
import { JqSyntaxError } from './jq-parse.ts'
import { JqHalt, JqProgram } from './jq-run.ts'
import { JqError, isTrue } from './jq-values.ts'

/** Inputs larger than this together are refused. */
const INPUT_BYTES_MAX = 128 * 1024 * 1024

const USAGE = `Usage:	jq [options] <jq filter> [file...]
	jq [options] --args <jq filter> [strings...]
	jq [options] --jsonargs <jq filter> [JSON_TEXTS...]
`

const HELP = `jq - commandline JSON processor [simulating version 1.6]

${USAGE}
Options:
  -c   compact output                 -n   use null as the only input
  -e   exit status from the output    -s   read all inputs into one array
  -r   raw strings                    -R   read raw strings, not JSON
  -j   raw, without newlines          -C   colors always        -M   never
  -S   sort keys                      -a   escape non-ASCII
  --tab, --indent n                   --arg a v, --argjson a v
  --slurpfile a f, --rawfile a f      --args, --jsonargs, -f file
`

/** What the command line says. */
interface Settings {
  filter: string | undefined
  readonly files: string[]
  readonly flags: Set<string>
  indent: string
  readonly named: Map<string, Json>
  readonly positional: Json[]
}

class UsageProblem extends Error {}

/** `jq`: filters for JSON. */
export const jq: Program = function* (process) {
  const out = new Output(process.stdout, 'characters')
  let settings: Settings
  try {
    settings = yield* readCommandLine(process)
  } catch (error) {
    if (!(error instanceof UsageProblem)) throw error
    yield* process.complain(error.message)
    return 2
  }
  const { flags } = settings
  if (flags.has('help') || flags.has('version')) {
    yield* process.print(flags.has('help') ? HELP : 'jq-1.6\n')
    return 0
  }
  if (settings.filter === undefined) {
    yield* process.complain(`${USAGE}Use jq --help for help with command-line options,\nor see the jq manpage, or online docs  at https://stedolan.github.io/jq\n`)
    return 2
  }
  const variables = new Map<string, Json>([
    ['ENV', new Map(process.env)],
    ['ARGS', new Map<string, Json>([['positional', settings.positional], ['named', settings.named]])],
    ...settings.named,
  ])
  const inputs = new Inputs(process, settings)
  let program: JqProgram
  const notes: string[] = []
  try {
    program = new JqProgram(settings.filter, variables, {
      input: () => inputs.next(), inputFilename: () => inputs.filename, inputLine: () => inputs.line,
      now: () => process.machine.disk.nowSeconds(), debug: text => notes.push(text),
    })
  } catch (error) {
    if (!(error instanceof JqSyntaxError)) throw error
    yield* process.complain(compileError(settings.filter, error))
    return 3
  }
  if (!flags.has('n') || /\binputs?\b/.test(settings.filter)) yield* inputs.load()
  const style: JsonStyle = {
    indent: flags.has('c') ? undefined : settings.indent === '' ? undefined : settings.indent,
    sortKeys: flags.has('S'), ascii: flags.has('a'), color: flags.has('C') || (!flags.has('M') && process.stdout.terminal !== undefined),
  }
  let status = 0
  let last: Json | undefined
  const show = (value: Json): string => {
    if ((flags.has('r') || flags.has('j')) && typeof value === 'string') return flags.has('a') ? stringJson(value, true) : value
    return formatJson(value, style)
  }
  const one = function* (input: Json): Op<void> {
    status = 0
    try {
      for (const value of program.run(input)) {
        for (const note of notes.splice(0)) yield* process.complain(note)
        last = value
        out.add(show(value) + (flags.has('j') ? '' : '\n'))
        if (out.full) {
          yield* out.flush()
          yield step('compute', 'jq', 100_000)
        }
      }
      for (const note of notes.splice(0)) yield* process.complain(note)
    } catch (error) {
      for (const note of notes.splice(0)) yield* process.complain(note)
      if (!(error instanceof JqError)) throw error
      status = 5
      yield* out.settle()
      const { value } = error
      // An error without a value passes in silence.
      if (value === null) {
        status = 0
        return
      }
      const where = `(at ${inputs.place})`
      yield* process.complain(typeof value === 'string' ? `jq: error ${where}: ${value}\n` : `jq: error ${where} (not a string): ${compactJson(value)}\n`)
    }
  }
  try {
    if (flags.has('n')) yield* one(null)
    else for (let input = inputs.next(); input !== undefined; input = inputs.next()) yield* one(input)
  } catch (error) {
    if (error instanceof JsonError) {
      yield* out.flush()
      yield* process.complain(`parse error: ${error.message}\n`)
      return 4
    }
    if (!(error instanceof JqHalt)) throw error
    yield* out.flush()
    if (error.output !== undefined) yield* process.complain(String(error.output))
    return error.status
  }
  yield* out.flush()
  for (const complaint of inputs.complaints) yield* process.complain(complaint)
  if (status === 0 && inputs.complaints.length > 0) return 2
  if (status !== 0 || !flags.has('e')) return status
  return last === undefined ? 4 : isTrue(last) ? 0 : 1
}

function compileError(source: string, error: JqSyntaxError): string {
  const at = Math.min(error.at, source.length)
  const start = source.lastIndexOf('\n', at - 1) + 1
  const end = source.indexOf('\n', at)
  const line = source.slice(start, end < 0 ? undefined : end)
  const number = source.slice(0, at).split('\n').length
  return `jq: error: ${error.message} at <top-level>, line ${number}:\n${line}${' '.repeat(at - start)}\njq: 1 compile error\n`
}

const LONG: Readonly<Record<string, string>> = {
  '--compact-output': 'c', '--raw-output': 'r', '--join-output': 'j', '--ascii-output': 'a', '--sort-keys': 'S', '--color-output': 'C', '--monochrome-output': 'M',
  '--null-input': 'n', '--slurp': 's', '--raw-input': 'R', '--exit-status': 'e', '--unbuffered': 'u', '--help': 'help', '--version': 'version',
}

function* readCommandLine(process: Process): Op<Settings> {
  const args = process.argv.slice(1)
  const settings: Settings = { filter: undefined, files: [], flags: new Set(), indent: '  ', named: new Map(), positional: [] }
  let rest: 'files' | 'strings' | 'json' = 'files'
  let onlyOperands = false
  let fromFile = false
  const take = (option: string, count: number): string[] => {
    const values = args.splice(0, count)
    if (values.length < count) throw new UsageProblem(`jq: ${option} takes ${count === 1 ? 'one parameter' : `${count === 2 ? 'two' : count} parameters`} (e.g. ${option} ${count === 1 ? 'n' : option === '--argjson' ? 'varname text' : option === '--arg' ? 'varname value' : 'varname filename'})\nUse jq --help for help with command-line options,\nor see the jq manpage, or online docs  at https://stedolan.github.io/jq\n`)
    return values
  }
  for (let arg = args.shift(); arg !== undefined; arg = args.shift()) {
    // A filter may begin with a minus.
    if (onlyOperands || !arg.startsWith('-') || arg === '-' || (settings.filter === undefined && !/^-[-A-Za-z]/.test(arg))) {
      if (settings.filter === undefined && !fromFile) settings.filter = arg
      else if (rest === 'strings') settings.positional.push(arg)
      else if (rest === 'json') settings.positional.push(parseArgument(arg, 'Invalid JSON text passed to --jsonargs'))
      else settings.files.push(arg)
      continue
    }
    if (arg === '--') {
      onlyOperands = true
      continue
    }
    if (arg.startsWith('--')) {
      const flag = LONG[arg]
      if (flag !== undefined) settings.flags.add(flag)
      else if (arg === '--tab') settings.indent = '\t'
      else if (arg === '--indent') {
        const [width = ''] = take(arg, 1)
        if (!/^\d+$/.test(width) || Number(width) > 7) throw new UsageProblem(`jq: --indent takes a number between -1 and 7\nUse jq --help for help with command-line options,\nor see the jq manpage, or online docs  at https://stedolan.github.io/jq\n`)
        settings.indent = ' '.repeat(Number(width))
      } else if (arg === '--arg') {
        const [name = '', value = ''] = take(arg, 2)
        if (!settings.named.has(name)) settings.named.set(name, value)
      } else if (arg === '--argjson') {
        const [name = '', value = ''] = take(arg, 2)
        if (!settings.named.has(name)) settings.named.set(name, parseArgument(value, `Invalid JSON text passed to --argjson`))
      } else if (arg === '--slurpfile' || arg === '--rawfile') {
        const [name = '', path = ''] = take(arg, 2)
        const text = yield* readText(process, path)
        if (arg === '--rawfile') settings.named.set(name, text)
        else {
          const reader = new JsonReader(text)
          const values: Json[] = []
          for (let value = reader.read(); value !== undefined; value = reader.read()) values.push(value)
          settings.named.set(name, values)
        }
      } else if (arg === '--args') rest = 'strings'
      else if (arg === '--jsonargs') rest = 'json'
      else if (arg === '--from-file') fromFile = true
      else throw unknown(arg)
      continue
    }
    for (const letter of arg.slice(1)) {
      if (letter === 'h') settings.flags.add('help')
      else if (letter === 'V') settings.flags.add('version')
      else if (letter === 'f') fromFile = true
      else if ('cnrsRjaeSCMu'.includes(letter)) settings.flags.add(letter)
      else throw unknown(arg)
    }
  }
  if (fromFile) {
    const path = settings.filter ?? settings.files.shift()
    if (path === undefined) throw new UsageProblem(USAGE)
    settings.filter = yield* readText(process, path)
  }
  return settings
}

const unknown = (arg: string): UsageProblem => new UsageProblem(`jq: Unknown option ${arg}\nUse jq --help for help with command-line options,\nor see the jq manpage, or online docs  at https://stedolan.github.io/jq\n`)

function parseArgument(text: string, message: string): Json {
  try {
    return parseJson(text)
  } catch (error) {
    if (error instanceof JsonError) throw new UsageProblem(`jq: ${message}\nUse jq --help for help with command-line options,\nor see the jq manpage, or online docs  at https://stedolan.github.io/jq\n`)
    throw error
  }
}

function* readText(process: Process, path: string): Op<string> {
  try {
    return decodeText(yield* readWhole(yield* openForReading(process, path), INPUT_BYTES_MAX))
  } catch (error) {
    if (error instanceof SyscallError) throw new UsageProblem(`jq: error: Could not open ${path}: ${reason(error)}\n`)
    throw error
  }
}

/** The inputs: values of all files, one after the other. */
class Inputs {
  readonly complaints: string[] = []
  private readonly process: Process
  private readonly settings: Settings
  private readonly sources: { readonly name: string | undefined; readonly text: string }[] = []
  private reader: JsonReader | undefined
  private rawCount = 0
  private at = 0
  private current = -1
  private slurped = false

  constructor(process: Process, settings: Settings) {
    this.process = process
    this.settings = settings
  }

  /** Read all files; what cannot be opened is told at the end. */
  *load(): Op<void> {
    const { files } = this.settings
    if (files.length === 0) {
      this.sources.push({ name: undefined, text: decodeText(concat(yield* this.process.readAll(INPUT_BYTES_MAX))) })
      return
    }
    for (const name of files) {
      try {
        this.sources.push({ name, text: decodeText(yield* readWhole(yield* openForReading(this.process, name), INPUT_BYTES_MAX)) })
      } catch (error) {
        if (!(error instanceof SyscallError)) throw error
        this.complaints.push(error.code === 'EISDIR' ? '' : `jq: error: Could not open file ${name}: ${reason(error)}\n`)
      }
    }
  }

  get filename(): Json {
    return this.sources[this.current]?.name ?? null
  }

  get line(): number {
    return this.reader?.linesRead ?? this.rawCount
  }

  /** Where an error was: `<stdin>:3`. */
  get place(): string {
    if (this.current < 0) return '<unknown>'
    return `${this.sources[this.current]?.name ?? '<stdin>'}:${this.line}`
  }

  /** @throws JsonError */
  next(): Json | undefined {
    const { flags } = this.settings
    if (flags.has('s')) {
      if (this.slurped) return undefined
      this.slurped = true
      if (flags.has('R')) {
        this.current = this.sources.length - 1
        return this.sources.map(({ text }) => text).join('')
      }
      const values: Json[] = []
      for (let value = this.one(); value !== undefined; value = this.one()) values.push(value)
      return values
    }
    return this.one()
  }

  private one(): Json | undefined {
    if (this.settings.flags.has('R')) return this.rawLine()
    for (;;) {
      if (!this.reader) {
        const source = this.sources[this.current + 1]
        if (!source) return undefined
        this.current++
        this.reader = new JsonReader(source.text)
      }
      const value = this.reader.read()
      if (value !== undefined) return value
      if (this.current + 1 >= this.sources.length) return undefined
      this.reader = undefined
    }
  }

  private rawLine(): Json | undefined {
    for (;;) {
      const source = this.sources[Math.max(0, this.current)]
      if (!source) return undefined
      this.current = Math.max(0, this.current)
      if (this.at >= source.text.length) {
        if (this.current + 1 >= this.sources.length) return undefined
        this.current++
        this.at = 0
        continue
      }
      const end = source.text.indexOf('\n', this.at)
      const line = source.text.slice(this.at, end < 0 ? undefined : end)
      this.at = end < 0 ? source.text.length : end + 1
      this.rawCount++
      return line
    }
  }
}
