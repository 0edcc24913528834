/** Which repair helps after a power cut: each is tried on the state that the cut left, and looked at again. */
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
  /** What was typed. */
  readonly lines: readonly string[]
  /** `works`: all is as before the command or as after it. `left`: what is wrong still, or now. */
  readonly works: boolean
  readonly left: readonly Trouble[]
}

export interface RepairedGroup {
  readonly group: CrashGroup
  readonly tried: readonly RepairTried[]
}

/** Try every repair on the witness of each group that is not clean. */
export function* tryRepairs(exploration: CrashExploration, uploads?: Uploads): Generator<undefined, readonly RepairedGroup[], void> {
  const { scenario, actors, groups } = exploration
  const site = new CrashSite(scenario, actors, uploads)
  const again = actors.flatMap(actor => scenario.actors[actor] ?? [])
  const measure = new Measure(site, site.states())
  const repaired: RepairedGroup[] = []
  for (const group of groups) {
    if (group.clean !== undefined) continue
    const tried: RepairTried[] = []
    for (const repair of REPAIRS) {
      const lines = linesOf(repair, group.aftermath, again)
      if (!lines) continue
      tried.push({ repair, lines, ...measure.mended(site.afterRepair(group.cut, lines)) })
      yield
    }
    repaired.push({ group, tried })
  }
  return repaired
}

/** What is typed; undefined where a repair has nothing to work on. */
function linesOf(repair: Repair, { started, images, dangling }: Aftermath, again: readonly string[]): readonly string[] | undefined {
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
        ? ['systemctl stop docker', 'rm -rf /var/lib/docker', 'systemctl start docker', ...again]
        : ['rm -f /var/lib/docker/image/overlay2/repositories.json', 'systemctl start docker', ...again]
  }
}
