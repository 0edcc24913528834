import type { Process } from '../../machine/process.ts'
import type { Shell } from './shell.ts'

/** A pipeline in the background, or one that was. */
export interface Job {
  readonly number: number
  readonly processes: readonly Process[]
  /** Their numbers as the shell saw them. */
  readonly pids: readonly number[]
  readonly text: string
  /** The process group, when it has one of its own. */
  readonly group: number | undefined
  /** Its end has been told. */
  told: boolean
  negated: boolean
  disowned: boolean
}

export const isRunning = (job: Job): boolean => job.processes.some(process => !(process.task?.ended ?? true))

/** The status of the last process. */
export function statusOf(job: Job): number {
  const status = job.processes[job.processes.length - 1]?.exitStatus ?? 0
  return job.negated ? (status === 0 ? 1 : 0) : status
}

/** Enter a job into the table. */
export function addJob(shell: Shell, processes: readonly Process[], text: string, group: number | undefined): Job {
  let number = 1
  for (const job of shell.jobs) if (job.number >= number) number = job.number + 1
  const job: Job = { number, processes, pids: processes.map(process => shell.pidOf(process)), text, group, told: false, negated: false, disowned: false }
  shell.jobs.push(job)
  return job
}

/** The job that `%1`, `%+`, `%-`, `%name`, `%?text` mean. */
export function findJob(shell: Shell, name: string): Job | undefined {
  const spec = name.startsWith('%') ? name.slice(1) : name
  const live = shell.jobs
  if (spec === '' || spec === '+' || spec === '%') return currentJob(shell)
  if (spec === '-') return previousJob(shell)
  if (/^[0-9]+$/.test(spec)) return live.find(job => job.number === Number(spec))
  if (spec.startsWith('?')) return live.find(job => job.text.includes(spec.slice(1)))
  return live.find(job => job.text.startsWith(spec))
}

const currentJob = (shell: Shell): Job | undefined => shell.jobs[shell.jobs.length - 1]
const previousJob = (shell: Shell): Job | undefined => shell.jobs[shell.jobs.length - 2] ?? currentJob(shell)

/** What a process died of, as `jobs` and a shell's message say it. */
export const SIGNAL_WORDS: Readonly<Record<string, string>> = {
  HUP: 'Hangup', INT: 'Interrupt', QUIT: 'Quit', ABRT: 'Aborted', KILL: 'Killed', USR1: 'User defined signal 1', USR2: 'User defined signal 2',
  PIPE: 'Broken pipe', ALRM: 'Alarm clock', TERM: 'Terminated', SEGV: 'Segmentation fault',
}

/** One line of `jobs`. */
export function describeJob(shell: Shell, job: Job, withPid = false): string {
  const mark = job === currentJob(shell) ? '+' : job === previousJob(shell) ? '-' : ' '
  const last = job.processes[job.processes.length - 1]
  let state: string
  if (isRunning(job)) state = 'Running'
  else if (last?.endedBy !== undefined) state = SIGNAL_WORDS[last.endedBy] ?? last.endedBy
  else {
    const status = statusOf(job)
    const bash = shell.dialect.name === 'bash'
    state = status === 0 ? 'Done' : bash ? `Exit ${status}` : `Done(${status})`
  }
  const pid = withPid && last ? `${job.pids[job.pids.length - 1] ?? ''} ` : ''
  // Without job control, dash and ash keep no text.
  const text = shell.dialect.posix && !shell.interactive ? '' : job.text
  const ending = isRunning(job) && shell.dialect.name === 'bash' ? ' &' : ''
  if (shell.dialect.name === 'dash') return `[${job.number}] ${mark} ${pid}${state.padEnd(27)}${text}`
  if (shell.dialect.name === 'ash') return `[${job.number}]${mark}  ${pid}${state.padEnd(27)}${text}`
  const stages = job.text.split(' | ')
  if (!withPid || stages.length !== job.pids.length || stages.length === 1) return `[${job.number}]${mark}  ${pid}${state.padEnd(24)}${job.text}${ending}`
  // Each process of a pipeline has its line.
  return stages.map((stage, at) => `${at === 0 ? `[${job.number}]${mark}  ` : '      '}${job.pids[at] ?? ''} ${(at === 0 ? state : '').padEnd(at === 0 ? 24 : 23)}${at === 0 ? '' : '| '}${stage}${at === stages.length - 1 ? ending : ''}`).join('\n')
}

/** Take ended jobs out of the table; those whose end was not told are given back. */
export function reap(shell: Shell): Job[] {
  const ended = shell.jobs.filter(job => !isRunning(job))
  shell.jobs = shell.jobs.filter(isRunning)
  return ended.filter(job => !job.told)
}
