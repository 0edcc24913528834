import { concat, text, utf8 } from '../base/bytes.ts'
import type { Snapshot } from '../engine/snapshot.ts'
import { RunError } from './runner.ts'
import { SILENT, Session, SessionError } from './session.ts'
import type { TerminalName } from './session.ts'

/** A moment of a session, or of a way that was left: stood at by a session of its own. */
export interface Stand {
  readonly session: Session
  /** All that each terminal shows there, with prompts and typed lines. */
  readonly outputs: Readonly<Record<TerminalName, string>>
}

/**
 * Stand at a position without leaving where a session stands: another one carries out the same.
 *
 * @param way index of a way that was left; undefined for the one that the session is on
 * @throws RunError, SessionError when a way cannot be carried out any more
 */
export function standAt(session: Session, way: number | undefined, position: number): Stand {
  const { scenario, schedule } = session.wayAt(way)
  const shown = new Map<TerminalName, Uint8Array[]>()
  const show = (terminal: TerminalName, bytes: Uint8Array): void => void shown.set(terminal, [...(shown.get(terminal) ?? []), bytes])
  const twin = new Session(scenario, session.uploads, {
    ...SILENT, onOutput: show, onBegin: (terminal, prompt, line) => show(terminal, utf8(`${prompt}${line}\r\n`)), onFresh: () => shown.clear(),
  })
  twin.follow(schedule)
  twin.go(position)
  if (twin.hosts.some(({ name }) => name === session.viewed.name)) twin.view(session.viewed.name)
  return { session: twin, outputs: Object.fromEntries([...shown].map(([terminal, chunks]) => [terminal, text(concat(chunks))])) }
}

/** A position of the way that a session is on, or of one that was left, by its index. */
export interface MomentName {
  readonly way: number | undefined
  readonly position: number
}

/** What moments look like, each seen with `view`; or why one of them cannot be stood at. */
export function momentsOf<View>(session: Session, of: readonly MomentName[], view: (snapshot: Snapshot) => View): {
  readonly moments: readonly { readonly position: number; readonly store: View; readonly outputs: Stand['outputs'] }[]
  readonly problem: string
} {
  try {
    const moments = of.map(({ way, position }) => {
      const { session: there, outputs } = standAt(session, way, position)
      return { position: there.position, store: view(there.snapshot()), outputs }
    })
    return { moments, problem: '' }
  } catch (error) {
    if (!(error instanceof RunError || error instanceof SessionError)) throw error
    return { moments: [], problem: error.message }
  }
}
