/** What the replayed recordings say together: how many of each kind agree, by command and by flag. The page "Measured fidelity" shows it. */
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { isClientVersion } from '../../sandbox/cli/clients.ts'
import type { ClientVersion } from '../../sandbox/cli/clients.ts'
import { parseDockerCommandLine } from '../../sandbox/cli/grammar/parse.ts'
import { runTemplateCases } from '../../sandbox/node/templates.ts'
import type { CaseResult } from './case.ts'
import type { Difference } from './differences.ts'
import type { Recording } from './recording.ts'

/** How many were made, and how many of them the simulator does alike. */
export interface Counted {
  made: number
  matched: number
}

/** Kinds of recordings, in the order in which they are told. */
const KINDS = ['scenario', 'race', 'cut', 'kill', 'step', 'store', 'outcome', 'daemon-log', 'usage', 'template'] as const
export type Kind = (typeof KINDS)[number]

export interface Fidelity {
  /** The version of the engine that was recorded. */
  readonly engine: string
  readonly kinds: readonly (Counted & { readonly kind: Kind; readonly client: ClientVersion })[]
  /** Recorded lines by command, with every flag that was typed; clients in order. */
  readonly commands: readonly { readonly command: string; readonly clients: readonly (Counted & { readonly client: ClientVersion; readonly flags: Readonly<Record<string, readonly [matched: number, made: number]>> })[] }[]
  readonly differences: readonly Difference[]
}

const ENGINE = '20.10.24'
/** In the order in which they are told. */
const CLIENTS: readonly ClientVersion[] = ['20.10.24', '28.2.2', '19.03.15']

/** The words of the docker commands in a line of shell; quoting is undone, everything else of the shell ends a command. */
function* dockerCommands(line: string): Generator<readonly string[]> {
  let words: string[] | undefined
  for (const [token, single, double, bare] of line.matchAll(/'([^']*)'|"((?:[^"\\]|\\.)*)"|([^\s'"|&;<>()`$]+)|\s+|[^]/g)) {
    if (/^\s+$/.test(token) && !token.includes('\n')) {
      if (words && words.at(-1) !== '') words.push('')
    } else if (single !== undefined || double !== undefined || bare !== undefined) {
      const text = single ?? double?.replaceAll(/\\(.)/g, '$1') ?? bare ?? ''
      if (words) words[words.length - 1] += text
      else if (bare === 'docker') words = ['']
    } else {
      if (words) yield words.filter(word => word !== '')
      words = undefined
    }
  }
  if (words) yield words.filter(word => word !== '')
}

/** The command and flags of docker's words; help pages and usage errors stand together. */
function commandOf(words: readonly string[], client: ClientVersion): { readonly command: string; readonly flags: readonly string[] } {
  const parsed = parseDockerCommandLine(words, client, {})
  return parsed.kind === 'answer' ? { command: 'usage', flags: [] } : { command: parsed.path, flags: [...parsed.changed].map(name => `--${name}`) }
}

const count = (counted: Counted, matched: boolean): void => {
  counted.made++
  if (matched) counted.matched++
}

/**
 * Count.
 *
 * @param recordings in the order of `results`
 * @param folder test/recordings, beside which the recorded lines of usage are
 */
export function fidelityOf(recordings: readonly Recording[], results: readonly CaseResult[], differences: readonly Difference[], folder: string): Fidelity {
  const kinds = new Map<string, Counted & { readonly kind: Kind; readonly client: ClientVersion }>()
  const commands = new Map<string, Map<ClientVersion, Counted & { flags: Record<string, [matched: number, made: number]> }>>()
  const add = (kind: Kind, client: ClientVersion, made: number, matched: number): void => {
    const known = kinds.get(`${kind} ${client}`) ?? { kind, client, made: 0, matched: 0 }
    kinds.set(`${kind} ${client}`, { ...known, made: known.made + made, matched: known.matched + matched })
  }
  const tell = (line: string, client: ClientVersion, matched: boolean): void => {
    const seen = new Map<string, Set<string>>()
    for (const words of dockerCommands(line)) {
      const { command, flags } = commandOf(words, client)
      const all = seen.get(command) ?? new Set()
      flags.forEach(flag => all.add(flag))
      seen.set(command, all)
    }
    for (const [command, flags] of seen) {
      const byClient = commands.get(command) ?? new Map<ClientVersion, Counted & { flags: Record<string, [number, number]> }>()
      commands.set(command, byClient)
      const counted = byClient.get(client) ?? { made: 0, matched: 0, flags: {} }
      byClient.set(client, counted)
      count(counted, matched)
      for (const flag of flags) {
        const of = (counted.flags[flag] ??= [0, 0])
        of[1]++
        if (matched) of[0]++
      }
    }
  }

  recordings.forEach((recording, at) => {
    const result = results[at] as CaseResult
    const client = recording.client !== undefined && isClientVersion(recording.client) ? recording.client : ENGINE
    const failed = new Set(result.failures.map(({ step }) => step))
    const failedSteps = [...failed].filter(step => step !== 'store').length
    add(recording.kind, client, 1, failed.size === 0 ? 1 : 0)
    add(recording.kind === 'scenario' ? 'step' : 'outcome', client, result.steps, result.steps - failedSteps)
    add('store', client, result.stores, failed.has('store') ? 0 : result.stores)
    add('daemon-log', client, result.logs.steps, result.logs.steps - result.logs.differing.length)
    if (recording.kind === 'scenario') recording.data.steps.forEach(({ cmd }, step) => tell(cmd ?? '', client, !failed.has(String(step))))
  })
  for (const client of ['20.10.24', '28.2.2'] as const) {
    const lines = JSON.parse(readFileSync(join(folder, `../recorded-usage/${client}.json`), 'utf8')) as readonly (readonly [words: readonly string[], exit?: number, stdout?: string, stderr?: string])[]
    const right = lines.filter(([words, exit, stdout, stderr]) => {
      const parsed = parseDockerCommandLine(words, client, {})
      return parsed.kind === 'answer' ? parsed.exit === exit && parsed.stdout === stdout && parsed.stderr === stderr : exit === undefined
    })
    add('usage', client, lines.length, right.length)
  }
  for (const file of readdirSync(folder).filter(name => name.endsWith('-template-cases.json')).sort()) {
    for (const { client, passed } of runTemplateCases(readFileSync(join(folder, file), 'utf8'))) add('template', client, 1, passed ? 1 : 0)
  }

  const byClient = (one: { readonly client: ClientVersion }, other: { readonly client: ClientVersion }): number => CLIENTS.indexOf(one.client) - CLIENTS.indexOf(other.client)
  return {
    engine: ENGINE,
    kinds: [...kinds.values()].filter(({ made }) => made > 0).sort((a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) || byClient(a, b)),
    commands: [...commands].sort(([a], [b]) => (a < b ? -1 : 1)).map(([command, counts]) => ({
      command,
      clients: [...counts].map(([client, { made, matched, flags }]) => ({
        client, made, matched, flags: Object.fromEntries(Object.entries(flags).sort(([a], [b]) => (a < b ? -1 : 1))),
      })).sort(byClient),
    })),
    differences,
  }
}

/** One line a row, so that a change is readable. */
export function fidelityText({ engine, kinds, commands, differences }: Fidelity): string {
  const rows = (list: readonly unknown[]): string => list.map(row => `\n    ${JSON.stringify(row)}`).join(',')
  return `{\n  "engine": ${JSON.stringify(engine)},\n  "kinds": [${rows(kinds)}\n  ],\n  "commands": [${rows(commands)}\n  ],\n  "differences": [${rows(differences)}\n  ]\n}\n`
}
