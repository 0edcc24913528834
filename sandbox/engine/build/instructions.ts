/**
 * Instructions of a Dockerfile, checked, and gathered into stages.
 *
 * @source moby/buildkit frontend/dockerfile/instructions/{parse,commands,bflag}.go (of 20.10)
 */
import { EngineError } from '../../base/errors.ts'
import { nameValues, splitWords } from '../change-words.ts'
import { durationOf } from '../config-changes.ts'
import { jsonArguments, parseLine } from './dockerfile.ts'
import type { DockerfileLine } from './dockerfile.ts'

/** A command line: a list of words, or one line for the shell. */
export interface CommandLine {
  readonly words: readonly string[]
  readonly shell: boolean
}

/** `name=value`; ARG may have no value. */
export interface NameValue {
  readonly name: string
  readonly value: string | undefined
}

type Kinds =
  | { readonly kind: 'env' | 'label' | 'arg'; readonly pairs: readonly NameValue[]; /** Values are taken as they are. */ readonly plain?: true }
  | { readonly kind: 'maintainer' | 'workdir' | 'user' | 'stopsignal' | 'onbuild'; readonly text: string }
  | { readonly kind: 'run'; readonly command: CommandLine; readonly flagsUsed: readonly string[] }
  | { readonly kind: 'cmd' | 'entrypoint'; readonly command: CommandLine }
  | { readonly kind: 'shell' | 'expose' | 'volume'; readonly words: readonly string[] }
  | { readonly kind: 'healthcheck'; readonly health: Readonly<Record<string, unknown>> }
  | { readonly kind: 'add' | 'copy'; readonly paths: readonly string[]; readonly chown: string; readonly chmod: string; readonly from: string }

/** An instruction within a stage. */
export type Instruction = Kinds & {
  /** As written. */
  readonly code: string
}

/** What one FROM begins. */
export interface Stage {
  /** In lower case; empty for none. */
  readonly name: string
  readonly base: string
  readonly platform: string
  readonly code: string
  readonly instructions: Instruction[]
}

/** An ARG before the first FROM. */
export type MetaArg = Extract<Instruction, { kind: 'env' | 'label' | 'arg' }>

const invalid = (message: string): EngineError => new EngineError('InvalidParameter', message)

/**
 * Check all instructions.
 *
 * @throws EngineError InvalidParameter `dockerfile parse error line N: …`
 */
export function stagesOf(lines: readonly DockerfileLine[]): { stages: Stage[]; metaArgs: MetaArg[] } {
  const stages: Stage[] = []
  const metaArgs: MetaArg[] = []
  for (const line of lines) {
    let parsed: Stage | Instruction
    try {
      parsed = line.name === 'from' ? stageOf(line) : instructionOf(line)
    } catch (error) {
      if (!(error instanceof EngineError)) throw error
      throw invalid(`dockerfile parse error line ${line.lineNumber}: ${error.message}`)
    }
    if ('instructions' in parsed) stages.push(parsed)
    else if (parsed.kind === 'arg' && stages.length === 0) metaArgs.push(parsed as MetaArg)
    else {
      const stage = stages.at(-1)
      if (!stage) throw invalid('no build stage in current context')
      stage.instructions.push(parsed)
    }
  }
  return { stages, metaArgs }
}

/** The trigger that an ONBUILD left in an image. @throws EngineError InvalidParameter */
export function triggerOf(source: string): Instruction {
  return instructionOf(parseLine(source, 1))
}

function stageOf(line: DockerfileLine): Stage {
  const words = wordsOf(line.rest)
  let name = ''
  if (words.length === 3 && words[1]?.toLowerCase() === 'as') {
    name = (words[2] as string).toLowerCase()
    if (!/^[a-z][a-z0-9-_.]*$/.test(name)) throw invalid(`invalid name for build stage: ${JSON.stringify(words[2])}, name can't start with a number or contain symbols`)
  } else if (words.length !== 1) throw invalid('FROM requires either one or three arguments')
  const { platform = '' } = flagsOf(line, ['platform'])
  return { name, base: words[0] as string, platform, code: line.original, instructions: [] }
}

const wordsOf = (rest: string): string[] => (rest === '' ? [] : rest.split(/\s+/))

function instructionOf(line: DockerfileLine): Instruction {
  const read = READERS[line.name]
  if (!read) throw invalid(`unknown instruction: ${line.name.toUpperCase()}`)
  return { ...read(line), code: line.original }
}

const READERS: Readonly<Record<string, (line: DockerfileLine) => Kinds>> = {
  env: line => pairsOf(line, 'env'),
  label: line => pairsOf(line, 'label'),
  arg(line) {
    const words = splitWords(line.rest)
    if (words.length === 0) throw atLeastOne('ARG')
    flagsOf(line, [])
    return {
      kind: 'arg',
      pairs: words.map(word => {
        const equals = word.indexOf('=')
        if (equals === 0) throw invalid('ARG names can not be blank')
        return equals < 0 ? { name: word, value: undefined } : { name: word.slice(0, equals), value: word.slice(equals + 1) }
      }),
    }
  },
  maintainer: line => ({ kind: 'maintainer', text: exactlyOne(line) }),
  workdir: line => ({ kind: 'workdir', text: exactlyOne(line) }),
  user: line => ({ kind: 'user', text: exactlyOne(line) }),
  stopsignal: line => ({ kind: 'stopsignal', text: exactlyOne(line) }),
  run(line) {
    const flags = flagsOf(line, ['mount'])
    return { kind: 'run', command: commandOf(line.rest), flagsUsed: Object.keys(flags) }
  },
  cmd(line) {
    flagsOf(line, [])
    return { kind: 'cmd', command: commandOf(line.rest) }
  },
  entrypoint(line) {
    flagsOf(line, [])
    return { kind: 'entrypoint', command: commandOf(line.rest) }
  },
  shell(line) {
    flagsOf(line, [])
    const words = jsonArguments(line.rest)
    if (words ? words.length === 0 : line.rest === '') throw atLeastOne('SHELL')
    if (!words) throw invalid('SHELL requires the arguments to be in JSON form')
    return { kind: 'shell', words }
  },
  expose(line) {
    const words = wordsOf(line.rest)
    if (words.length === 0) throw atLeastOne('EXPOSE')
    flagsOf(line, [])
    return { kind: 'expose', words: words.sort() }
  },
  volume(line) {
    const words = listOf(line.rest)
    if (words.length === 0) throw atLeastOne('VOLUME')
    flagsOf(line, [])
    return {
      kind: 'volume',
      words: words.map(word => {
        if (word.trim() === '') throw invalid('VOLUME specified can not be an empty string')
        return word.trim()
      }),
    }
  },
  onbuild(line) {
    if (line.rest === '') throw atLeastOne('ONBUILD')
    flagsOf(line, [])
    const trigger = (line.rest.split(/\s/, 1)[0] as string).toUpperCase()
    if (trigger === 'ONBUILD') throw invalid("Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed")
    if (trigger === 'MAINTAINER' || trigger === 'FROM') throw invalid(`${trigger} isn't allowed as an ONBUILD trigger`)
    return { kind: 'onbuild', text: line.original.replace(/^\s*ONBUILD\s*/i, '') }
  },
  healthcheck: line => ({ kind: 'healthcheck', health: healthOf(line) }),
  add: line => transferOf(line, 'add', ['chown', 'chmod']),
  copy: line => transferOf(line, 'copy', ['chown', 'from', 'chmod']),
}

function pairsOf(line: DockerfileLine, kind: 'env' | 'label'): Kinds {
  flagsOf(line, [])
  const pairs = nameValues(line.rest, line.name.toUpperCase())
  if (pairs.length === 0) throw atLeastOne(line.name.toUpperCase())
  return {
    kind,
    pairs: pairs.map(([name, value]) => {
      if (name === '') throw invalid(`${line.name.toUpperCase()} names can not be blank`)
      return { name, value }
    }),
  }
}

function transferOf(line: DockerfileLine, kind: 'add' | 'copy', known: readonly string[]): Kinds {
  const paths = listOf(line.rest)
  if (paths.length < 2) throw invalid(`${kind.toUpperCase()} requires at least two arguments, but only one was provided. Destination could not be determined`)
  const { chown = '', chmod = '', from = '' } = flagsOf(line, known)
  return { kind, paths, chown, chmod, from }
}

const listOf = (rest: string): string[] => jsonArguments(rest) ?? wordsOf(rest)

function commandOf(rest: string): CommandLine {
  const words = jsonArguments(rest)
  return words ? { words, shell: false } : { words: rest === '' ? [] : [rest], shell: true }
}

const HEALTH_FLAGS: Readonly<Record<string, string>> = { interval: 'Interval', timeout: 'Timeout', 'start-period': 'StartPeriod' }

function healthOf(line: DockerfileLine): Readonly<Record<string, unknown>> {
  const [, kind = '', command = ''] = /^(\S*)\s*([^]*)$/.exec(line.rest) ?? []
  if (kind === '') throw atLeastOne('HEALTHCHECK')
  if (kind.toUpperCase() === 'NONE') {
    if (command !== '') throw invalid('HEALTHCHECK NONE takes no arguments')
    return { Test: ['NONE'] }
  }
  const flags = flagsOf(line, ['interval', 'timeout', 'start-period', 'retries'])
  if (kind.toUpperCase() !== 'CMD') throw invalid(`Unknown type ${JSON.stringify(kind.toUpperCase())} in HEALTHCHECK (try CMD)`)
  const words = jsonArguments(command)
  if (words ? words.length === 0 : command === '') throw invalid('Missing command after HEALTHCHECK CMD')
  const health: Record<string, unknown> = { Test: words ? ['CMD', ...words] : ['CMD-SHELL', command] }
  for (const [flag, member] of Object.entries(HEALTH_FLAGS)) {
    const value = flags[flag]
    if (value !== undefined && value !== '') health[member] = durationOf(value, flag)
  }
  const { retries } = flags
  if (retries !== undefined && retries !== '') {
    if (!/^[+-]?\d+$/.test(retries)) throw invalid(`strconv.ParseInt: parsing ${JSON.stringify(retries)}: invalid syntax`)
    if (Number(retries) < 1) throw invalid(`--retries must be at least 1 (not ${Number(retries)})`)
    health['Retries'] = Number(retries)
  }
  return health
}

/** Values of the flags that were given. */
function flagsOf({ flags }: DockerfileLine, known: readonly string[]): Record<string, string> {
  const used: Record<string, string> = {}
  for (const flag of flags) {
    const equals = flag.indexOf('=')
    const name = flag.slice(2, equals < 0 ? undefined : equals)
    if (!known.includes(name)) throw invalid(`Unknown flag: ${name}`)
    if (used[name] !== undefined && name !== 'mount') throw invalid(`Duplicate flag specified: ${name}`)
    if (equals < 0) throw invalid(`Missing a value on flag: ${name}`)
    used[name] = flag.slice(equals + 1)
  }
  return used
}

function exactlyOne(line: DockerfileLine): string {
  if (line.rest === '') throw invalid(`${line.name.toUpperCase()} requires exactly one argument`)
  flagsOf(line, [])
  return line.rest
}

const atLeastOne = (name: string): EngineError => invalid(`${name} requires at least one argument`)
