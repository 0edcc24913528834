/** What lanes and scrubber both read from the timeline. Positions are counted from 1; position 0 is the start. */
import { NOBODY } from '#sandbox'
import type { Meanwhile } from '#sandbox'
import type { Happening } from '../../playground/messages.ts'
import type { Words } from '../../i18n/words.ts'
import { plain, tellStep } from './steps.ts'

/** Events of a machine, and what was typed. */
export type EventKind = 'cut' | 'boot' | 'kill' | 'start' | 'wait' | 'keys' | 'interrupt' | 'put' | 'write' | 'hold' | 'release' | 'look'

export interface MachineEvent {
  readonly kind: EventKind
  /** Of a wait. */
  readonly seconds: number
  /** Whose keys. */
  readonly terminal: string
  /** Which task is held, or let go. */
  readonly task: string
}

const EVENTS: Readonly<Record<string, EventKind>> = {
  '!power': 'cut', '!boot': 'boot', '!kill': 'kill', '!start': 'start', '!wait': 'wait', '!keys': 'keys', '!end-of-input': 'keys', '!put': 'put', '!write': 'write', '!interrupt': 'interrupt', '!hold': 'hold', '!release': 'release', '!look': 'look',
}

/** What an item of a schedule does to the machine. */
export function eventOf(happening: Extract<Happening, { readonly kind: 'event' }>): MachineEvent {
  const { item } = happening
  const text = typeof item === 'string' ? item : item[0]
  const [word = '', value = ''] = text.split('=')
  const kind = EVENTS[word] ?? 'look'
  return { kind, seconds: kind === 'wait' ? Number(value) : 0, terminal: kind === 'keys' || kind === 'interrupt' ? (value.split(':')[0] ?? '') : '', task: kind === 'hold' || kind === 'release' ? value : '' }
}

/** Whose step it was: `NOBODY` of a task that was chosen and is no terminal's; empty for an event. */
export const laneOf = (happening: Happening): string => (happening.kind === 'event' ? '' : happening.step.terminal)

/** What went on by itself just before. */
export const meanwhileOf = (happening: Happening): Meanwhile | undefined => (happening.kind === 'step' ? happening.step.meanwhile : happening.meanwhile)

/** When it happened, in virtual nanoseconds. */
export const tickOf = (happening: Happening): number => (happening.kind === 'step' ? happening.step.atTick : happening.atTick)

/** Does it make something durable? */
export const isSync = (happening: Happening): boolean => happening.kind === 'step' && (happening.step.kind === 'fsync' || happening.step.kind === 'sync')

/** Positions at which another lane goes on than before; the first is where something first happens. */
export function switchesOf(timeline: readonly Happening[]): number[] {
  const switches: number[] = []
  let before: string | undefined
  timeline.forEach((happening, index) => {
    const lane = laneOf(happening)
    if (lane !== before) switches.push(index)
    before = lane
  })
  return switches
}

/** One step in the drawing and in the sentence. */
export function tellHappening(happening: Happening, words: Words): string {
  if (happening.kind === 'step') {
    const { terminal, task, kind, target } = happening.step
    return tellStep(terminal === NOBODY ? taskName(task, words) : terminal, kind, target, words)
  }
  const event = eventOf(happening)
  return words(`lanes.event.${event.kind}`, { seconds: event.seconds, lane: event.terminal, task: taskName(event.task, words) })
}

/** What a task is called: without who started it; a thread of the kernel by what it does. */
export function taskName(name: string, words: Words): string {
  const [, thread, host = ''] = /^kernel#(journal|flusher)(#\d+)?$/.exec(name) ?? []
  return thread === undefined ? plain(name.replace(/^[^/]+\/(?:(?:.*\/)?docker\d+\/)?/, '')) : `${words(thread === 'journal' ? 'lanes.journal' : 'lanes.write-back')}${host}`
}
