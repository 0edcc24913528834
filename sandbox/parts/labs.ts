/** Labs: how far a reader has come in one, and the log of it. */
import { Judge } from '../lab/judge.ts'
import { labs } from '../lab/lab-part.ts'
import type { Labs } from '../lab/lab-part.ts'
import { BROUGHT_BYTES_MAX, LOG_CHARACTERS_MAX, LogError, broughtInto, logOf, readLog, tamperingOf } from '../lab/log.ts'
import { walk } from '../lab/walk.ts'
import type { Session } from '../scenario/session.ts'

/** A session is one reader's, and remembers what was looked at. */
const judges = new WeakMap<Session, Judge>()

const judgeSession: Labs['judgeSession'] = (lab, session, wish) => {
  const judge = judges.get(session) ?? new Judge(lab, session)
  judges.set(session, judge)
  const judged = judge.judge(session)
  const { bytes } = broughtInto(session)
  const tooLarge = { bytes, bytesMax: BROUGHT_BYTES_MAX }
  if (bytes > BROUGHT_BYTES_MAX) return { ...judged, tooLarge, ...(wish === 'none' || wish === 'written' ? {} : { same: false }) }
  if (wish === 'none') return judged
  if (wish === 'written') {
    const log = `${JSON.stringify(logOf(lab, session, judged.reachedAt.length), undefined, 1)}\n`
    return log.length > LOG_CHARACTERS_MAX ? { ...judged, tooLarge } : { ...judged, log }
  }
  return { ...judged, same: isAsItSays(wish.compared) }

  function isAsItSays(text: string): boolean {
    try {
      return tamperingOf(readLog(text), lab, session, judged, true).length === 0
    } catch (error) {
      if (error instanceof LogError) return false
      throw error
    }
  }
}

export const installPart = (): void => labs.install({ judgeSession, walk })
