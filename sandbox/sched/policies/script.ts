import { assert } from '../../base/assert.ts'
import type { Policy, Task } from '../scheduler.ts'
import { dueBackground } from './due.ts'
import { foreground } from './foreground.ts'

/** `[lane, steps]`: let the lane take that many steps; without a number, until it ends or waits. */
export type ScheduleItem = string | readonly [lane: string, steps: number]

/** Does a task belong to a lane: the lane's own task or one of its descendants? */
export function inLane(task: Task, lane: string): boolean {
  return task.name === lane || task.name.startsWith(`${lane}/`)
}

/**
 * Follow a recorded list of lanes. After the list, foreground. A named lane that cannot step (it has ended or waits)
 * lets the next item begin; inside a lane the earliest task goes first.
 */
export function scriptPolicy(schedule: readonly ScheduleItem[]): Policy {
  let at = 0
  let left = -1
  return (enabled, scheduler) => {
    const due = dueBackground(enabled, scheduler)
    if (due) return due
    for (;;) {
      const item = schedule[at]
      if (item === undefined) return foreground(enabled.filter(task => !task.background), scheduler)
      const lane = typeof item === 'string' ? item : item[0]
      if (left < 0) left = typeof item === 'string' ? Infinity : item[1]
      const members = enabled.filter(task => inLane(task, lane))
      if (left > 0 && members.length > 0) {
        left--
        const next = foreground(members, scheduler)
        assert(next, 'a non-empty lane has a next task')
        return next
      }
      at++
      left = -1
    }
  }
}

/** A schedule as a line a person can paste: `deployer*12 cleaner deployer`. */
export const printSchedule = (schedule: readonly ScheduleItem[]): string =>
  schedule.map(item => (typeof item === 'string' ? item : `${item[0]}*${item[1]}`)).join(' ')

/** @throws Error with the word that is not a schedule item */
export function parseSchedule(line: string): ScheduleItem[] {
  return line.split(/\s+/).filter(word => word !== '').map(word => {
    const match = /^([^*!\s]+)(?:\*(\d+))?$/.exec(word)
    if (!match) throw new Error(`not a schedule item: ${word} (write lane or lane*steps)`)
    return match[2] === undefined ? (match[1] as string) : ([match[1] as string, Number(match[2])] as const)
  })
}
