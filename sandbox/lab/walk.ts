/** Moves of labs, done in a session as a reader would do them. */
import type { LabMove } from '../scenario/lab.ts'
import { SessionError } from '../scenario/session.ts'
import type { Session, TerminalName } from '../scenario/session.ts'

/** Waiting that never ends: more of it than any lab needs. */
const WAITS_MAX = 1000

/**
 * Do moves one after the other.
 *
 * @throws SessionError, RunError when one of them cannot be done where the session stands
 */
export function walk(session: Session, moves: readonly LabMove[]): void {
  for (const move of moves) {
    if (typeof move !== 'string') stepAt(session, move)
    else if (move.startsWith('!power')) cut(session, move)
    else if (move.startsWith('!')) session.event(move as `!${string}`)
    else stepAt(session, { at: 'A', line: move })
  }
}

/** What was typed and has not begun goes with the power, as on a page. */
function cut(session: Session, move: string): void {
  session.event(move as `!${string}`)
}

function stepAt(session: Session, { at, line, until }: Exclude<LabMove, string>): void {
  if (line !== undefined) session.type(at, line)
  if (typeof until === 'string') session.runTo(at, until)
  else if (until !== undefined) session.step(at, until)
  else finish(session, at)
}

/** Let a terminal go on until its command has ended, or waits for another terminal. Time passes where it waits for the machine. */
function finish(session: Session, terminal: TerminalName): void {
  for (let waits = 0; ; waits++) {
    session.step(terminal, Infinity)
    if (!session.powered || session.isIdle(terminal)) return
    if (session.canStep(terminal)) continue
    const lane = session.laneViews().find(view => view.terminal === terminal)
    const seconds = lane?.waitsFor?.heldBy === '' ? session.secondsToNextOther() : undefined
    if (seconds === undefined || seconds <= 0) return
    if (waits > WAITS_MAX) throw new SessionError(`terminal ${terminal} waits without end`)
    session.event(`!wait=${seconds}`)
  }
}
