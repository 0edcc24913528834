/**
 * `--change` of commit and import: Dockerfile instructions that only change a configuration.
 *
 * @source moby builder/dockerfile/builder.go `BuildFromConfig`, dispatchers.go (20.10); moby/buildkit
 *   frontend/dockerfile/instructions/parse.go
 */
import { EngineError } from '../base/errors.ts'
import { cleanPath, joinPath } from '../oci/go-path.ts'
import { SIGNAL_NUMBERS } from '../machine/machine.ts'
import type { RunConfig } from '../store/image-config.ts'
import type { ContainerConfig } from './api.ts'
import { expandWord, jsonWords, nameValues, splitWords } from './change-words.ts'
import { fullConfig } from './full-config.ts'

/** A signal's name, with or without `SIG`, or its number. @source moby sys/signal `ParseSignal` */
export const isSignal = (text: string): boolean => (/^\d+$/.test(text) ? Number(text) > 0 && Number(text) < 65 : text.toUpperCase().replace(/^SIG/, '') in SIGNAL_NUMBERS)

const invalid = (message: string): EngineError => new EngineError('InvalidParameter', message)

type Mutable = { -readonly [Member in keyof RunConfig]: RunConfig[Member] }

interface Target {
  readonly config: Mutable
  /** A CMD came before: an ENTRYPOINT then leaves it. */
  cmdSet: boolean
}

/** One line of a change. */
interface Line {
  /** In lower case. */
  readonly name: string
  readonly rest: string
}

/**
 * Apply changes to a configuration.
 *
 * @throws EngineError InvalidParameter `run is not a valid change command` and the like; then nothing is changed
 */
export function withChanges(config: RunConfig, changes: readonly string[]): ContainerConfig {
  if (changes.length === 0) return fullConfig(config)
  const lines = parseLines(changes.join('\n'))
  for (const { name } of lines) if (!Object.hasOwn(APPLY, name)) throw invalid(`${name} is not a valid change command`)
  const target: Target = { config: { ...config }, cmdSet: false }
  for (const { name, rest } of lines) APPLY[name]?.(target, rest)
  return fullConfig(target.config)
}

function parseLines(source: string): Line[] {
  const lines: Line[] = []
  let open = ''
  for (const raw of source.split('\n')) {
    const text = open === '' ? raw.trimStart() : raw
    if (text.trim() === '' || text.trimStart().startsWith('#')) continue
    const continued = /\\[ \t]*$/.exec(text)
    if (continued) {
      open += text.slice(0, continued.index)
      continue
    }
    lines.push(parseLine(open + text))
    open = ''
  }
  if (open !== '') lines.push(parseLine(open))
  if (lines.length === 0) throw invalid('file with no instructions')
  // Some refusals come while the text is read, before any instruction is looked at.
  for (const { name, rest } of lines) if (name === 'env' || name === 'label') nameValues(rest, name.toUpperCase())
  return lines
}

function parseLine(text: string): Line {
  const [, name = '', rest = ''] = /^\s*(\S+)\s*(.*?)\s*$/s.exec(text) ?? []
  return { name: name.toLowerCase(), rest }
}

const environmentOf = (config: RunConfig): Map<string, string> => new Map((config.Env ?? []).map(entry => {
  const equals = entry.indexOf('=')
  return equals < 0 ? [entry, ''] : [entry.slice(0, equals), entry.slice(equals + 1)]
}))

const APPLY: Readonly<Record<string, (target: Target, rest: string) => void>> = {
  cmd(target, rest) {
    target.config.Cmd = commandOf(rest, target.config)
    if (rest !== '') target.cmdSet = true
  },
  entrypoint(target, rest) {
    target.config.Entrypoint = rest === '' ? null : commandOf(rest, target.config)
    if (!target.cmdSet) target.config.Cmd = null
  },
  env({ config }, rest) {
    const env = environmentOf(config)
    for (const [name, value] of pairs(rest, 'ENV', env)) {
      const entries = [...(config.Env ?? [])]
      const at = entries.findIndex(entry => entry.split('=', 1)[0] === name)
      if (at < 0) entries.push(`${name}=${value}`)
      else entries[at] = `${name}=${value}`
      config.Env = entries
    }
  },
  label({ config }, rest) {
    for (const [name, value] of pairs(rest, 'LABEL', environmentOf(config))) config.Labels = { ...config.Labels, [name]: value }
  },
  expose({ config }, rest) {
    const env = environmentOf(config)
    const words = splitWords(rest)
    if (words.length === 0) throw invalid('EXPOSE requires at least one argument')
    for (const word of words.sort()) for (const port of portsOf(expandWord(word, env))) config.ExposedPorts = { ...config.ExposedPorts, [port]: {} }
  },
  user({ config }, rest) {
    config.User = expandWord(exactlyOne(rest, 'USER'), environmentOf(config))
  },
  workdir({ config }, rest) {
    const path = expandWord(exactlyOne(rest, 'WORKDIR'), environmentOf(config))
    if (path === '') throw invalid('cannot normalize nothing')
    config.WorkingDir = path.startsWith('/') ? path : cleanPath(joinPath('/', config.WorkingDir ?? '', path))
  },
  volume({ config }, rest) {
    const env = environmentOf(config)
    const words = jsonWords(rest) ?? splitWords(rest)
    if (words.length === 0) throw invalid('VOLUME requires at least one argument')
    for (const word of words) {
      const path = expandWord(word, env).trim()
      if (path === '') throw invalid('VOLUME specified can not be an empty string')
      config.Volumes = { ...config.Volumes, [path]: {} }
    }
  },
  stopsignal({ config }, rest) {
    const signal = expandWord(exactlyOne(rest, 'STOPSIGNAL'), environmentOf(config))
    if (!isSignal(signal)) throw invalid(`Invalid signal: ${signal}`)
    config['StopSignal'] = signal
  },
  onbuild({ config }, rest) {
    if (rest === '') throw invalid('ONBUILD requires at least one argument')
    const trigger = (rest.split(/\s/, 1)[0] as string).toUpperCase()
    if (trigger === 'ONBUILD') throw invalid("Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed")
    if (trigger === 'MAINTAINER' || trigger === 'FROM') throw invalid(`${trigger} isn't allowed as an ONBUILD trigger`)
    config.OnBuild = [...(config.OnBuild ?? []), rest]
  },
  healthcheck({ config }, rest) {
    config['Healthcheck'] = healthcheckOf(rest)
  },
}

function pairs(rest: string, instruction: string, env: ReadonlyMap<string, string>): [string, string][] {
  const found = nameValues(rest, instruction)
  if (found.length === 0) throw invalid(`${instruction} requires at least one argument`)
  return found.map(([name, value]) => {
    if (name === '') throw invalid(`${instruction} names can not be blank`)
    return [expandWord(name, env), expandWord(value, env)]
  })
}

/** A list of words, or a line for the shell. */
function commandOf(rest: string, config: RunConfig): string[] {
  const shell = (config['Shell'] as readonly string[] | undefined) ?? ['/bin/sh', '-c']
  return jsonWords(rest) ?? [...shell, rest]
}

function exactlyOne(rest: string, instruction: string): string {
  if (rest === '') throw invalid(`${instruction} requires exactly one argument`)
  return rest
}

/** `80`, `80/udp`, `8000-8002`, `1000:80`: the ports of the container. @source docker/go-connections nat `ParsePortSpec` */
export function portsOf(spec: string): string[] {
  const slash = spec.lastIndexOf('/')
  const protocol = slash < 0 ? 'tcp' : spec.slice(slash + 1).toLowerCase() || 'tcp'
  const ports = (slash < 0 ? spec : spec.slice(0, slash)).split(':').at(-1) as string
  if (ports === '') throw invalid(`No port specified: ${spec}<empty>`)
  const [, first, last = first] = /^(\d+)(?:-(\d+))?$/.exec(ports) ?? []
  if (first === undefined || Number(first) > 65535 || Number(last) > 65535 || Number(last) < Number(first)) throw invalid(`Invalid containerPort: ${ports}`)
  if (!['tcp', 'udp', 'sctp'].includes(protocol)) throw invalid(`Invalid proto: ${protocol}`)
  return Array.from({ length: Number(last) - Number(first) + 1 }, (_, i) => `${Number(first) + i}/${protocol}`)
}

const NANOS: Readonly<Record<string, number>> = { ns: 1, us: 1e3, ms: 1e6, s: 1e9, m: 60e9, h: 3600e9 }
const DURATIONS: Readonly<Record<string, string>> = { interval: 'Interval', timeout: 'Timeout', 'start-period': 'StartPeriod' }

function healthcheckOf(typed: string): Readonly<Record<string, unknown>> {
  let rest = typed
  const options: Record<string, number> = {}
  for (let flag = /^--([a-z-]+)=(\S*)\s*/.exec(rest); flag; flag = /^--([a-z-]+)=(\S*)\s*/.exec(rest)) {
    const [whole, name = '', value = ''] = flag
    const member = DURATIONS[name]
    if (member !== undefined) options[member] = durationOf(value, name)
    else if (name === 'retries' && /^\d+$/.test(value)) options['Retries'] = Number(value)
    else throw invalid(`Unknown flag: ${name}`)
    rest = rest.slice(whole.length)
  }
  const [kind = ''] = rest.split(/\s/, 1)
  const command = rest.slice(kind.length).trim()
  if (kind === '') throw invalid('HEALTHCHECK requires at least one argument')
  if (kind.toUpperCase() === 'NONE') {
    if (command !== '') throw invalid('HEALTHCHECK NONE takes no arguments')
    return { Test: ['NONE'] }
  }
  if (kind.toUpperCase() !== 'CMD') throw invalid(`Unknown type ${JSON.stringify(kind.toUpperCase())} in HEALTHCHECK (try CMD)`)
  if (command === '') throw invalid('Missing command after HEALTHCHECK CMD')
  const words = jsonWords(command)
  const { Interval, Timeout, StartPeriod, Retries } = options
  return {
    Test: words ? ['CMD', ...words] : ['CMD-SHELL', command], ...(Interval ? { Interval } : {}), ...(Timeout ? { Timeout } : {}), ...(StartPeriod ? { StartPeriod } : {}),
    ...(Retries ? { Retries } : {}),
  }
}

/** Go's time.ParseDuration, for what is written in practice. */
export function durationOf(text: string, name: string): number {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ns|us|ms|s|m|h)/g)]
  if (parts.length === 0 || parts.map(part => part[0]).join('') !== text) throw invalid(`invalid duration ${JSON.stringify(text)} of ${name}`)
  const nanos = parts.reduce((sum, [, number, unit]) => sum + Number(number) * (NANOS[unit as string] as number), 0)
  if (nanos !== 0 && nanos < 1e6) throw invalid(`Interval ${JSON.stringify(name)} cannot be less than 1ms`)
  return nanos
}
