/** The known differences: what of the recordings the simulator is known not to reproduce, each with its reason. */
import { readFileSync } from 'node:fs'
import type { CaseResult } from './case.ts'

/** One entry of `test/recordings/differences.json`. */
export interface Difference {
  /** Name of the recording: its file without `.json`. */
  readonly scenario: string
  /** As a failure names it: `4`, `store`, `outcome 2`, `run 3`. */
  readonly step: string | number
  readonly reason: string
  /** The same in the other languages of the site, which shows the list. */
  readonly reasonIn?: { readonly ru: string; readonly zh: string }
  /** It is there in some runs only: what decides is the clock, or a race. */
  readonly varies?: true
}

/** @throws Error when an entry is malformed */
export function readDifferences(path: string): Difference[] {
  const entries = JSON.parse(readFileSync(path, 'utf8')) as unknown
  if (!Array.isArray(entries)) throw new Error(`${path}: a list is expected`)
  return entries.map((entry: Partial<Difference>, index) => {
    if (typeof entry.scenario !== 'string' || entry.step === undefined || typeof entry.reason !== 'string' || entry.reason.trim() === '') {
      throw new Error(`${path}: entry ${index} needs scenario, step and reason`)
    }
    return entry as Difference
  })
}

/** What remains when the known differences are taken into account. */
export interface Verdict {
  /** Steps that differ and are not listed, as `scenario/step`. */
  readonly unexpected: readonly string[]
  /** Listed differences of cases that ran and did not differ there. */
  readonly stale: readonly Difference[]
}

/** A run is as expected when both lists are empty. */
export function judge(results: readonly CaseResult[], differences: readonly Difference[]): Verdict {
  const failed = new Set(results.flatMap(result => result.failures.map(failure => `${result.name}/${failure.step}`)))
  const listed = new Set(differences.map(difference => `${difference.scenario}/${difference.step}`))
  const ran = new Set(results.map(result => result.name))
  return {
    unexpected: [...failed].filter(name => !listed.has(name)),
    stale: differences.filter(difference => !difference.varies && ran.has(difference.scenario) && !failed.has(`${difference.scenario}/${difference.step}`)),
  }
}
