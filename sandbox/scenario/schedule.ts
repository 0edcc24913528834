/** Schedules as lines that a person can read, paste and change: `loader:before-tag cleaner loader !power=none !boot`. */
import type { PowerLossChoice } from '../disk/power.ts'
import type { ScheduleItem } from './scenario.ts'

/** What an item means. */
export type Move =
  | { readonly do: 'run'; readonly actor: string }
  | { readonly do: 'steps'; readonly actor: string; readonly steps: number }
  | { readonly do: 'until'; readonly actor: string; readonly point: string }
  | { readonly do: 'power'; readonly choice: PowerLossChoice }
  | { readonly do: 'boot' | 'kill' | 'start' }
  | { readonly do: 'wait'; readonly seconds: number }
  | { readonly do: 'look'; readonly name: string }

/** A schedule that cannot be read; the sentence says which word and what to write. */
export class ScheduleError extends Error {
  override readonly name = 'ScheduleError'
}

/** Names of actors, points and looks. */
export const NAME = /^[A-Za-z][A-Za-z0-9_-]*$/
const WAIT_SECONDS_MAX = 1_000_000

/** @throws ScheduleError */
export function moveOf(item: ScheduleItem): Move {
  if (typeof item !== 'string') {
    const [actor, how] = item
    return typeof how === 'number' ? { do: 'steps', actor, steps: how } : { do: 'until', actor, point: how }
  }
  if (!item.startsWith('!')) return { do: 'run', actor: item }
  const equals = item.indexOf('=')
  const word = equals < 0 ? item : item.slice(0, equals)
  const value = equals < 0 ? undefined : item.slice(equals + 1)
  switch (word) {
    case '!power':
      return { do: 'power', choice: choiceOf(value ?? 'none', item) }
    case '!boot':
    case '!kill':
    case '!start':
      if (value !== undefined) throw new ScheduleError(`${item}: ${word} takes no value`)
      return { do: word.slice(1) as 'boot' | 'kill' | 'start' }
    case '!wait': {
      const seconds = Number(value)
      if (value === undefined || value === '' || !(seconds >= 0 && seconds <= WAIT_SECONDS_MAX)) throw new ScheduleError(`${item}: write !wait=SECONDS, up to ${WAIT_SECONDS_MAX}`)
      return { do: 'wait', seconds }
    }
    case '!look':
      if (value === undefined || !NAME.test(value)) throw new ScheduleError(`${item}: write !look=NAME`)
      return { do: 'look', name: value }
  }
  throw new ScheduleError(`${item}: there is no such fault. Write !power=none, !power=all, !power=seed:N, !boot, !kill, !start, !wait=SECONDS or !look=NAME`)
}

function choiceOf(value: string, item: string): PowerLossChoice {
  if (value === 'none' || value === 'all') return value
  const seed = /^seed:(\d{1,9})$/.exec(value)
  if (!seed) throw new ScheduleError(`${item}: what survives is none, all or seed:NUMBER`)
  return { seed: Number(seed[1]) }
}

/** `loader*12 cleaner loader:before-tag !power=none` */
export const printSchedule = (schedule: readonly ScheduleItem[]): string =>
  schedule.map(item => (typeof item === 'string' ? item : typeof item[1] === 'number' ? `${item[0]}*${item[1]}` : `${item[0]}:${item[1]}`)).join(' ')

/** @throws ScheduleError with the word that is not an item */
export function parseSchedule(line: string): ScheduleItem[] {
  return line.split(/\s+/).filter(word => word !== '').map(word => {
    if (word.startsWith('!')) {
      moveOf(word as `!${string}`)
      return word
    }
    const match = /^([A-Za-z][A-Za-z0-9_-]*)(?:\*(\d{1,7})|:([A-Za-z][A-Za-z0-9_-]*))?$/.exec(word)
    if (!match) throw new ScheduleError(`${word}: write ACTOR, ACTOR*STEPS, ACTOR:POINT or a fault such as !power=none`)
    const [, actor, steps, point] = match as unknown as [string, string, string | undefined, string | undefined]
    if (steps !== undefined) return [actor, Number(steps)]
    return point === undefined ? actor : [actor, point]
  })
}
