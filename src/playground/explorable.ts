/** What of a session, or of a replay, can be explored: what came before, and which commands met. */
import { NOBODY, Session, moveOf } from '#sandbox'
import type { Scenario, ScheduleItem, Uploads } from '#sandbox'

/** More commands at once than these are not explored. */
export const ACTORS_MAX = 3
/** As the windows of the site are. */
const TERMINAL = { columns: 80, rows: 24 }
const LETTERS = ['A', 'B', 'C'] as const

/** Names of actors, and the lines that somebody typed before they began. */
interface Meeting {
  readonly before: readonly string[]
  readonly actors: readonly (readonly string[])[]
}

/** A world without anything that only tests, pages and replays need: the meeting's lines at terminals `A`, `B`, `C`. */
export function meetingIn(scenario: Scenario, { before, actors }: Meeting): Scenario {
  const { claims: _, sweeps: __, expect: ___, golfPar: ____, points: _____, breaks: ______, ...kept } = scenario
  const named = actors.slice(0, ACTORS_MAX).map((lines, at) => [LETTERS[at] ?? '', lines] as const)
  return { ...kept, terminal: scenario.terminal ?? TERMINAL, start: [...(scenario.start ?? []), ...before], actors: Object.fromEntries(named), replays: {} }
}

/** Commands of a replay that are worth exploring. */
export interface Ready {
  readonly replay: string
  /** Several commands meet; or one is under way when the power fails. */
  readonly kind: 'orders' | 'cuts'
  readonly scenario: Scenario
}

/** What a replay shows that can be explored: commands that meet, or the one under which the power fails; undefined: neither. */
export function readyOf(scenario: Scenario, replay: string): Ready | undefined {
  const moves = (scenario.replays[replay]?.schedule ?? []).map(moveOf)
  const fault = moves.findIndex(({ do: what }) => what === 'power' || what === 'kill')
  const seen = fault < 0 ? moves : moves.slice(0, fault)
  const begun: string[] = []
  const working = new Set<string>()
  const met = new Set<string>()
  for (const [at, move] of seen.entries()) {
    if (move.do !== 'run' && move.do !== 'steps' && move.do !== 'until') continue
    const { actor } = move
    if (!(actor in scenario.actors)) continue // A task of nobody.
    if (!begun.includes(actor)) begun.push(actor)
    working.add(actor)
    if (working.size > 1) for (const one of working) met.add(one)
    const comesAgain = seen.slice(at + 1).some(later => 'actor' in later && later.actor === actor)
    if (move.do === 'run' && !comesAgain) working.delete(actor)
  }
  const linesOf = (actor: string): readonly string[] => scenario.actors[actor] ?? []
  const first = begun.find(actor => met.has(actor))
  if (first !== undefined && met.size <= ACTORS_MAX) {
    const before = begun.slice(0, begun.indexOf(first)).flatMap(linesOf)
    return { replay, kind: 'orders', scenario: meetingIn(scenario, { before, actors: begun.filter(actor => met.has(actor)).map(linesOf) }) }
  }
  const last = begun.at(-1)
  if (moves[fault]?.do !== 'power' || last === undefined) return undefined
  return { replay, kind: 'cuts', scenario: meetingIn(scenario, { before: begun.slice(0, -1).flatMap(linesOf), actors: [linesOf(last)] }) }
}

/** Equal where the same commands meet after the same start, whoever of them comes first. */
export const meetingKey = ({ kind, scenario: { start, actors } }: Ready): string => JSON.stringify([kind, start, Object.values(actors).map(lines => lines.join('\n')).sort()])

/** Everything of a scenario that is worth exploring, each once. */
export function readiesOf(scenario: Scenario): readonly Ready[] {
  const found = new Map<string, Ready>()
  for (const replay of Object.keys(scenario.replays)) {
    const ready = readyOf(scenario, replay)
    if (!ready) continue
    if (!found.has(meetingKey(ready))) found.set(meetingKey(ready), ready)
  }
  return [...found.values()]
}

const deaf = (): void => undefined

/** A line of a session, and the positions between which it ran. */
interface Typed {
  readonly terminal: string
  /** The how many-th of its terminal, from 1. */
  readonly command: number
  readonly line: string
  readonly from: number
  to: number
}

/**
 * What of a session can be explored: the last commands that met, or the last one of each terminal when none did. All
 * that was typed before is the start.
 *
 * @throws RunError, SessionError when the session cannot be carried out
 */
export function explorableOf(scenario: Scenario, schedule: readonly ScheduleItem[], uploads: Uploads = new Map()): Scenario {
  const session = new Session(scenario, uploads, { onOutput: deaf, onFresh: deaf, onEvent: deaf, onBegin: deaf, onCommand: deaf })
  session.follow(schedule)
  const typed: Typed[] = []
  for (const [at, happening] of session.happenings.entries()) {
    if (happening.kind !== 'step') continue
    const { terminal, command } = happening.step
    if (terminal === NOBODY) continue
    const known = typed.find(one => one.terminal === terminal && one.command === command)
    if (known) known.to = at + 1
    else typed.push({ terminal, command, line: scenario.actors[terminal]?.[command - 1] ?? '', from: at, to: at + 1 })
  }
  // What is under way still may meet whatever comes.
  for (const { terminal } of session.laneViews().filter(({ line }) => line !== '')) {
    const own = typed.findLast(one => one.terminal === terminal)
    if (own) own.to = Infinity
  }
  const meets = (one: Typed): boolean => typed.some(other => other.terminal !== one.terminal && other.from < one.to && one.from < other.to)
  const lastMet = typed.findLast(meets)
  const isLast = (one: Typed): boolean => typed.findLast(({ terminal }) => terminal === one.terminal) === one
  const chosen = lastMet ? typed.filter(one => one === lastMet || (one.terminal !== lastMet.terminal && one.from < lastMet.to && lastMet.from < one.to)) : typed.filter(isLast)
  const terminals = [...new Set(chosen.map(({ terminal }) => terminal))]
  const begins = Math.min(...chosen.map(({ from }) => from))
  return meetingIn(scenario, {
    before: typed.filter(one => !chosen.includes(one) && (lastMet ? one.from < begins : true)).map(({ line }) => line),
    actors: terminals.map(terminal => chosen.filter(one => one.terminal === terminal).map(({ line }) => line)),
  })
}
