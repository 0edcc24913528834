/**
 * Is a goal reached, and if not, what is missing? Looks at the machine, its list, its checks; what *would* happen is tried
 * on a copy that is carried out again from the start, so that looking changes nothing.
 */
import { text } from '../base/bytes.ts'
import type { CheckName } from '../check/index.ts'
import { runChecks } from '../check/index.ts'
import type { Snapshot } from '../engine/snapshot.ts'
import { DiskFile } from '../scenario/disk-file.ts'
import type { CommandOutcome } from '../scenario/lane.ts'
import type { Goal, LabMove } from '../scenario/lab.ts'
import { NO_NAME, listedImages } from '../scenario/look.ts'
import { RunError } from '../scenario/runner.ts'
import type { Session } from '../scenario/session.ts'
import { SessionError } from '../scenario/session.ts'
import { moveOf } from '../scenario/schedule.ts'
import type { Gap, StateWord } from './gap.ts'
import { walk } from './walk.ts'

/** A machine that goals are held against. */
export interface Scene {
  readonly session: Session
  /** What names meant when the lab began. */
  readonly names: Snapshot['references']
  /** So many lines of each terminal had begun by then. */
  readonly begun: Readonly<Record<string, number>>
  /** Happenings before the lab began. */
  readonly startPosition: number
}

const short = (id: string): string => id.replace('sha256:', '').slice(0, 12)
/** So much of what a command said is shown. */
const SAID_MAX = 160

/** What a goal still lacks; empty when it is reached. */
export function gapsOf(goal: Goal, scene: Scene): readonly Gap[] {
  const { session } = scene
  if ('after' in goal) return afterGaps(goal, scene)
  if ('cuts' in goal) return cutGaps(goal.cuts, scene)
  if ('command' in goal) return commandGaps(goal, scene)
  if (!session.powered) return [{ about: { key: 'lab.of.power' }, goal: { key: 'lab.is.on' }, yours: { key: 'lab.is.off' } }]
  if ('would' in goal) return wouldGaps(goal, scene)
  if ('answer' in goal) return answerGaps(goal, scene)
  const snapshot = session.snapshot(session.world.first)
  if ('check' in goal) return checkGaps(goal.check, goal.is, snapshot)
  if ('listed' in goal) {
    const rows = listedImages(snapshot)
    const unnamed = rows.filter(({ reference }) => reference === NO_NAME).length
    const images = (count: number, none: number): StateWord => ({ key: 'lab.is.images', params: { count, none } })
    return rows.length === goal.listed ? [] : [{ about: { key: 'lab.of.list' }, goal: images(goal.listed, 0), yours: images(rows.length, unnamed) }]
  }
  if ('image' in goal) {
    const rows = listedImages(snapshot)
    const is = rows.some(({ reference }) => reference === goal.image) ? 'listed' : rows.some(({ reference }) => reference === NO_NAME) ? 'unnamed' : 'absent'
    if (is === goal.is) return []
    if (snapshot.daemon === 'stopped') return [{ about: { key: 'lab.of.docker' }, goal: { key: 'lab.is.up' }, yours: { key: 'lab.is.down' } }]
    return [{ about: name(goal.image), goal: { key: `lab.is.${goal.is}` }, yours: { key: `lab.is.${is}` } }]
  }
  if ('reference' in goal) return referenceGaps(goal, snapshot, scene)
  if ('distinct' in goal) return distinctGaps(goal.distinct, snapshot)
  if ('unchangedBut' in goal) return unchangedGaps(goal.unchangedBut, snapshot, scene)
  return containerGaps(goal, scene, snapshot)
}

/** Do moves on a copy. @returns the copy; undefined when a move cannot be done there */
function copyAfter({ session }: Scene, moves: readonly LabMove[]): Session | undefined {
  const twin = session.twin()
  twin.session.follow(twin.schedule)
  try {
    walk(twin.session, moves)
    return twin.session
  } catch (error) {
    if (error instanceof RunError || error instanceof SessionError) return undefined
    throw error
  }
}

const name = (of: string): Gap['about'] => ({ key: 'lab.of.name', params: { name: of } })

function checkGaps(check: CheckName, is: 'kept' | 'broken', snapshot: Snapshot): readonly Gap[] {
  const violations = runChecks(snapshot).get(check) ?? []
  if ((violations.length === 0) === (is === 'kept')) return []
  const about: Gap['about'] = { key: 'lab.of.check', params: { check } }
  return is === 'kept'
    ? [{ about, goal: { key: 'lab.is.kept' }, yours: { key: 'lab.is.brokenBy', params: { count: violations.length } } }]
    : [{ about, goal: { key: 'lab.is.broken' }, yours: { key: 'lab.is.kept' } }]
}

type ReferenceGoal = Extract<Goal, { readonly reference: string }>

function referenceGaps(goal: ReferenceGoal, snapshot: Snapshot, { names }: Scene): readonly Gap[] {
  const { reference } = goal
  const id = snapshot.references.get(reference)
  const is = id === undefined ? 'absent' : snapshot.images.has(id) ? 'resolves' : 'dangling'
  if ('was' in goal) {
    const was = names.get(goal.was)
    if (is === 'resolves' && id === was) return []
    const yours: StateWord = is === 'resolves' ? { key: 'lab.is.means', params: { id: short(id ?? '') } } : { key: `lab.is.${is}` }
    return [{ about: name(reference), goal: { key: 'lab.is.meansOf', params: { name: goal.was, id: short(was ?? '') } }, yours }]
  }
  return is === goal.is ? [] : [{ about: name(reference), goal: { key: `lab.is.${goal.is}` }, yours: { key: `lab.is.${is}` } }]
}

function distinctGaps(references: readonly string[], snapshot: Snapshot): readonly Gap[] {
  const seen = new Map<string, string>()
  return references.flatMap((reference): readonly Gap[] => {
    const id = snapshot.references.get(reference)
    const about = name(reference)
    if (id === undefined || !snapshot.images.has(id)) return [{ about, goal: { key: 'lab.is.ownImage' }, yours: { key: id === undefined ? 'lab.is.absent' : 'lab.is.dangling' } }]
    const first = seen.get(id)
    if (first === undefined) seen.set(id, reference)
    return first === undefined ? [] : [{ about, goal: { key: 'lab.is.ownImage' }, yours: { key: 'lab.is.sameAs', params: { name: first } } }]
  })
}

function unchangedGaps(but: readonly string[], snapshot: Snapshot, { names }: Scene): readonly Gap[] {
  return [...names].filter(([reference]) => !but.includes(reference)).flatMap(([reference, id]): readonly Gap[] => {
    const now = snapshot.references.get(reference)
    if (now === id && snapshot.images.has(id)) return []
    const goal: StateWord = { key: 'lab.is.unchanged', params: { id: short(id) } }
    return [{ about: name(reference), goal, yours: now === undefined ? { key: 'lab.is.absent' } : now === id ? { key: 'lab.is.dangling' } : { key: 'lab.is.means', params: { id: short(now) } } }]
  })
}

function containerGaps({ containersOf, are, exit, atLeast = 1 }: Extract<Goal, { readonly containersOf: string }>, { session }: Scene, snapshot: Snapshot): readonly Gap[] {
  const { engine } = session.world.docker
  if (snapshot.daemon === 'stopped' || !engine) return [{ about: { key: 'lab.of.docker' }, goal: { key: 'lab.is.up' }, yours: { key: 'lab.is.down' } }]
  const image = snapshot.references.get(containersOf)
  const all = engine.containers.all().filter(({ imageID }) => imageID === image)
  const fits = all.filter(({ state }) => (are === undefined || state.Running === (are === 'running')) && (exit === undefined || (!state.Running && state.ExitCode === exit)))
  if (atLeast === 0 ? fits.length === 0 : fits.length >= atLeast) return []
  const wanted: StateWord = atLeast === 0 ? { key: 'lab.is.noContainer' } : exit !== undefined ? { key: 'lab.is.exitedWith', params: { exit: String(exit) } } : are === undefined ? { key: 'lab.is.containers', params: { count: atLeast } } : { key: `lab.is.${are}` }
  const [one] = all
  const yours: StateWord = atLeast === 0 || (all.length > 0 && fits.length > 0) ? { key: 'lab.is.containers', params: { count: fits.length } }
    : one === undefined ? { key: 'lab.is.noContainer' } : one.state.Running ? { key: 'lab.is.running' } : { key: 'lab.is.exitedWith', params: { exit: String(one.state.ExitCode) } }
  return [{ about: { key: 'lab.of.containers', params: { name: containersOf } }, goal: wanted, yours }]
}

/** Every command that began after the lab did. */
function ownCommands({ session, begun }: Scene): readonly CommandOutcome[] {
  return Object.entries(session.outcomes).flatMap(([terminal, outcomes]) => outcomes.slice(begun[terminal] ?? 0))
}

/** What was asked of a command: its end, what it prints, or both. */
const wantedEnd = (exit: number | undefined, prints: string | undefined): StateWord =>
  exit !== undefined && prints !== undefined ? { key: 'lab.is.endsAndPrints', params: { exit: String(exit), text: prints } }
    : prints !== undefined ? { key: 'lab.is.prints', params: { text: prints } } : { key: 'lab.is.ends', params: { exit: String(exit ?? 0) } }

function seenEnd({ exit, stdout, stderr }: CommandOutcome): StateWord {
  const lines = `${stderr}\n${stdout}`.split(/\r?\n/).map(line => line.trim()).filter(line => line !== '')
  const said = lines[0] ?? ''
  return said === '' ? { key: 'lab.is.ends', params: { exit: String(exit) } } : { key: 'lab.is.said', params: { exit: String(exit), text: said.length > SAID_MAX ? `${said.slice(0, SAID_MAX)}…` : said } }
}

const ended = (outcome: CommandOutcome, exit: number | undefined, prints: string | undefined): boolean =>
  outcome.state === 'ended' && (exit === undefined || outcome.exit === exit) && (prints === undefined || `${outcome.stdout}${outcome.stderr}`.includes(prints))

function commandGaps({ command, exit, prints }: Extract<Goal, { readonly command: string }>, scene: Scene): readonly Gap[] {
  const pattern = command.replace(/\s+/g, ' ')
  const matching = ownCommands(scene).filter(({ line }) => line.replace(/\s+/g, ' ').includes(pattern))
  if (matching.some(outcome => ended(outcome, exit, prints))) return []
  const last = matching.at(-1)
  return [{ about: { key: 'lab.of.command', params: { line: command } }, goal: wantedEnd(exit, prints), yours: last ? seenEnd(last) : { key: 'lab.is.neverRan' } }]
}

function wouldGaps({ would, exit, prints }: Extract<Goal, { readonly would: string }>, scene: Scene): readonly Gap[] {
  const about: Gap['about'] = { key: 'lab.of.line', params: { line: would } }
  const outcome = copyAfter(scene, [would])?.outcomes['A']?.at(-1)
  if (outcome && ended(outcome, exit, prints)) return []
  return [{ about, goal: wantedEnd(exit, prints), yours: outcome ? seenEnd(outcome) : { key: 'lab.is.stuck' } }]
}

/** Parts of a text that match, each once, in order. */
const picked = (from: string, pick: string): readonly string[] => [...new Set(from.match(new RegExp(pick, 'gm')) ?? [])].sort()

function answerGaps({ answer, line, pick }: Extract<Goal, { readonly answer: string }>, scene: Scene): readonly Gap[] {
  const { session } = scene
  const about: Gap['about'] = { key: 'lab.of.answer', params: { file: answer } }
  const truth = picked(copyAfter(scene, [line])?.outcomes['A']?.at(-1)?.stdout ?? '', pick)
  const all: StateWord = { key: 'lab.is.answerAll', params: { count: truth.length } }
  const bytes = new DiskFile(session.world, answer).seen()
  if (!bytes) return [{ about, goal: all, yours: { key: 'lab.is.answerNone' } }]
  const given = picked(text(bytes), pick)
  const right = given.filter(each => truth.includes(each)).length
  const wrong = given.length - right
  if (right === truth.length && wrong === 0) return []
  return [{ about, goal: all, yours: { key: 'lab.is.answerSome', params: { right, wrong } } }]
}

function cutGaps(wanted: 'none' | 'some', { session, startPosition }: Scene): readonly Gap[] {
  const cuts = session.happenings.slice(startPosition, session.position).filter(happening => happening.kind === 'event' && moveOf(happening.item).do === 'power').length
  if ((cuts > 0) === (wanted === 'some')) return []
  const words: readonly [StateWord, StateWord] = [{ key: 'lab.is.someCut' }, { key: 'lab.is.noCut' }]
  return [{ about: { key: 'lab.of.cuts' }, goal: wanted === 'some' ? words[0] : words[1], yours: wanted === 'some' ? words[1] : words[0] }]
}

function afterGaps({ after, goals }: Extract<Goal, { readonly after: readonly LabMove[] }>, scene: Scene): readonly Gap[] {
  const done = after.map(move => (typeof move === 'string' ? move : (move.line ?? move.at)))
  const copy = copyAfter(scene, after)
  if (!copy) return [{ about: { key: 'lab.of.line', params: { line: done.join(' · ') } }, goal: { key: 'lab.is.ends', params: { exit: '0' } }, yours: { key: 'lab.is.stuck' } }]
  return goals.flatMap(goal => gapsOf(goal, { ...scene, session: copy })).map(gap => ({ ...gap, after: [...done, ...(gap.after ?? [])] }))
}
