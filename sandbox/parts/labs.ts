/** Labs: how far a reader has come in one, and the log of it. */
import { Judge } from '../lab/judge.ts'
import { labs } from '../lab/lab-part.ts'
import type { Labs } from '../lab/lab-part.ts'
import { logOf } from '../lab/log.ts'
import type { Session } from '../scenario/session.ts'

/** A session is one reader's, and remembers what was looked at. */
const judges = new WeakMap<Session, Judge>()

const judgeSession: Labs['judgeSession'] = (lab, session, withLog) => {
  const judge = judges.get(session) ?? new Judge(lab, session)
  judges.set(session, judge)
  const judged = judge.judge(session)
  return withLog ? { ...judged, log: `${JSON.stringify(logOf(lab, session, judged.reachedAt.length), undefined, 1)}\n` } : judged
}

export const installPart = (): void => labs.install({ judgeSession })
