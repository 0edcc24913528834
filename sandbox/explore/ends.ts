/** What a reader sees when all is over: what the commands said, the list of images, the names, and the checks. */
import type { CheckName } from '../check/index.ts'
import { LEFT, RIGHT } from '../engine/names.ts'
import type { CommandOutcome } from '../scenario/lane.ts'
import { lookAt } from '../scenario/look.ts'
import type { ListedImage, Look } from '../scenario/look.ts'
import type { World } from '../scenario/world.ts'

/** Names that are made up, wherever they stand in a text. */
const MADE_NAMES = new RegExp(`\\b(?:${LEFT.join('|')})_(?:${RIGHT.join('|')})\\d?\\b`, 'g')

export interface End {
  readonly commands: Readonly<Record<string, readonly CommandOutcome[]>>
  readonly images: readonly ListedImage[]
  readonly references: readonly (readonly [name: string, state: 'resolves' | 'dangling'])[]
  /** Checks that do not hold, with the first thing that was found. */
  readonly broken: readonly { readonly check: CheckName; readonly claim: string; readonly found: string }[]
}

/** @param atRest no command is under way: then all checks are asked */
export function endAt(world: World, commands: End['commands'], atRest: boolean): End {
  return endOf(lookAt(world, atRest), commands)
}

export function endOf({ images, references, checks }: Look, commands: End['commands']): End {
  return {
    commands, images, references: [...references],
    broken: [...checks].flatMap(([check, [first]]) => (first ? [{ check, claim: first.claim, found: first.found }] : [])),
  }
}

/**
 * Two ends are the same when these texts are. What was made on the way (images of a build, containers) has another ID
 * whenever its time is another: such IDs, and names that containers were given, are numbered as they come.
 *
 * @param known IDs and names of containers that there were at the start
 */
export function endKey({ commands, images, references, broken }: End, known: ReadonlySet<string>): string {
  const numbers = new Map<string, string>()
  const numberOf = (name: string): string => {
    let number = numbers.get(name)
    if (number === undefined) numbers.set(name, (number = `<${numbers.size + 1}>`))
    return number
  }
  const numbered = (text: string): string => text.replace(/\b(?:[0-9a-f]{64}|[0-9a-f]{12})\b/g, id => (known.has(id.slice(0, 12)) ? id : numberOf(id.slice(0, 12))))
    .replace(MADE_NAMES, name => (known.has(name) ? name : numberOf(name)))
    .replace(/\b\d{10}(?:\.\d+)?\b|\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>')
  const outcomes = Object.entries(commands).map(([actor, lines]) => `${actor}: ${lines.map(({ line, state, exit, stdout, stderr }) => JSON.stringify([line, state, exit, numbered(stdout), numbered(stderr)])).join(' ')}`)
  const rows = images.map(({ reference, id }) => `${reference} ${numbered(id)}`).sort()
  const names = references.map(([name, state]) => `${name} ${state}`)
  const violations = broken.map(({ check, claim, found }) => `${check} ${numbered(claim)} ${numbered(found)}`)
  return [...outcomes, ...rows, ...names, ...violations].join('\n')
}

/** IDs and names of a world, as `endKey` knows them. */
export function knownIDs(world: World): Set<string> {
  const engine = world.docker.engine
  const digests = [...(engine?.images.ids() ?? []), ...(engine?.layers.known().keys() ?? [])]
  const containers = engine?.containers.all() ?? []
  const ids = [...digests.map(digest => digest.slice('sha256:'.length)), ...containers.map(({ id }) => id)]
  return new Set([...ids.map(id => id.slice(0, 12)), ...containers.map(({ name }) => name)])
}
