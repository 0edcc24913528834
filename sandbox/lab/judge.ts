/**
 * How far a reader has come in a lab: a function of the lab and of what happened, nothing else. A task is looked at
 * whenever no command is under way, each in its turn; one that was reached stays so while the reader does not go back to
 * before that moment. Whoever carries out the same log comes to the same result, in any browser and in Node.
 */
import type { Goal, Lab } from '../scenario/lab.ts'
import { NOBODY } from '../scenario/schedule.ts'
import type { Happening, Session } from '../scenario/session.ts'
import { usedIn } from './count.ts'
import type { Used } from './count.ts'
import { gapsOf } from './facts.ts'
import type { Scene } from './facts.ts'
import type { Gap } from './gap.ts'
import { walk } from './walk.ts'

export interface Judged {
  /** Where the session stood. */
  readonly position: number
  /** Where the lab begins; 0 unless something was done before the reader came. */
  readonly startPosition: number
  /** At which position each task was reached, as far as they are. */
  readonly reachedAt: readonly number[]
  /** What the next task lacks; empty while a command is under way, or when all are reached. */
  readonly gaps: readonly Gap[]
  /** Where the last command or event began: to go back there undoes it. */
  readonly undoTo: number
  /** What was used until the last task was reached, or until now. */
  readonly used: Used
}

/** Files that goals read answers from. */
const answersOf = (goals: readonly Goal[]): readonly string[] => goals.flatMap(goal => ('answer' in goal ? [goal.answer] : 'after' in goal ? answersOf(goal.goals) : []))

export class Judge {
  private readonly lab: Lab
  private readonly scene: Omit<Scene, 'session'>
  /** What has been looked at, and where tasks were reached in it. */
  private seen: readonly Happening[] = []
  private reachedAt: readonly number[] = []

  /** @param session in which the lab is done: it says how large the terminals are */
  constructor(lab: Lab, session: Session) {
    this.lab = lab
    const begin = startOf(lab, session)
    this.scene = {
      names: begin.snapshot(begin.world.first).references, startPosition: begin.position,
      begun: Object.fromEntries(Object.entries(begin.outcomes).map(([terminal, outcomes]) => [terminal, outcomes.length])),
    }
  }

  get startPosition(): number {
    return this.scene.startPosition
  }

  /** Where the session stands now. */
  judge(session: Session): Judged {
    const now = session.happenings.slice(0, session.position)
    let same = 0
    while (same < now.length && now[same] === this.seen[same]) same++
    this.reachedAt = this.reachedAt.filter(position => position <= same)
    const from = Math.max(same, this.scene.startPosition)
    const fresh = now.slice(from)
    // One moment is looked at where it is; several are gone through again.
    if (momentsIn(fresh) > 1 || (fresh.length > 0 && !session.atRest)) this.lookAgain(session, from)
    else if (fresh.length > 0) this.look(session)
    this.seen = now
    const { reachedAt, scene: { startPosition }, lab: { tasks } } = this
    const task = tasks[reachedAt.length]
    const gaps = task && session.atRest ? this.gaps(task.goals, session) : []
    const end = task === undefined ? (reachedAt.at(-1) ?? now.length) : now.length
    return { position: session.position, startPosition, reachedAt, gaps, undoTo: Math.max(startPosition, beginOfLast(now)), used: usedIn(now.slice(startPosition, end), tasks.flatMap(({ goals }) => answersOf(goals))) }
  }

  /** What goals lack in a session. */
  gaps(goals: readonly Goal[], session: Session): readonly Gap[] {
    return goals.flatMap(goal => gapsOf(goal, { ...this.scene, session }))
  }

  private look(session: Session): void {
    for (let task = this.lab.tasks[this.reachedAt.length]; task && this.gaps(task.goals, session).length === 0; task = this.lab.tasks[this.reachedAt.length]) {
      this.reachedAt = [...this.reachedAt, session.position]
    }
  }

  /** Carry all of it out again, and look whenever nothing is under way, after a position. */
  private lookAgain(session: Session, from: number): void {
    let looked = from
    const note = (): void => {
      if (again.position <= looked || !again.atRest) return
      looked = again.position
      this.look(again)
    }
    const { session: again, schedule } = session.twin({ onCommand: () => note() })
    for (const item of schedule) {
      again.follow([item])
      note()
    }
  }
}

/** Position before the last command or event; what other terminals did meanwhile goes with it. */
function beginOfLast(happenings: readonly Happening[]): number {
  const last = happenings.at(-1)
  if (last === undefined) return 0
  if (last.kind === 'event') return happenings.length - 1
  const { terminal, command } = last.step
  if (terminal === NOBODY) return happenings.findLastIndex(each => each.kind === 'event' || each.step.terminal !== NOBODY) + 1
  return happenings.findIndex(each => each.kind === 'step' && each.step.terminal === terminal && each.step.command === command)
}

/** How many ends of commands and events there are, at most. */
function momentsIn(happenings: readonly Happening[]): number {
  const commands = new Set<string>()
  let events = 0
  for (const happening of happenings) {
    if (happening.kind === 'event') events++
    else commands.add(`${happening.step.terminal}${happening.step.command}`)
  }
  return commands.size + events
}

/** A session as the lab begins it. */
function startOf({ before = [] }: Lab, session: Session): Session {
  const begin = session.blank()
  walk(begin, before)
  return begin
}
