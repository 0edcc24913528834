/** What a cut is measured by: how things stand when the work was never begun, and when it has ended without a cut. */
import type { CrashSite, DiskState } from './crash.ts'
import { NO_NAME } from '../scenario/look.ts'
import { aftermathKey, differences } from './probes.ts'
import type { Aftermath, Trouble } from './probes.ts'

/** How things stand after a cut. */
export interface Outcome {
  /** Nothing is wrong: all is as before the command, or as after it. */
  readonly clean: 'before' | 'after' | undefined
  readonly troubles: readonly Trouble[]
}

export class Measure {
  private readonly before: Aftermath
  private readonly afters: readonly Aftermath[]
  private readonly done: ReadonlySet<string>

  /** @param states of the site's work */
  constructor(site: CrashSite, states: readonly DiskState[]) {
    this.before = site.afterCut({ steps: 0, kept: [], lost: [] }).aftermath
    this.afters = site.lasts(states).map(last => site.afterCut({ ...last, kept: last.dirty, lost: [] }).aftermath)
    this.done = new Set(this.afters.map(aftermathKey))
  }

  outcome(aftermath: Aftermath): Outcome {
    const key = aftermathKey(aftermath)
    const clean = key === aftermathKey(this.before) ? 'before' as const : this.done.has(key) ? 'after' as const : undefined
    return { clean, troubles: clean === undefined ? this.troubles(aftermath) : [] }
  }

  /** Is all well after a repair? Another ID of the same name is, and what is wrong elsewhere too. */
  mended(aftermath: Aftermath): { readonly works: boolean; readonly left: readonly Trouble[] } {
    const left = this.troubles(aftermath)
    return { works: left.length === 0 && [this.before, ...this.afters].some(other => asIn(aftermath, other)), left }
  }

  /** What is wrong, measured by what comes nearest of all that the work can come to. */
  private troubles(aftermath: Aftermath): readonly Trouble[] {
    return this.afters.map(after => differences(aftermath, this.before, after)).reduce((least, other) => (other.length < least.length ? other : least))
  }
}

/** The same images are listed. What others were made from has other IDs when it is made again. */
function asIn(one: Aftermath, other: Aftermath): boolean {
  const shown = ({ images }: Aftermath): Aftermath['images'] => images.filter(({ reference, inner }) => reference !== NO_NAME || !inner)
  const mine = shown(one)
  const theirs = shown(other)
  return one.started && mine.length === theirs.length && mine.every(({ reference, id }) => theirs.some(same => same.reference === reference && (same.id === id || reference !== NO_NAME)))
}
