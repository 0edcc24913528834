/**
 * A second cut: while the machine boots after the first one, or while somebody repairs what that one left. It comes before
 * every step at which the disk is another, on the witness of each end, with all of what is undecided lost, and with all of it kept.
 */
import type { Uploads } from '../scenario/runner.ts'
import { CrashSite } from './crash.ts'
import type { CrashExploration, CrashGroup, SecondCut } from './crash.ts'
import { Measure } from './measure.ts'
import type { Outcome } from './measure.ts'
import type { Aftermath } from './probes.ts'
import type { RepairTried } from './repairs.ts'

/** What a second cut comes to, behind one end of the first. */
export interface SecondCuts extends SecondWork {
  /** Its steps; a cut was tried before each. */
  readonly steps: number
  /** Different disks that it leaves. */
  readonly states: number
  /** Most frequent first. */
  readonly groups: readonly SecondGroup[]
}

export interface SecondGroup extends Outcome {
  readonly count: number
  /** The earliest second cut that ends so. */
  readonly again: SecondCut
  readonly aftermath: Aftermath
  /** What the same repair comes to when it is done again, after that cut; undefined where nothing is wrong, or nobody repaired. */
  readonly repeated: Pick<RepairTried, 'works' | 'left'> | undefined
}

export interface SecondProgress {
  /** Boots and repairs that have been cut. */
  readonly done: number
  /** Cuts of the next one. */
  readonly tried: number
  readonly all: number
}

/** An end, and what is cut after it: the boot (undefined), or a repair. */
export interface SecondWork {
  readonly group: Outcome & Pick<CrashGroup, 'cut'>
  readonly repair: Pick<RepairTried, 'repair' | 'lines'> | undefined
}

/** The boot after each end, and each repair that works. */
export const secondWorks = (groups: readonly CrashGroup[], repaired: readonly { readonly group: CrashGroup; readonly tried: readonly RepairTried[] }[]): SecondWork[] =>
  groups.flatMap(group => [undefined, ...(repaired.find(one => one.group === group)?.tried ?? []).filter(({ works }) => works)].map(repair => ({ group, repair })))

/** Cut the power a second time. */
export function* exploreSecondCuts({ scenario, actors }: Pick<CrashExploration, 'scenario' | 'actors'>, works: readonly SecondWork[], uploads?: Uploads): Generator<SecondProgress, readonly SecondCuts[], void> {
  const site = new CrashSite(scenario, actors, uploads)
  const measure = new Measure(site, site.states())
  const found: SecondCuts[] = []
  for (const { group, repair } of works) {
    const { places, steps } = site.placesAfter(group.cut, repair?.lines)
    const ends = new Map<string, { -readonly [Key in keyof SecondGroup]: SecondGroup[Key] }>()
    let tried = 0
    for (const place of places) {
      for (const keep of ['none', 'all'] as const) {
        const again: SecondCut = { lines: repair?.lines, steps: place, keep }
        const aftermath = site.afterSecondCut(group.cut, again)
        const { clean, troubles } = measure.outcome(aftermath)
        const end = ends.get(clean ?? troubles.join())
        if (end) end.count++
        else ends.set(clean ?? troubles.join(), { troubles, clean, count: 1, again, aftermath, repeated: undefined })
        yield { done: found.length, tried: ++tried, all: places.length * 2 }
      }
    }
    const groups = [...ends.values()].sort((a, b) => b.count - a.count)
    if (repair) for (const end of groups) if (end.clean === undefined) end.repeated = measure.mended(site.afterRepair(group.cut, repair.lines, end.again))
    found.push({ group, repair, steps, states: places.length, groups })
  }
  return found
}
