import { RunError } from '#sandbox'
import { commandsOfFence, compareWithRecording, compareWithRun, recordedSteps } from '../content-runs/fences.ts'
import type { FenceProblem } from '../content-runs/fences.ts'
import { complain } from './building.ts'
import type { Building } from './building.ts'
import type { Node } from './tree.ts'

/** Signs of prose that break a command when it is copied. */
const NOT_IN_CODE = /[\u2013\u2014\u201C\u201D]/
/** The page that shows what such a sign does. */
const ABOUT_SIGNS = 'hazards/typed-dash'

/** Code holds ASCII only where ASCII is meant. */
export function checkSigns(building: Building, node: Node): void {
  const sign = NOT_IN_CODE.exec(node.value ?? '')?.[0]
  if (sign !== undefined && building.page.path !== ABOUT_SIGNS) complain(building, node, `code with ${sign} (U+${sign.charCodeAt(0).toString(16)}): a command copied from here would not work`)
}

/** A `console` fence says where its text comes from, and has that text. */
export async function checkFence(building: Building, node: Node): Promise<void> {
  const meta = Object.fromEntries([...(node.meta ?? '').matchAll(/([a-z]+)="([^"]*)"/g)].map(([, key, value]) => [key, value]))
  const { of, run, norun } = meta as { of?: string, run?: string, norun?: string }
  const origins = [of, run, norun].filter((origin) => origin !== undefined)
  if (origins.length !== 1) return complain(building, node, 'a console block says one origin: of="recording#step", run="scenario/replay" or norun="reason"')
  if (norun !== undefined) return
  const { commands, stray } = commandsOfFence(node.value ?? '')
  if (stray || commands.length === 0) complain(building, node, 'a console block begins with a command after `$ `')
  const problems = of === undefined ? await runProblems(building, run ?? '', commands) : recordingProblems(building, of, commands)
  for (const { at, what } of problems) complain(building, node, what, at + 1)
}

type Commands = ReturnType<typeof commandsOfFence>['commands']

async function runProblems({ sources, runs }: Building, name: string, commands: Commands): Promise<readonly FenceProblem[]> {
  const [id = '', replay = ''] = name.split('/')
  const scenario = await sources.scenario(id)
  if (!scenario || !Object.hasOwn(scenario.replays, replay)) return [{ at: -1, what: `there is no replay ${name}` }]
  try {
    return compareWithRun(commands, runs.replay(scenario, replay).sessions)
  } catch (error) {
    if (error instanceof RunError) return [{ at: -1, what: `the replay ${name} cannot be played: ${error.message}` }]
    throw error
  }
}

function recordingProblems({ sources }: Building, name: string, commands: Commands): readonly FenceProblem[] {
  const [file = '', where = ''] = name.split('#')
  const recording = sources.recording(file)
  const steps = recording === undefined ? undefined : recordedSteps(recording, where)
  return steps === undefined ? [{ at: -1, what: `there is no recording ${name}` }] : compareWithRecording(commands, steps)
}
