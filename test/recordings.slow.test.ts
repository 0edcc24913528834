/** The recordings of a real engine, replayed: every difference is listed with its reason, and none that is listed has gone. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { fidelityOf } from './golden/fidelity.ts'
import { replay } from './golden/run.ts'
import type { GoldenOptions, Replayed } from './golden/run.ts'
import { createSubject } from './golden/world-subject.ts'

const RECORDINGS = join(import.meta.dirname, 'recordings')
const FOLDERS = ['scenarios', 'concurrency', 'powerloss']
const ALL: GoldenOptions = { client: undefined, fixtures: undefined, cases: [], paths: [], logs: false, full: false, quiet: true, report: false }
const done: Replayed[] = []

it.each(FOLDERS)('%s differ from the real engine only where differences.json says so', folder => {
  const lines: string[] = []
  const replayed = replay({ ...ALL, paths: [join(RECORDINGS, folder)] }, createSubject, RECORDINGS, line => lines.push(line))
  done.push(replayed)
  const report = lines.join('\n')
  console.log(report)
  expect(report).toMatch(/^\d+ passed, \d+ failed$/m)
  expect(replayed.exit, report).toBe(0)
}, 600_000)

it('are counted on the page "Measured fidelity" as this run counts them: else `npm run golden -- --report`', () => {
  expect(done).toHaveLength(FOLDERS.length)
  const found = fidelityOf(done.flatMap(({ recordings }) => recordings), done.flatMap(({ results }) => results), (done[0] as Replayed).differences, RECORDINGS)
  expect(JSON.parse(readFileSync(join(RECORDINGS, '../../content/fidelity.json'), 'utf8'))).toEqual(JSON.parse(JSON.stringify(found)))
})
