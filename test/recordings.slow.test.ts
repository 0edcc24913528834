/** The recordings of a real engine, replayed: every difference is listed with its reason, and none that is listed has gone. */
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { runGolden } from './golden/run.ts'
import type { GoldenOptions } from './golden/run.ts'
import { createSubject } from './golden/world-subject.ts'

const RECORDINGS = join(import.meta.dirname, 'recordings')
const ALL: GoldenOptions = { client: undefined, fixtures: undefined, cases: [], paths: [], logs: false, full: false, quiet: true }

function replay(folder: string): { readonly exit: number; readonly report: string } {
  const lines: string[] = []
  const exit = runGolden({ ...ALL, paths: [join(RECORDINGS, folder)] }, createSubject, RECORDINGS, line => lines.push(line))
  return { exit, report: lines.join('\n') }
}

it.each(['scenarios', 'concurrency', 'powerloss'])('%s differ from the real engine only where differences.json says so', folder => {
  const { exit, report } = replay(folder)
  console.log(report)
  expect(report).toMatch(/^\d+ passed, \d+ failed$/m)
  expect(exit, report).toBe(0)
}, 600_000)
