/** The ruler of a sandbox: where durability, cuts, boots and waits lie, and where the reader stands. */
import type { Happening, Request, State } from '../../playground/messages.ts'
import type { Words } from '../../i18n/words.ts'
import { eventOf, isSync, switchesOf, tellHappening } from './timeline.ts'

const MARKS = ['sync', 'cut', 'boot', 'wait', 'kill', 'start'] as const
export type MarkKind = (typeof MARKS)[number]

export interface Mark {
  readonly kind: MarkKind
  /** The first of them. */
  readonly position: number
  /** Marks of this kind that fall on the same place of the ruler. */
  readonly count: number
}

export interface Scrubber {
  readonly length: number
  readonly position: number
  /** In order of position; marks that would touch are one. */
  readonly marks: readonly Mark[]
  /** Distance of small and large ticks. */
  readonly minor: number
  readonly major: number
  /** The way that was left last. */
  readonly branch: { readonly from: number; readonly to: number } | undefined
}

/** Marks nearer than this part of the ruler are one. */
const TOUCH = 0.012
const TICKS_MAX = 60

/** Lay out the ruler. */
export function scrubberOf(state: State, timeline: readonly Happening[]): Scrubber {
  const { position, length } = state
  const branch = state.ways.at(-1)
  const marks: Mark[] = []
  const near = Math.max(1, length) * TOUCH
  timeline.forEach((happening, index) => {
    const kind = markOf(happening)
    if (!kind) return
    const at = index + 1
    const last = marks.findLast(mark => mark.kind === kind)
    if (kind === 'sync' && last && at - (last.position + last.count - 1) < near && at - last.position < near * 2) marks[marks.indexOf(last)] = { ...last, count: last.count + 1 }
    else marks.push({ kind, position: at, count: 1 })
  })
  const minor = [1, 5, 10, 50, 100, 500, 1000, 5000].find(step => length / step <= TICKS_MAX) ?? 10_000
  return { length, position, marks, minor, major: minor === 1 || String(minor).startsWith('1') ? minor * 5 : minor * 2, branch: branch && { from: branch.at, to: Math.min(branch.length, Math.max(length, branch.at)) } }
}

function markOf(happening: Happening): MarkKind | undefined {
  if (happening.kind === 'step') return isSync(happening) ? 'sync' : undefined
  const { kind } = eventOf(happening)
  return (MARKS as readonly string[]).includes(kind) ? (kind as MarkKind) : undefined
}

/** Where a key or button leads. */
export type Move = 'back' | 'forward' | 'switch-back' | 'switch-forward' | 'first' | 'last'

/** The position that a move leads to; the same one when there is nowhere to go. */
export function moveTo(move: Move, state: Pick<State, 'position' | 'length'>, timeline: readonly Happening[]): number {
  const { position, length } = state
  switch (move) {
    case 'back': return Math.max(0, position - 1)
    case 'forward': return Math.min(length, position + 1)
    case 'switch-back': return switchesOf(timeline).findLast(at => at < position) ?? 0
    case 'switch-forward': return switchesOf(timeline).find(at => at > position) ?? length
    case 'first': return 0
    case 'last': return length
  }
}

const KEYS: Readonly<Record<string, Move>> = { ',': 'back', '.': 'forward', '<': 'switch-back', '>': 'switch-forward', Home: 'first', End: 'last' }
/** Keys that belong to a slider, besides those that work in the whole plate. */
const SLIDER_KEYS: Readonly<Record<string, Move>> = { ArrowLeft: 'back', ArrowDown: 'back', ArrowRight: 'forward', ArrowUp: 'forward', PageDown: 'switch-back', PageUp: 'switch-forward' }

/**
 * What a key asks for, outside the terminal.
 *
 * @param onSlider the ruler itself has the focus
 */
export function scrubberKey(event: Pick<KeyboardEvent, 'key' | 'shiftKey' | 'altKey' | 'ctrlKey' | 'metaKey'>, state: State, timeline: readonly Happening[], onSlider: boolean): Request | undefined {
  if (event.altKey || event.ctrlKey || event.metaKey) return undefined
  // Layouts put other characters on Shift+comma.
  const key = event.shiftKey && event.key === ',' ? '<' : event.shiftKey && event.key === '.' ? '>' : event.key
  const move = KEYS[key] ?? (onSlider ? SLIDER_KEYS[key] : undefined)
  return move && { do: 'go', position: moveTo(move, state, timeline) }
}

/** "Step 21 of 29, 0.214 s: B removes the config of image 39c1fc547ffe". */
export function positionSentence(state: State, timeline: readonly Happening[], words: Words): string {
  const { position, length, atTick } = state
  const happening = timeline[position - 1]
  const params = { position, length, seconds: secondsText(atTick) }
  return happening ? words('scrubber.value', { ...params, what: tellHappening(happening, words) }) : words('scrubber.value.start', params)
}

/** Virtual seconds with as many digits as tell steps apart: a number, for `words`. */
export const secondsText = (tick: number): number => {
  const seconds = tick / 1e9
  return seconds < 10 ? Math.round(seconds * 100) / 100 : Math.round(seconds * 10) / 10
}
