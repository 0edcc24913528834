import type { Op } from '../../sched/op.ts'
import { Failure } from '../define-program.ts'
import type { Run } from '../define-program.ts'

/** Ask on standard error, and read a line of the answer. */
export function* agreed(run: Run, question: string): Op<boolean> {
  yield* run.out.flush()
  yield* run.process.complain(`${run.name}: ${question} `)
  let answer = ''
  for (;;) {
    const byte = yield* run.process.stdin.read(1)
    if (!byte || byte[0] === 10) return /^[yY]/.test(answer)
    answer += String.fromCharCode(byte[0] ?? 0)
  }
}

/**
 * Options that the real program has and that are not simulated are refused, never ignored.
 *
 * @throws Failure
 */
export function refuseOptions(run: Run, ...keys: string[]): void {
  const found = keys.find(key => run.options.has(key))
  if (found !== undefined) throw new Failure(`option '${found.length > 1 ? '--' : '-'}${found}' is not simulated here`)
}
