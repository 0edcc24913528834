/** Steps as lines of text. */
import { NOBODY } from '../scenario/schedule.ts'
import type { TraceEntry } from '../sched/scheduler.ts'

/** Milliseconds with three decimals. */
const milliseconds = (ticks: number): string => (ticks / 1e6).toFixed(3)

/** `    12      4.210 ms  shell/docker1    fsync     /var/lib/docker/…` */
export function stepLine({ task, kind, target, tick }: TraceEntry, number: number, fromTick: number): string {
  return `${String(number).padStart(5)} ${milliseconds(tick - fromTick).padStart(12)} ms  ${task.padEnd(18)} ${kind.padEnd(10)} ${visible(target)}`
}

export function printStep(entry: TraceEntry | undefined, fromTick: number, print: (text: string) => void): void {
  if (entry) print(`${stepLine(entry, entry.index + 1, fromTick)}\n`)
}

/** Steps for JSON; `tick` in virtual nanoseconds since the line began. */
export function stepTable(trace: readonly TraceEntry[], fromTick: number): { index: number; task: string; kind: string; target: string; tick: number }[] {
  return trace.map(({ index, task, kind, target, tick }) => ({ index, task, kind, target, tick: tick - fromTick }))
}

/** Control characters would act on the reader's terminal. */
const visible = (text: string): string => text.replace(/[\x00-\x1f\x7f]/g, char => `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`)

const MARKS: Partial<Record<TraceEntry['kind'], string>> = {
  create: 'W', write: 'W', truncate: 'W', chmod: 'W', chown: 'W', utimes: 'W', setxattr: 'W', mkdir: 'W', symlink: 'W', link: 'W', mknod: 'W', rename: 'W', unlink: 'W', rmdir: 'W',
  fsync: 'D', sync: 'D', umount: 'D', lock: '+', unlock: '-',
}

/** A step of a replay: number, actor or the task that is no actor's, what it did. */
export function replayLine(number: number, actor: string, { kind, target, task }: TraceEntry): string {
  return `${String(number).padStart(5)} ${(actor === NOBODY ? task : actor).padEnd(14)} ${MARKS[kind] ?? ' '} ${kind.padEnd(10)} ${visible(target)}`
}
