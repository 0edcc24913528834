import type { Held } from '../content-runs/growth.ts'
import { complain } from './building.ts'
import type { Building } from './building.ts'
import { attribute, setAttribute } from './tree.ts'
import type { Node } from './tree.ts'

/** `<Growth>`: what the commands of an actor cost at each number that the line `size` prints, as a chart and a table. */
export async function fillGrowth(building: Building, node: Node): Promise<void> {
  const [id = '', replay = '', actor = '', size = '', alt] = ['scenario', 'replay', 'actor', 'size', 'alt'].map((name) => attribute(node, name))
  const scenario = await building.sources.scenario(id)
  if (!scenario || !Object.hasOwn(scenario.replays, replay)) return complain(building, node, `there is no replay ${id}/${replay}`)
  if (alt === undefined || alt.length > 120) complain(building, node, 'a chart has an alt of at most 120 characters')
  const growth = building.runs.growth(scenario, replay, actor, size)
  if (growth === undefined) return complain(building, node, `${actor} repeats no command at each of two numbers that \`${size}\` prints`)
  setAttribute(node, 'growth', growth)
}

/** The requests under way in one replay. */
export interface Waiting {
  /** What the line `size` printed in it. */
  readonly size: number
  readonly held: readonly Held[]
}

/** `<Waiting>`: the lists of images that are under way at once in each of some replays, over the virtual clock. */
export async function fillWaiting(building: Building, node: Node): Promise<void> {
  const [id = '', replays = '', actor = '', command = '', size = '', every = '', alt] = ['scenario', 'replays', 'actor', 'command', 'size', 'every', 'alt'].map((name) => attribute(node, name))
  const scenario = await building.sources.scenario(id)
  if (!scenario) return complain(building, node, `there is no scenario ${id}`)
  if (alt === undefined || alt.length > 120) complain(building, node, 'a chart has an alt of at most 120 characters')
  const runs: Waiting[] = []
  for (const replay of replays.split(' ')) {
    if (!Object.hasOwn(scenario.replays, replay)) return complain(building, node, `there is no replay ${id}/${replay}`)
    const printed = building.runs.replay(scenario, replay).sessions.flat().find(({ line }) => line === size)?.output
    const held = building.runs.waiting(scenario, replay, actor, Number(command), Number(every))
    if (printed === undefined || held.length === 0) return complain(building, node, `${id}/${replay} has no \`${size}\`, or ${actor} asks for no list in its command ${command}`)
    runs.push({ size: Number(printed), held })
  }
  setAttribute(node, 'runs', runs)
}
