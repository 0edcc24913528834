/**
 * `npm run templates -- [FILE]`: run recorded `--format` cases and print what differs.
 *
 * A file holds fixtures (the daemon's answers) and cases (client arguments, what client 20.10.24 printed, and where
 * it differs what 28.2.2 printed). Every case is run as both clients.
 */
import { readFileSync } from 'node:fs'
import '../all-parts.ts'
import { CLIENT_VERSIONS, is28, upTo1903, type ClientVersion } from '../cli/clients.ts'
import { showContainers } from '../cli/format/containers.ts'
import { showHistory } from '../cli/format/history.ts'
import { showImages } from '../cli/format/images.ts'
import { refuseInspectFormat, showInspect, type Found } from '../cli/format/inspect.ts'
import type { Shown } from '../cli/format/shown.ts'
import type { ContainerSummary, HistoryItem, ImageSummary } from '../engine/api.ts'
import { decode, encode, toPlain, type Json } from '../oci/go-json.ts'

/** One recorded command line. */
interface Case {
  readonly id: string
  readonly args: readonly string[]
  readonly expect: Shown
  readonly expect_28?: Shown
}

/** The daemon's answers. Those of inspect stay text, as their numbers' spelling matters. */
interface Fixtures {
  /** Unix seconds. */
  readonly now: number
  readonly inspect: Readonly<Record<string, string>>
  readonly images: readonly ImageSummary[]
  readonly history: Readonly<Record<string, readonly HistoryItem[]>>
  readonly ps: readonly ContainerSummary[]
}

/** One case run as one client. */
export interface Result {
  readonly id: string
  readonly client: ClientVersion
  readonly args: readonly string[]
  readonly expected: Shown
  readonly found: Shown
  readonly passed: boolean
}

/** The file that is run when none is named. */
export const DEFAULT_CASES = new URL('../../test/recordings/go-template-cases.json', import.meta.url)

/** Run every case of a file's text as both clients. */
export function runTemplateCases(text: string): Result[] {
  const file = decode(text)
  if (!(file instanceof Map)) throw new TypeError('the file is not an object of cases and fixtures')
  const fixtures = fixturesOf(file.get('fixtures') ?? null)
  const cases = toPlain(file.get('cases') ?? []) as readonly Case[]
  return cases.flatMap(({ id, args, expect, expect_28: expect28 }) =>
    CLIENT_VERSIONS.filter(client => !upTo1903(client)).map(client => {
      const expected = is28(client) ? (expect28 ?? expect) : expect
      const found = runCase(args, fixtures, client)
      const passed = found.stdout === expected.stdout && found.stderr === expected.stderr && found.exit === expected.exit
      return { id, client, args, expected, found, passed }
    }),
  )
}

function fixturesOf(json: Json): Fixtures {
  if (!(json instanceof Map)) throw new TypeError('the file has no fixtures')
  const inspect = json.get('inspect')
  const { now = 0, images = [], history = {}, ps = [] } = toPlain(json) as Partial<Fixtures>
  const texts = inspect instanceof Map ? [...inspect].map(([name, answer]) => [name, encode(answer, { escapeHtml: false })] as const) : []
  return { now, images, history, ps, inspect: Object.fromEntries(texts) }
}

const TAKES_VALUE = /^(-f|--format|--filter|-n|--last|--type)$/

/** Flags and names; a flag is spelled in one of the ways docker takes. */
function parse(args: readonly string[]): { names: string[]; format?: string; flags: Set<string> } {
  const names: string[] = []
  const flags = new Set<string>()
  let format: string | undefined
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] as string
    const [flag = '', value] = arg.startsWith('--') ? arg.split(/=(.*)/s) : [arg]
    if (TAKES_VALUE.test(flag)) {
      const given = value ?? (args[++i] as string)
      if (flag === '-f' || flag === '--format') format = given
    } else if (arg.startsWith('--')) flags.add(value === undefined || value === 'true' ? flag.slice(2) : `${flag.slice(2)}=${value}`)
    else if (arg.startsWith('-') && arg.includes('=')) flags.add(arg.slice(1))
    else if (arg.startsWith('-') && arg.length > 1) for (const letter of arg.slice(1)) flags.add(letter)
    else names.push(arg)
  }
  return { names, flags, ...(format === undefined ? {} : { format }) }
}

function runCase(args: readonly string[], fixtures: Fixtures, client: ClientVersion): Shown {
  const grouped = args[0] === 'image' || args[0] === 'container'
  const command = grouped ? `${args[0]} ${args[1]}` : (args[0] as string)
  const { names, flags, format } = parse(args.slice(grouped ? 2 : 1))
  const common = {
    ...(format === undefined ? {} : { format }),
    now: fixtures.now,
    quiet: flags.has('q') || flags.has('quiet'),
    noTrunc: flags.has('no-trunc'),
  }
  switch (command) {
    case 'inspect':
    case 'image inspect':
      return refuseInspectFormat(format, client) ?? showInspect(names.map(name => find(name, command, fixtures, client)), common, client)
    case 'images':
    case 'image ls':
      return showImages(fixtures.images, { ...common, digests: flags.has('digests') }, client)
    case 'history':
    case 'image history':
      return showHistory(fixtures.history[names[0] as string] ?? [], { ...common, human: !flags.has('human=false') && !flags.has('H=false') }, client)
    case 'ps':
    case 'container ls':
      return showContainers(fixtures.ps, { ...common, size: flags.has('s') || flags.has('size') }, client)
  }
  throw new TypeError(`no fixtures for docker ${command}`)
}

function find(name: string, command: string, fixtures: Fixtures, client: ClientVersion): Found {
  const json = Object.hasOwn(fixtures.inspect, name) ? fixtures.inspect[name] : undefined
  if (json !== undefined) return { kind: 'image', json }
  if (command === 'inspect') return { error: `Error: No such object: ${name}` }
  return { error: is28(client) ? `Error response from daemon: No such image: ${name}` : `Error: No such image: ${name}` }
}

if (process.argv[1] !== undefined && import.meta.filename === process.argv[1]) {
  const results = runTemplateCases(readFileSync(process.argv[2] ?? DEFAULT_CASES, 'utf8'))
  const failed = results.filter(result => !result.passed)
  for (const { id, client, args, expected, found } of failed) {
    console.log(`${id} as ${client}: docker ${args.map(arg => JSON.stringify(arg)).join(' ')}`)
    for (const part of ['stdout', 'stderr', 'exit'] as const) {
      if (expected[part] === found[part]) continue
      console.log(`  ${part} expected ${JSON.stringify(expected[part])}`)
      console.log(`  ${' '.repeat(part.length)}    found ${JSON.stringify(found[part])}`)
    }
  }
  console.log(`${results.length - failed.length} passed, ${failed.length} failed`)
  process.exitCode = failed.length === 0 ? 0 : 1
}
