/**
 * A replay as a page can play it. The actors of a scenario are scripts in pipes; a page has terminals, with letters. So the
 * replay is played twice: as it is written, and once more with each line typed at a terminal, where it takes the same
 * steps on disk, locks and network before another one goes on. What only a terminal does (progress, colours) comes in
 * between. If it does not come to the same end there, no page can show it, and that is said.
 */
import type { StepKind } from '../sched/op.ts'
import { ScriptLane, stateOf } from './lane.ts'
import type { Command } from './lane.ts'
import { packCapsule } from './capsule.ts'
import { CapsuleError } from './links-part.ts'
import type { Look } from './look.ts'
import { brokenChecks, playReplay } from './replay.ts'
import { RunError, ScenarioRun } from './runner.ts'
import type { RunEnd, Uploads } from './runner.ts'
import type { Scenario, ScheduleItem } from './scenario.ts'
import { NOBODY, moveOf } from './schedule.ts'
import { SILENT, Session, SessionError } from './session.ts'

/** What a capsule is made of. */
export interface Playable {
  readonly scenario: Scenario
  readonly schedule: readonly ScheduleItem[]
  readonly endDigest: string
}

/** Of a page's window. */
const TERMINAL = { columns: 80, rows: 24 }
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
/** Steps of the shell and of what it talks to: other at a terminal than in pipes, and nothing that anybody else sees. */
const TALK: ReadonlySet<StepKind> = new Set(['output', 'input', 'pipe-read', 'pipe-write', 'spawn', 'exit', 'wait', 'compute'])

/** What one actor does until another goes on: of each line the steps that tell, and whether it has ended then. */
interface Stretch {
  readonly actor: string
  readonly lines: { readonly command: Command; readonly kinds: StepKind[]; ended: boolean }[]
}

/** One thing after the other: a stretch, an event, a step of a task that is no actor's. */
type Part = Stretch | `!${string}` | { readonly task: string }
const isStretch = (part: Part | undefined): part is Stretch => typeof part === 'object' && 'lines' in part

const isPage = ({ terminal, actors }: Scenario): boolean => terminal !== undefined && Object.keys(actors).every(actor => /^[A-Z]$/.test(actor))

/**
 * A replay of a scenario, made playable in a page.
 *
 * @throws CapsuleError when it comes to something else at terminals; RunError when it cannot be carried out at all
 */
export function atTerminals(scenario: Scenario, replay: string, uploads: Uploads = new Map()): Playable {
  if (isPage(scenario)) {
    const { end } = playReplay(scenario, replay, uploads)
    return { scenario, schedule: end.schedule, endDigest: end.endDigest }
  }
  const { parts, end } = recorded(scenario, scenario.replays[replay]?.schedule ?? [], uploads)
  const { claims: _, sweeps: __, expect: ___, golfPar: ____, ...kept } = scenario
  const session = new Session({ ...kept, terminal: scenario.terminal ?? TERMINAL, actors: { A: [] }, replays: {} }, uploads, SILENT)
  const seats = new Map<string, string>()
  const begun = new Map<Command, string>()
  try {
    for (const [at, part] of parts.entries()) {
      if (typeof part === 'string') session.event(seated(part, seats))
      else if ('task' in part) session.step(part.task, 1)
      else typeStretch(session, part, seatOf(part.actor, at), begun)
    }
  } catch (error) {
    throw error instanceof SessionError || error instanceof RunError ? new CapsuleError(`a page cannot show it: ${error.message}`) : error
  }
  const { scenario: typed, schedule } = session.past()
  const played = playReplay({ ...typed, replays: { moment: { schedule } } }, 'moment', uploads).end
  const difference = differenceOf(end, played, begun)
  if (difference !== undefined) throw new CapsuleError(`at the terminals of a page this comes to something else: ${difference}`)
  return { scenario: typed, schedule, endDigest: played.endDigest }

  /** An actor that begins when all others have ended sits down at the first terminal. */
  function seatOf(actor: string, at: number): string {
    const known = seats.get(actor)
    if (known !== undefined) return known
    const goOn = parts.slice(at + 1).some(part => isStretch(part) && part.actor !== actor && seats.has(part.actor))
    const taken = new Set(seats.values())
    const letter = !goOn && session.terminals.every(terminal => session.isIdle(terminal)) ? 'A' : [...LETTERS].find(each => !taken.has(each))
    if (letter === undefined) throw new CapsuleError(`a page has ${LETTERS.length} terminals, and more actors than that are at work at once`)
    seats.set(actor, letter)
    return letter
  }
}

/** The fragment of a link that plays a replay in a page, without its `#`. @throws CapsuleError, RunError */
export function capsuleOf(scenario: Scenario, replay: string, uploads?: Uploads): string {
  const { scenario: playable, schedule, endDigest } = atTerminals(scenario, replay, uploads)
  return packCapsule(playable, schedule, endDigest)
}

/** Play it as it is written, and note who did what in between which events. */
function recorded(scenario: Scenario, schedule: readonly ScheduleItem[], uploads: Uploads): { readonly parts: readonly Part[]; readonly end: RunEnd } {
  const parts: Part[] = []
  const close = (): void => {
    const last = parts.at(-1)
    if (isStretch(last)) for (const line of last.lines) line.ended = line.command.running.ended
  }
  const run: ScenarioRun = new ScenarioRun(scenario, uploads, {
    onMove(item) {
      close()
      if (typeof item === 'string' && item.startsWith('!') && moveOf(item).do !== 'look') parts.push(item as `!${string}`)
    },
    onStep(actor, { task, kind }) {
      if (actor === NOBODY) {
        close()
        parts.push({ task })
        return
      }
      const lane = run.lanes.get(actor)
      const command = lane?.commands.at(-1)
      if (!command) return
      const last = parts.at(-1)
      const own = isStretch(last) && last.actor === actor
      if (!own) close()
      const stretch: Stretch = own ? last : { actor, lines: [] }
      if (!own) parts.push(stretch)
      let line = stretch.lines.at(-1)
      if (line?.command !== command) stretch.lines.push((line = { command, kinds: [], ended: false }))
      if (!TALK.has(kind) && !(lane instanceof ScriptLane && task === lane.task?.name)) line.kinds.push(kind)
    },
  })
  const end = run.play(schedule)
  close()
  return { parts, end }
}

/**
 * Type the lines of a stretch, and let them go as far: to their end, or through as many steps of each kind. Their order may
 * differ, where it hangs on random names.
 *
 * @throws CapsuleError when they take other steps; SessionError when a page cannot do so much
 */
function typeStretch(session: Session, { actor, lines }: Stretch, terminal: string, begun: Map<Command, string>): void {
  const differs = ({ line }: Command): CapsuleError => new CapsuleError(`at the terminals of a page this goes another way: ${actor} does not come as far with ${line} there`)
  for (const { command, kinds, ended } of lines) {
    if (!begun.has(command)) {
      if (!session.isIdle(terminal)) throw differs(command)
      session.type(terminal, command.line)
      begun.set(command, terminal)
    }
    if (ended) {
      while (!session.isIdle(terminal)) if (session.step(terminal, Infinity) === 0) throw differs(command)
      continue
    }
    const taken: StepKind[] = []
    while (taken.length < kinds.length) {
      if (session.step(terminal, 1) === 0) throw differs(command)
      const last = session.happenings[session.position - 1]
      if (last?.kind === 'step' && !TALK.has(last.step.kind)) taken.push(last.step.kind)
    }
    if (taken.sort().join() !== [...kinds].sort().join()) throw differs(command)
  }
}

/** Events that name an actor name its terminal. */
function seated(item: `!${string}`, seats: ReadonlyMap<string, string>): `!${string}` {
  const [, word = '', actor = '', rest = ''] = /^(!(?:keys|interrupt|end-of-input)=)([A-Za-z][A-Za-z0-9_-]*)(.*)$/s.exec(item) ?? []
  return word === '' ? item : `${word as `!${string}`}${seats.get(actor) ?? actor}${rest}`
}

/** What a reader would see otherwise at the end; undefined: nothing. IDs may differ: some hold the time. */
function differenceOf(script: RunEnd, page: RunEnd, begun: ReadonlyMap<Command, string>): string | undefined {
  const passed = new Map<string, number>()
  for (const [{ line, running }, terminal] of begun) {
    const nth = passed.get(terminal) ?? 0
    passed.set(terminal, nth + 1)
    const there = page.commands[terminal]?.[nth]
    if (there?.state !== stateOf(running) || there.exit !== running.result().exit) return `${line} ends with ${running.result().exit}, and there with ${there?.exit ?? 'nothing'}`
  }
  const [here, there] = [script, page].map(({ looks }) => JSON.stringify(seenOf(looks.get('end'))))
  return here === there ? undefined : `${here ?? ''}, and there ${there ?? ''}`
}

const seenOf = (look: Look | undefined): unknown => look && {
  powered: look.powered, docker: look.daemon, images: look.images.map(({ reference }) => reference), names: [...look.references].sort(), broken: brokenChecks(look),
}
