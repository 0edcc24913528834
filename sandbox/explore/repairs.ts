/** Which repair helps after a power cut: each is tried on every state that can be told apart, and looked at again. */
import { NO_NAME } from '../scenario/look.ts'
import { CrashSite } from './crash.ts'
import type { CrashExploration, CrashGroup } from './crash.ts'
import { Measure } from './measure.ts'
import type { Aftermath, Trouble } from './probes.ts'
import type { Uploads } from '../scenario/runner.ts'

/** In the order in which a person would try them: what costs least first. */
export const REPAIRS = ['restart', 'again', 'remove-and-again', 'prune', 'tag-over', 'remove-all-and-again', 'by-hand'] as const
export type Repair = (typeof REPAIRS)[number]

export interface RepairTried {
  readonly repair: Repair
  /** What was typed on the end's witness. */
  readonly lines: readonly string[]
  /** On each state that ends so all is as before the command then, or as after it. */
  readonly works: boolean
  /** On so many of these states. */
  readonly helped: number
  readonly states: number
  /** What is wrong still, or now, on the first on which it does not help. */
  readonly left: readonly Trouble[]
}

export interface RepairedGroup {
  readonly group: CrashGroup
  readonly tried: readonly RepairTried[]
}

/** Try every repair on each group that is not clean. */
export function* tryRepairs(exploration: CrashExploration, uploads?: Uploads): Generator<undefined, readonly RepairedGroup[], void> {
  const { scenario, actors, groups } = exploration
  const site = new CrashSite(scenario, actors, uploads)
  const again = actors.flatMap(actor => scenario.actors[actor] ?? [])
  const measure = new Measure(site, site.states())
  const repaired: RepairedGroup[] = []
  for (const group of groups) {
    if (group.clean !== undefined) continue
    const tried: RepairTried[] = []
    const ways = [group, ...group.others]
    for (const repair of REPAIRS) {
      const typed = ways.map(({ aftermath }) => repairLines(repair, aftermath, scenario.start ?? [], again))
      const [lines] = typed
      if (!lines) continue
      const ends: ReturnType<Measure['mended']>[] = []
      for (const [at, { cut, aftermath }] of ways.entries()) {
        // Where there is nothing to type, it does not help.
        ends.push(measure.mended(typed[at] ? site.afterRepair(cut, typed[at]) : aftermath))
        yield
      }
      const helped = ends.filter(({ works }) => works).length
      tried.push({ repair, lines, works: helped === ends.length, helped, states: ends.length, left: ends.find(({ works }) => !works)?.left ?? [] })
    }
    repaired.push({ group, tried })
  }
  return repaired
}

/** What is typed; undefined where a repair has nothing to work on. @param start how what was there before came there */
export function repairLines(repair: Repair, { started, images, dangling }: Aftermath, start: readonly string[], again: readonly string[]): readonly string[] | undefined {
  const nameOf = ({ reference, id }: Aftermath['images'][number]): string => (reference === NO_NAME ? id : reference)
  switch (repair) {
    case 'restart':
      return ['systemctl restart docker']
    case 'again':
      return started ? again : undefined
    case 'remove-and-again':
      return started && images.length > 0 ? [`docker rmi -f ${nameOf(images[0] as Aftermath['images'][number])}`, ...again] : undefined
    case 'prune':
      return started ? ['docker image prune -f'] : undefined
    case 'tag-over': {
      const [image] = images
      return started && image && dangling.length > 0 ? dangling.map(name => `docker tag ${image.id} ${name}`) : undefined
    }
    case 'remove-all-and-again':
      return started && images.length > 1 ? [`docker rmi -f ${images.map(nameOf).join(' ')}`, ...again] : undefined
    case 'by-hand':
      return started
        ? ['systemctl stop docker', 'rm -rf /var/lib/docker', 'systemctl start docker', ...start, ...again]
        : ['rm -f /var/lib/docker/image/overlay2/repositories.json', 'systemctl start docker', ...again]
  }
}
