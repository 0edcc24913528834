/** Lanes: who did what when, who holds which lock, who waits. From the timeline and a state to shapes; no pixels yet. */
import { NOBODY } from '#sandbox'
import type { StepKind } from '#sandbox'
import type { Happening, LaneView, State, TerminalName } from '../../playground/messages.ts'
import type { Words } from '../../i18n/words.ts'
import { describeStep, lockName } from './steps.ts'
import { eventOf, isSync, laneOf, meanwhileOf, taskName, tellHappening, tickOf } from './timeline.ts'
import type { MachineEvent } from './timeline.ts'

/** Positions drawn as one block: steps of one lane, or an event. */
export interface Cell {
  /** Positions, both included. */
  readonly from: number
  readonly to: number
  /** A letter, `NOBODY`, empty for an event, undefined when several lanes are folded together. */
  readonly lane: string | undefined
  /** What its only step did. */
  readonly kind: StepKind | undefined
  readonly event: MachineEvent | undefined
  /** Something in it was made durable. */
  readonly syncs: boolean
  /** It lies ahead: the reader has stepped back. */
  readonly ahead: boolean
}

/** A lock from where it was taken to where it was left. */
export interface LockBar {
  readonly lock: string
  readonly lane: TerminalName
  readonly from: number
  /** Undefined: held at the playhead. */
  readonly to: number | undefined
  /** Taken and left within one step. */
  readonly brief: boolean
}

export interface Waiting {
  readonly lane: TerminalName
  readonly target: string
  readonly heldBy: TerminalName | ''
  /** Position since when. */
  readonly since: number
}

export interface Lanes {
  /** Oldest first; the last ones may lie ahead. */
  readonly cells: readonly Cell[]
  readonly locks: readonly { readonly name: string; readonly bars: readonly LockBar[] }[]
  /** Locks with no row of their own. */
  readonly moreLocks: number
  readonly waits: readonly Waiting[]
  readonly kernel: Kernel
  /** By terminal: tasks of its command, when several went on beside each other. Under an empty name: tasks of nobody. */
  readonly strands: ReadonlyMap<TerminalName | '', Strands>
}

/** Tasks beside each other, each with the blocks in which it took steps. */
export interface Strands {
  readonly shown: readonly Strand[]
  /** Tasks with no row of their own. */
  readonly more: number
}

export interface Strand {
  /** `A/docker1/download2`. */
  readonly name: string
  /** The last part of it. */
  readonly label: string
  /** It can still take steps. */
  readonly live: boolean
  /** Which of the blocks, counted from 0. */
  readonly active: ReadonlySet<number>
}

/** What only memory holds. */
export interface Kernel {
  readonly dirtyFiles: number
  readonly dirtyBytes: number
  /** The first position after something became dirty; undefined when nothing is. */
  readonly from: number | undefined
  /** Whole seconds until write-back begins and until the journal commits. */
  readonly writeBackSeconds: number | undefined
  readonly commitSeconds: number | undefined
  /** What its threads did by themselves, right before a position. */
  readonly marks: readonly { readonly kind: 'commit' | 'write-back'; readonly before: number }[]
}

const LOCK_ROWS_MAX = 6
const STRANDS_MAX = 6
const AHEAD_CELLS = 3
const PARTS_MAX = 24
/** Steps worth a block of their own; what lies between them folds. */
const LANDMARKS: ReadonlySet<StepKind> = new Set<StepKind>(['lock', 'unlock', 'fsync', 'sync', 'rename', 'output', 'network', 'mount', 'umount'])

/** A cell's name among those that were unfolded. */
export const cellKey = ({ from, to }: Cell): string => `${from}-${to}`

/**
 * Lay out lanes around the playhead.
 *
 * @param columnsMax how many blocks there is room for; what was unfolded may need more
 * @param unfolded keys of cells that the reader has opened
 */
export function lanesOf(state: State, timeline: readonly Happening[], columnsMax: number, unfolded: ReadonlySet<string>): Lanes {
  const ahead = runsOf(timeline, state.position, timeline.length, true).slice(0, AHEAD_CELLS)
  const folded = fold(timeline, runsOf(timeline, 0, state.position, false), Math.max(4, columnsMax - ahead.length))
  const open = (cell: Cell): Cell[] => {
    if (!unfolded.has(cellKey(cell))) return [cell]
    const parts = cell.lane === undefined ? runsOf(timeline, cell.from - 1, cell.to, false) : partsOf(timeline, cell)
    return (parts.length > PARTS_MAX ? foldOldest(parts, PARTS_MAX) : parts).flatMap(open)
  }
  const cells = [...folded.flatMap(open), ...ahead]
  const bars = locksOf(state, timeline)
  const waits = state.lanes.flatMap(lane => waitOf(lane, bars, timeline, state.position))
  const first = cells.find(({ lane }) => lane !== undefined)?.from ?? 1
  const names = lockNames(bars, waits, first)
  return {
    cells, waits, kernel: kernelOf(state, timeline), strands: strandsOf(state, timeline, cells),
    locks: names.slice(0, LOCK_ROWS_MAX).map(name => ({ name, bars: bars.filter(bar => bar.lock === name && (bar.to ?? state.position) >= first) })),
    moreLocks: Math.max(0, names.length - LOCK_ROWS_MAX),
  }
}

function cellOf(timeline: readonly Happening[], from: number, to: number, ahead: boolean): Cell {
  const happening = timeline[from - 1] as Happening
  const kind = from === to && happening.kind === 'step' ? happening.step.kind : undefined
  return {
    from, to, lane: laneOf(happening), kind, event: happening.kind === 'event' ? eventOf(happening) : undefined, ahead,
    syncs: timeline.slice(from - 1, to).some(isSync),
  }
}

/** Stretches of one lane each; every event stands alone. */
function runsOf(timeline: readonly Happening[], start: number, end: number, ahead: boolean): Cell[] {
  const cells: Cell[] = []
  let from = start + 1
  for (let position = start + 1; position <= end; position++) {
    const lane = laneOf(timeline[position - 1] as Happening)
    const next = position < end ? laneOf(timeline[position] as Happening) : undefined
    if (next === lane && lane !== '') continue
    cells.push(cellOf(timeline, from, position, ahead))
    from = position + 1
  }
  return cells
}

/** A stretch in finer pieces: landmarks alone and what lies between them; a stretch without landmarks in single steps. */
function partsOf(timeline: readonly Happening[], cell: Cell): Cell[] {
  const landmark = (position: number): boolean => {
    const happening = timeline[position - 1]
    return happening?.kind === 'step' && LANDMARKS.has(happening.step.kind)
  }
  const parts: Cell[] = []
  let from = cell.from
  const close = (to: number): void => {
    if (from <= to) parts.push(cellOf(timeline, from, to, cell.ahead))
    from = to + 1
  }
  for (let position = cell.from; position <= cell.to; position++) {
    if (!landmark(position)) continue
    close(position - 1)
    close(position)
  }
  close(cell.to)
  if (parts.length > 1) return parts
  return Array.from({ length: cell.to - cell.from + 1 }, (_, index) => cellOf(timeline, cell.from + index, cell.from + index, cell.ahead))
}

/** Join the oldest cells until no more than `most` are left. */
function foldOldest(cells: readonly Cell[], most: number): Cell[] {
  const joined = cells.slice(0, cells.length - most + 1)
  const [first] = joined
  const last = joined.at(-1)
  if (!first || !last || joined.length < 2) return [...cells]
  const same = joined.every(({ lane }) => lane === first.lane && lane !== '')
  return [
    { from: first.from, to: last.to, lane: same ? first.lane : undefined, kind: undefined, event: undefined, syncs: joined.some(({ syncs }) => syncs), ahead: first.ahead },
    ...cells.slice(cells.length - most + 1),
  ]
}

/** Use the room there is: the newest stretches in detail, older ones as one block, the oldest of all as one for every lane. */
function fold(timeline: readonly Happening[], runs: readonly Cell[], most: number): Cell[] {
  const detail = Math.ceil(most / 2)
  let cells = runs.length > detail ? foldOldest(runs, detail) : [...runs]
  const done = new Set<Cell>()
  while (cells.length < most) {
    const at = cells.findLastIndex(cell => cell.lane !== undefined && cell.to > cell.from && !done.has(cell))
    const cell = cells[at]
    if (!cell) break
    let parts = partsOf(timeline, cell)
    const room = most - cells.length + 1
    if (parts.length > room) {
      parts = foldOldest(parts, room)
      const [rest] = parts
      if (rest) done.add(rest)
    }
    cells = [...cells.slice(0, at), ...parts, ...cells.slice(at + 1)]
  }
  return cells
}

/** Every taking of a lock up to the playhead. A step that takes a lock and is never followed by its leaving was brief. */
function locksOf(state: State, timeline: readonly Happening[]): LockBar[] {
  const bars: LockBar[] = []
  const open = new Map<string, LockBar>()
  const brief = (bar: LockBar): void => {
    bars.push({ ...bar, to: bar.from, brief: true })
  }
  for (let position = 1; position <= state.position; position++) {
    const happening = timeline[position - 1]
    if (happening?.kind === 'event') {
      if (eventOf(happening).kind === 'cut' || eventOf(happening).kind === 'kill') open.clear()
      continue
    }
    if (!happening) continue
    const { kind, target, terminal, task } = happening.step
    if (kind !== 'lock' && kind !== 'unlock') continue
    const lock = lockName(target)
    const key = `${task} ${lock}`
    const before = open.get(key)
    if (kind === 'lock') {
      if (before) brief(before)
      open.set(key, { lock, lane: terminal, from: position, to: undefined, brief: false })
    } else if (before) {
      bars.push({ ...before, to: position })
      open.delete(key)
    }
  }
  for (const bar of open.values()) {
    const held = state.lanes.some(({ terminal, holds }) => terminal === bar.lane && holds.some(name => lockName(name) === bar.lock))
    if (held) bars.push(bar)
    else brief(bar)
  }
  return bars.sort((a, b) => a.from - b.from)
}

function waitOf({ terminal, state, waitsFor }: LaneView, bars: readonly LockBar[], timeline: readonly Happening[], position: number): Waiting[] {
  if (state !== 'waits' || !waitsFor) return []
  const own = timeline.slice(0, position).findLastIndex(happening => laneOf(happening) === terminal) + 1
  const target = lockName(waitsFor.target)
  const taken = bars.findLast(bar => bar.lock === target && bar.to === undefined && bar.lane === waitsFor.heldBy)?.from ?? 0
  return [{ lane: terminal, target, heldBy: waitsFor.heldBy, since: Math.max(own, taken) }]
}

const LOCK_ORDER = ['layers', 'images', 'imagedb', 'references', 'distribution']
const rank = (lock: string): number => (LOCK_ORDER.indexOf(lock) + LOCK_ORDER.length + 1) % (LOCK_ORDER.length + 1)

/** Locks that matter in what is drawn: held and awaited ones first in line when there are too many. */
function lockNames(bars: readonly LockBar[], waits: readonly Waiting[], first: number): string[] {
  const urgent = new Set([...waits.map(({ target }) => target), ...bars.filter(({ to }) => to === undefined).map(({ lock }) => lock)])
  const drawn = new Set(bars.filter(({ to, lock }) => urgent.has(lock) || (to ?? Infinity) >= first).map(({ lock }) => lock))
  const names = [...new Set([...drawn, ...waits.filter(({ target }) => bars.some(({ lock }) => lock === target)).map(({ target }) => target)])]
  const kept = names.length <= LOCK_ROWS_MAX ? names : [...names.filter(name => urgent.has(name)), ...names.filter(name => !urgent.has(name))]
  const order = (a: string, b: string): number => rank(a) - rank(b) || (a < b ? -1 : 1)
  return [...kept.slice(0, LOCK_ROWS_MAX).sort(order), ...kept.slice(LOCK_ROWS_MAX)]
}

const SECOND = 1_000_000_000
const secondsUntil = (tick: number | undefined, now: number): number | undefined => (tick === undefined ? undefined : Math.max(0, Math.ceil((tick - now) / SECOND)))

function kernelOf(state: State, timeline: readonly Happening[]): Kernel {
  const { store, atTick } = state
  const dirty = store.files.filter(file => file.type === 'file' && file.persistence === 'memory')
  const since = Math.max(0, ...dirty.map(({ dirtyTicks }) => dirtyTicks ?? 0))
  const from = timeline.slice(0, state.position).findIndex(happening => tickOf(happening) >= atTick - since) + 1
  const due = Math.min(...dirty.map(({ writeBackAtTick }) => writeBackAtTick ?? Infinity))
  return {
    dirtyFiles: dirty.length, dirtyBytes: dirty.reduce((sum, { sizeBytes, durableBytes }) => sum + Math.max(0, sizeBytes - durableBytes), 0),
    from: dirty.length === 0 ? undefined : Math.max(1, from), writeBackSeconds: Number.isFinite(due) ? secondsUntil(due, atTick) : undefined,
    commitSeconds: secondsUntil(store.commitAtTick, atTick),
    marks: timeline.slice(0, state.position).flatMap((happening, index) => [...(meanwhileOf(happening)?.kernel ?? []), ...threadStep(happening)].map(({ kind }) => ({ kind, before: index + 1 }))),
  }
}

/** A thread of the kernel was let go by hand. */
function threadStep(happening: Happening): { readonly kind: 'commit' | 'write-back' }[] {
  const kind = happening.kind === 'step' ? happening.step.kind : undefined
  return kind === 'commit' || kind === 'write-back' ? [{ kind }] : []
}

/** Which tasks took steps in which blocks: of each terminal's command, and of nobody. */
function strandsOf(state: State, timeline: readonly Happening[], cells: readonly Cell[]): Lanes['strands'] {
  const active = new Map<string, Set<number>>()
  const nobody = new Set<string>()
  const add = (task: string, index: number): void => void active.set(task, (active.get(task) ?? new Set()).add(index))
  const roots = new Map<string, string>()
  cells.forEach(({ from, to, ahead }, index) => {
    if (ahead) return
    for (let position = from; position <= to; position++) {
      const happening = timeline[position - 1]
      if (!happening) continue
      for (const task of meanwhileOf(happening)?.tasks ?? []) {
        nobody.add(task)
        add(task, index)
      }
      if (happening.kind !== 'step') continue
      const { terminal, task } = happening.step
      add(task, index)
      if (terminal === NOBODY) nobody.add(task)
      else roots.set(terminal, rootOf(task))
    }
  })
  // A command may leave running what took steps in its blocks: that is nobody's now.
  const others = new Set(state.others.map(({ name }) => name))
  for (const name of others) nobody.add(name)
  const strands = new Map<TerminalName | '', Strands>()
  const put = (lane: TerminalName | '', names: readonly string[], live: ReadonlySet<string>): void => {
    const shown = names.map(name => ({ name, label: name.split('/').at(-1) ?? name, live: live.has(name), active: active.get(name) ?? new Set<number>() }))
    // Those that are gone make room first.
    const kept = [...shown.filter(strand => !strand.live), ...shown.filter(strand => strand.live)].slice(-STRANDS_MAX)
    strands.set(lane, { shown: shown.filter(strand => kept.includes(strand)), more: shown.length - kept.length })
  }
  for (const { terminal, tasks } of state.lanes) {
    const live = new Set(tasks.map(({ name }) => name))
    // Of the command that runs, and what earlier ones have left running.
    const root = roots.get(terminal)
    const names = beside([...new Set([...active.keys(), ...live])].filter(name => live.has(name) || (rootOf(name) === root && !nobody.has(name))))
    if (names.length > 1) put(terminal, names, live)
  }
  const owned = new Set(state.lanes.flatMap(({ tasks }) => tasks.map(({ name }) => name)))
  const names = [...nobody].filter(name => !owned.has(name) && !/^(?:scp|wait|systemctl|kernel)\b/.test(name))
  if (names.length > 0) put('', names, others)
  return strands
}

const rootOf = (task: string): string => task.split('/')[0] ?? task

/** Without those that only wait for the one task that they started. */
const beside = (names: readonly string[]): string[] => names.filter(name => names.filter(other => other.slice(0, other.lastIndexOf('/')) === name).length !== 1)

/** "Step 21: B removes the config of image 39c1fc547ffe, A waits". */
export function headingOf(state: State, timeline: readonly Happening[], words: Words): string {
  const { position } = state
  const happening = timeline[position - 1]
  if (!happening) return words('lanes.heading.start')
  const waiting = state.lanes.filter(lane => lane.state === 'waits').map(({ terminal }) => terminal)
  const params = { position, what: tellHappening(happening, words) }
  return waiting.length === 0 ? words('lanes.heading', params) : words('lanes.heading.waits', { ...params, count: waiting.length, lanes: waiting.join(', ') })
}

/** The lines of the text form: what each block of the drawing stands for. */
export function linesOf(lanes: Lanes, timeline: readonly Happening[], words: Words): readonly { readonly cell: Cell; readonly text: string }[] {
  return lanes.cells.map(cell => {
    const count = cell.to - cell.from + 1
    const only = timeline[cell.from - 1]
    if (cell.lane === undefined) return { cell, text: words('lanes.line.many', { from: cell.from, to: cell.to, count }) }
    if (count === 1 && only) return { cell, text: words('lanes.line', { position: cell.from, what: tellHappening(only, words) }) }
    const last = timeline[cell.to - 1]
    const what = last?.kind === 'step' ? describeStep(last.step.kind, last.step.target, words) : ''
    return { cell, text: words('lanes.line.folded', { from: cell.from, to: cell.to, lane: cell.lane === NOBODY ? tasksIn(cell, timeline, words) : cell.lane, count, what }) }
  })
}

/** Which tasks of nobody took the steps of a block. */
const tasksIn = ({ from, to }: Cell, timeline: readonly Happening[], words: Words): string =>
  [...new Set(timeline.slice(from - 1, to).flatMap(happening => (happening.kind === 'step' ? [taskName(happening.step.task, words)] : [])))].join(', ')

/** "A waits for images, held by B." */
export const waitSentence = ({ lane, target, heldBy }: Pick<Waiting, 'lane' | 'target' | 'heldBy'>, words: Words): string =>
  heldBy === '' ? words('lanes.waits', { lane, target }) : words('lanes.waits.held', { lane, target, heldBy })

/** What a lane is called besides its letter: the command that runs there. */
export function commandName(line: string): string {
  const [program = '', command = ''] = line.trim().split(/\s+/)
  return program === 'docker' && command !== '' ? command : program
}

/** After so many happenings, has the machine power? As far as cuts and boots say. */
export function hasPower(timeline: readonly Happening[], position: number): boolean {
  for (let at = position - 1; at >= 0; at--) {
    const happening = timeline[at]
    if (happening?.kind !== 'event') continue
    const { kind } = eventOf(happening)
    if (kind === 'cut' || kind === 'boot') return kind === 'boot'
  }
  return true
}
