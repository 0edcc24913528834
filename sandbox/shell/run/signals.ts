/** Signals as a shell takes them: traps run between commands, and a foreground program decides what Ctrl-C means. */
import type { Op } from '../../sched/op.ts'
import { Interrupted } from '../../sched/scheduler.ts'
import type { Shell } from './shell.ts'

/**
 * Run an operation so that signals with a trap wait until the current command is over: the step that the signal hit is
 * taken again.
 */
export function* shielded<T>(shell: Shell, op: Op<T>): Op<T> {
  let next = op.next()
  while (!next.done) {
    try {
      yield next.value
    } catch (error) {
      if (error instanceof Interrupted && isHeld(shell, error.signal)) continue
      next = op.throw(error)
      continue
    }
    next = op.next()
  }
  return next.value
}

function isHeld(shell: Shell, signal: string): boolean {
  const action = shell.traps.get(signal)
  if (action === '') return true
  if (action !== undefined) {
    shell.pendingTraps.push(signal)
    return !shell.interruptible
  }
  if (shell.interactive && (signal === 'TERM' || signal === 'QUIT')) return true
  if (signal === 'INT' && shell.waitingForeground) {
    shell.pendingDeath = 'INT'
    return true
  }
  return false
}

/** Run the traps of signals that have arrived. */
export function* runTraps(shell: Shell): Op<void> {
  while (shell.pendingTraps.length > 0) {
    const signal = shell.pendingTraps.shift() as string
    const action = shell.traps.get(signal)
    if (action === undefined || action === '') continue
    const { status } = shell
    yield* shell.runtime.runText(shell, action, { kind: 'trap', name: signal })
    shell.status = status
  }
}
