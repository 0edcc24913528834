/** `npm run golden`: finds recordings, replays each, reports what differs. */
import { existsSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { CaseContext, CaseResult } from './case.ts'
import { judge, readDifferences } from './differences.ts'
import type { Difference } from './differences.ts'
import { fidelityOf, fidelityText } from './fidelity.ts'
import { caseName, fixturesNear, jsonFiles, readRecording, sameWithClient } from './recording.ts'
import type { Recording } from './recording.ts'
import { runCut, runKill } from './power-runner.ts'
import { runRace } from './race-runner.ts'
import { runScenario } from './scenario-runner.ts'
import type { CreateSubject } from './subject.ts'

/** What the command line asked for. */
export interface GoldenOptions {
  /** Only recordings made with this client, and those known to print the same with it. */
  readonly client: string | undefined
  /** Instead of the fixtures found near each recording. */
  readonly fixtures: string | undefined
  /** Only recordings whose name is this. */
  readonly cases: readonly string[]
  /** Folders or files; those of the repository when empty. */
  readonly paths: readonly string[]
  /** Show differences of daemon logs too. */
  readonly logs: boolean
  /** Show whole differences instead of the first lines of the first ones. */
  readonly full: boolean
  /** Only the counts. */
  readonly quiet: boolean
  /** Write what the page "Measured fidelity" shows. */
  readonly report: boolean
}

export const USAGE = `Usage: npm run golden -- [--client VERSION] [--fixtures DIR] [--case NAME]... [--logs] [--full] [--quiet] [DIR...]
       npm run golden -- --report

Replays recordings of a real engine and shows what differs. DIR holds scenarios/, concurrency/ and powerloss/, or is
one of them, a folder below or a file; without DIR the recordings of the repository. --report replays
all of them and writes content/fidelity.json, which the page "Measured fidelity" shows.
`

/** @throws Error with a sentence for the user when the arguments are wrong */
export function parseArguments(argv: readonly string[]): GoldenOptions {
  const cases: string[] = []
  const paths: string[] = []
  let client: string | undefined
  let fixtures: string | undefined
  const flags = { '--logs': false, '--full': false, '--quiet': false, '--report': false }
  for (let i = 0; i < argv.length; i++) {
    const [flag, inline] = (argv[i] as string).split(/=(.*)/s) as [string, string | undefined]
    const value = (): string => {
      const given = inline ?? argv[++i]
      if (given === undefined) throw new Error(`${flag} needs a value`)
      return given
    }
    if (flag === '--client') client = value()
    else if (flag === '--fixtures') fixtures = resolve(value())
    else if (flag === '--case') cases.push(value())
    else if (flag in flags) flags[flag as keyof typeof flags] = true
    else if (flag.startsWith('-')) throw new Error(`unknown option: ${flag}`)
    else paths.push(argv[i] as string)
  }
  if (flags['--report'] && (client !== undefined || fixtures !== undefined || cases.length > 0 || paths.length > 0)) throw new Error('--report is about all recordings: leave out --client, --fixtures, --case and DIR')
  return { client, fixtures, cases, paths, logs: flags['--logs'], full: flags['--full'], quiet: flags['--quiet'], report: flags['--report'] }
}

/** The recordings that the options select, in order of path. */
export function selectRecordings(options: GoldenOptions, recordings: string): Recording[] {
  const files = (options.paths.length > 0 ? options.paths : ['scenarios', 'concurrency', 'powerloss'].map(name => join(recordings, name))).flatMap(jsonFiles)
  const wanted = files.filter(path => options.cases.length === 0 || options.cases.includes(caseName(path)))
  const same = options.client === undefined ? new Set<string>() : sameWithClient(wanted, options.client)
  return wanted
    .map(readRecording)
    .filter(recording => recording !== undefined)
    .filter(recording => options.client === undefined || recording.client === options.client || same.has(recording.path))
}

/** Replay one recording. */
export function runRecording(recording: Recording, create: CreateSubject, options: GoldenOptions, recordings: string): CaseResult {
  const name = caseName(recording.path)
  const context: CaseContext = {
    create,
    fixtures: options.fixtures ?? fixturesNear(recording.path) ?? join(recordings, 'fixtures'),
    client: options.client,
  }
  switch (recording.kind) {
    case 'scenario': return runScenario(context, name, recording.path, recording.data)
    case 'race': return runRace(context, name, recording.path, recording.data)
    case 'kill': return runKill(context, name, recording.path, recording.data)
    case 'cut': return runCut(context, name, recording.path, recording.data)
  }
}

const SHOWN_FAILURES_MAX = 4
const SHOWN_LINES_MAX = 40

/** The report of one case that differs. */
export function describeCase(result: CaseResult, options: GoldenOptions): string {
  const lines = [`\n✗ ${result.name} (${result.path})`]
  const shown = options.full ? result.failures : result.failures.slice(0, SHOWN_FAILURES_MAX)
  for (const { step, title, diff } of shown) {
    lines.push(`  step ${step}: ${title}`)
    const all = diff.split('\n')
    const kept = options.full ? all : all.slice(0, SHOWN_LINES_MAX)
    lines.push('  --- recorded', '  +++ simulated', ...kept.map(line => `  ${line}`))
    if (kept.length < all.length) lines.push(`  … ${all.length - kept.length} more lines (--full shows them)`)
  }
  if (shown.length < result.failures.length) {
    lines.push(`  … and ${result.failures.length - shown.length} more: ${result.failures.slice(shown.length).map(failure => failure.step).join(', ')}`)
  }
  return lines.join('\n')
}

const percent = (part: number, whole: number): string => (whole === 0 ? '' : ` (${((100 * part) / whole).toFixed(1)} %)`)

/** The recordings that were replayed, and what each gave, in the same order. */
export interface Replayed {
  readonly recordings: readonly Recording[]
  readonly results: readonly CaseResult[]
  readonly differences: readonly Difference[]
  /** 0 when everything that differs is listed and nothing that is listed passes. */
  readonly exit: number
}

/** The whole command. @returns exit status */
export function runGolden(options: GoldenOptions, create: CreateSubject, recordings: string, print: (line: string) => void): number {
  const missing = options.paths.filter(path => !existsSync(path))
  if (missing.length > 0) {
    print(`no such file or directory: ${missing.join(', ')}`)
    return 2
  }
  const replayed = replay(options, create, recordings, print)
  if (options.report) {
    const file = join(recordings, '../../content/fidelity.json')
    writeFileSync(file, fidelityText(fidelityOf(replayed.recordings, replayed.results, replayed.differences, recordings)))
    print(`written: ${file}`)
  }
  return replayed.exit
}

/** Replay what the options select, and tell how it went. */
export function replay(options: GoldenOptions, create: CreateSubject, recordings: string, print: (line: string) => void): Replayed {
  const selected = selectRecordings(options, recordings)
  const results: CaseResult[] = []
  for (const recording of selected) {
    const result = runRecording(recording, create, options, recordings)
    results.push(result)
    if (options.quiet) continue
    if (result.failures.length > 0) print(describeCase(result, options))
    for (const note of result.notes ?? []) print(note)
    if (options.logs) for (const { step, title, diff } of result.logs.differing) print(`  daemon log of ${result.name} step ${step}: ${title}\n${diff.replaceAll(/^/gm, '  ')}`)
  }
  const listPath = join(recordings, 'differences.json')
  const differences = existsSync(listPath) ? readDifferences(listPath) : []
  const verdict = judge(results, differences)
  const failed = results.filter(result => result.failures.length > 0)
  const steps = results.reduce((sum, result) => sum + result.steps, 0)
  const failedSteps = results.reduce((sum, result) => sum + result.failures.filter(failure => failure.step !== 'store').length, 0)
  const stores = results.reduce((sum, result) => sum + result.stores, 0)
  const failedStores = results.reduce((sum, result) => sum + result.failures.filter(failure => failure.step === 'store').length, 0)
  const logs = results.reduce((sum, result) => sum + result.logs.steps, 0)
  const failedLogs = results.reduce((sum, result) => sum + result.logs.differing.length, 0)
  const seconds = results.reduce((sum, result) => sum + result.milliseconds, 0) / 1000
  print('')
  print(`scenarios: ${results.length - failed.length} of ${results.length}${percent(results.length - failed.length, results.length)}`)
  print(`steps: ${steps - failedSteps} of ${steps}${percent(steps - failedSteps, steps)}`)
  print(`stores: ${stores - failedStores} of ${stores}${percent(stores - failedStores, stores)}`)
  print(`daemon logs: ${logs - failedLogs} of ${logs} (they fail no case; --logs shows them)`)
  print(`time: ${seconds.toFixed(1)} s`)
  const knownSteps = failedSteps + failedStores - verdict.unexpected.length
  if (knownSteps > 0) print(`known differences: ${knownSteps} (differences.json)`)
  for (const { scenario, step, reason } of verdict.stale) print(`listed as different, but it agrees: ${scenario} step ${step} (${reason})`)
  print(`${results.length - failed.length} passed, ${failed.length} failed`)
  const exit = verdict.unexpected.length > 0 || verdict.stale.length > 0 || results.length === 0 ? 1 : 0
  return { recordings: selected, results, differences, exit }
}
