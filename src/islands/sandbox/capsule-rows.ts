import type { PowerLossChoice, Scenario, ScheduleItem } from '#sandbox'
import { NOBODY, moveOf } from '#sandbox'
import type { Words } from '../../i18n/words.ts'
import { sayKind } from '../views/breaks.ts'
import { taskName } from '../views/timeline.ts'
import { plainText } from '../terminal/safe-for-terminal.ts'

/** One line of what a capsule is going to do. */
export interface CapsuleRow {
  readonly kind: 'line' | 'steps' | 'event' | 'power'
  /** Whose it is; empty for events. */
  readonly terminal: string
  readonly text: string
}

/** How a cut's choice is said. */
export function saidChoice(words: Words, choice: PowerLossChoice): string {
  if (choice === 'none') return words('plug.said.none')
  if (choice === 'all') return words('plug.said.all')
  return 'seed' in choice ? words('plug.said.some', { seed: String(choice.seed) }) : words('plug.said.picked', { count: choice.keptFiles.length })
}

/** The lines that are typed, by terminal. What comes from a link is data of a stranger: no control character passes. */
export const capsuleLines = ({ start, actors }: Scenario): CapsuleRow[] => [
  ...(start ?? []).map((line): CapsuleRow => ({ kind: 'line', terminal: '', text: plainText(line) })),
  ...Object.entries(actors).flatMap(([terminal, lines]) => lines.map((line): CapsuleRow => ({ kind: 'line', terminal, text: plainText(line) }))),
]

/** What happens, in order: stretches of steps, waits, cuts. */
export function capsuleOrder(words: Words, schedule: readonly ScheduleItem[]): CapsuleRow[] {
  return schedule.flatMap((item): CapsuleRow[] => {
    const move = moveOf(item)
    const event = (text: string): CapsuleRow[] => [{ kind: 'event', terminal: '', text }]
    switch (move.do) {
      case 'run': return [{ kind: 'steps', terminal: move.actor, text: words('capsule.toEnd') }]
      case 'steps': return [move.task === undefined
        ? { kind: 'steps', terminal: move.actor, text: words('capsule.steps', { count: move.steps }) }
        : { kind: 'steps', terminal: /^[A-Z]$/.test(move.actor) ? move.actor : NOBODY, text: words('capsule.stepsOf', { task: taskName(move.task, words), count: move.steps }) }]
      case 'until': return [{ kind: 'steps', terminal: move.actor, text: words('capsule.toPoint', { point: move.point.includes('/') ? sayKind(move.point, words) : move.point }) }]
      case 'power': return [{ kind: 'power', terminal: '', text: words('capsule.cut', { choice: saidChoice(words, move.choice) }) }]
      case 'boot': return event(words('capsule.boot'))
      case 'kill': return event(words('capsule.kill'))
      case 'start': return event(words('capsule.start'))
      case 'wait': return event(words('terminal.wait', { count: move.seconds }))
      case 'keys': return [{ kind: 'steps', terminal: move.actor, text: words('capsule.keys', { keys: plainText(move.text).trim() }) }]
      case 'interrupt': return [{ kind: 'steps', terminal: move.actor, text: 'Ctrl-C' }]
      case 'end-of-input': return [{ kind: 'steps', terminal: move.actor, text: 'Ctrl-D' }]
      case 'registry': return event(words('capsule.registry', { mode: move.mode }))
      case 'put': return event(words('capsule.put', { name: plainText(move.name), digest: move.digest.slice(7, 19) }))
      case 'write': return event(words('capsule.write', { path: plainText(move.path), text: plainText(move.text) }))
      case 'hold': return event(words('capsule.hold', { task: taskName(move.task, words) }))
      case 'release': return event(words('capsule.release', { task: taskName(move.task, words) }))
      case 'look': return []
    }
  })
}

/** Archives of the reader's that must be at hand, by digest. */
export const capsuleUploads = ({ files }: Scenario, schedule: readonly ScheduleItem[]): string[] => [...new Set([
  ...Object.values(files ?? {}).flatMap(source => ('upload' in source ? [source.upload] : [])),
  ...schedule.flatMap(item => { const move = moveOf(item); return move.do === 'put' ? [move.digest] : [] }),
])]
