/** What a reader has used, by the units of par. */
import type { ParUnit } from '../scenario/lab.ts'
import type { Happening } from '../scenario/session.ts'
import { NOBODY, moveOf } from '../scenario/schedule.ts'
import type { StepKind } from '../sched/op.ts'

export type Used = Readonly<Record<ParUnit, number>>

/** Steps that change what is on a disk. Looking takes none of them, so it costs nothing. */
const CHANGES: ReadonlySet<StepKind> = new Set(['create', 'write', 'truncate', 'chmod', 'chown', 'utimes', 'setxattr', 'mkdir', 'symlink', 'link', 'mknod', 'rename', 'unlink', 'rmdir'])

/**
 * Count what was done.
 *
 * @param answers files of the working directory that hold answers: writing one is an answer, not a command
 */
export function usedIn(happenings: readonly Happening[], answers: readonly string[]): Used {
  /** Programs that changed something, by the line that ran them. */
  const changing = new Map<string, Set<string>>()
  const answering = new Set<string>()
  let cuts = 0
  let switches = 0
  let last: string | undefined
  for (const happening of happenings) {
    if (happening.kind === 'event') {
      if (moveOf(happening.item).do === 'power') cuts++
      continue
    }
    const { terminal, command, task, kind, target } = happening.step
    if (last !== undefined && terminal !== last) switches++
    last = terminal
    // What a container does is no command of the reader's.
    if (terminal === NOBODY) continue
    if (!CHANGES.has(kind) || target.startsWith('/dev/')) continue
    const isAnswer = answers.some(answer => target === answer || target.endsWith(`/${answer}`))
    const line = `${terminal}${command}`
    if (isAnswer) answering.add(line)
    else changing.set(line, (changing.get(line) ?? new Set()).add(task.split('/', 2).join('/')))
  }
  // Two commands in one line are two; what the shell does for them (a redirection) is not one more.
  const commands = [...changing.values()].reduce((sum, tasks) => sum + Math.max(1, [...tasks].filter(task => task.includes('/')).length), 0)
  return { commands, switches, cuts, answers: answering.size }
}
