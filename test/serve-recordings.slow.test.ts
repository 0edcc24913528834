/** The recordings of a real engine, replayed by the real clients that made them against `layerlab serve`. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { CaseResult } from './golden/case.ts'
import { judge, readDifferences } from './golden/differences.ts'
import { playWithClient, realClients } from './golden/real-client.ts'
import { caseName, jsonFiles, readRecording, sameWithClient } from './golden/recording.ts'
import type { ScenarioRecording } from './golden/recording.ts'
import { describeCase } from './golden/run.ts'
import { compareScenario } from './golden/scenario-runner.ts'

const RECORDINGS = join(import.meta.dirname, 'recordings')
const FIXTURES = join(RECORDINGS, 'fixtures')
const AT_ONCE = 2
const EQUAL_MIN = 0.95

interface Replay {
  readonly name: string
  readonly path: string
  readonly data: ScenarioRecording
  readonly client: string
}

/** What can be replayed here: recordings of the clients at hand, and those that another client at hand prints the same for. */
function replays(clients: ReadonlyMap<string, string>): Replay[] {
  const only = process.env['LAYERLAB_SERVE_CASES']?.split(',')
  const paths = jsonFiles(join(RECORDINGS, 'scenarios')).filter(path => only === undefined || only.includes(caseName(path)))
  const same = sameWithClient(paths, '28.2.2')
  return paths.flatMap(path => {
    const recording = readRecording(path)
    if (recording?.kind !== 'scenario') return []
    const client = clients.get(recording.client) ?? (same.has(path) ? clients.get('28.2.2') : undefined)
    return client === undefined ? [] : [{ name: caseName(path), path, data: recording.data, client }]
  })
}

async function compared({ name, path, data, client }: Replay): Promise<CaseResult> {
  const start = performance.now()
  const played = await playWithClient(data, client, FIXTURES)
  return { name, path, ...compareScenario(data, played, FIXTURES), milliseconds: performance.now() - start }
}

it('real clients print what they printed before the real engine, but for what is listed', async () => {
  const clients = realClients(line => console.log(line))
  const waiting = replays(clients)
  if (waiting.length === 0) return void console.log('no real docker client: nothing was compared')
  const results: CaseResult[] = []
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) results.push(await compared(next))
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  const verdict = judge(results, readDifferences(join(RECORDINGS, 'serve-differences.json')))
  const steps = results.reduce((sum, result) => sum + result.steps + result.stores, 0)
  const differing = results.reduce((sum, result) => sum + result.failures.length, 0)
  const options = { client: undefined, fixtures: undefined, cases: [], paths: [], logs: false, full: true, quiet: false, report: false }
  const report = results.filter(result => result.failures.some(failure => verdict.unexpected.includes(`${result.name}/${failure.step}`))).map(result => describeCase(result, options)).join('\n')
  if (process.env['LAYERLAB_SERVE_REPORT']) writeFileSync(process.env['LAYERLAB_SERVE_REPORT'], `${report}\n${JSON.stringify(verdict.unexpected, null, 1)}`)
  console.log(`real clients ${[...clients.keys()].join(', ')}: ${results.length} scenarios, ${steps - differing} of ${steps} steps and stores equal (${((100 * (steps - differing)) / steps).toFixed(1)} %), ${Math.round(results.reduce((sum, result) => sum + result.milliseconds, 0) / 1000)} s`)
  expect(verdict.unexpected, report).toEqual([])
  expect(verdict.stale).toEqual([])
  expect((steps - differing) / steps).toBeGreaterThanOrEqual(EQUAL_MIN)
}, 1_800_000)
