/** A moment of a session to hand on, and what somebody handed on: answers with the problem in them, for those who ask from afar. */
import { packCapsule, unpackForPage } from './capsule.ts'
import type { Capsule } from './capsule.ts'
import { CapsuleError } from './links-part.ts'
import type { Report } from './report/index.ts'
import { RunError } from './runner.ts'
import type { Session } from './session.ts'

/** Why it cannot be done; empty when it can. Mistakes of ours are thrown. */
function answered<Answer extends object>(make: () => Answer, none: Answer): Answer & { readonly problem: string } {
  try {
    return { ...make(), problem: '' }
  } catch (error) {
    if (!(error instanceof CapsuleError || error instanceof RunError)) throw error
    return { ...none, problem: error.message }
  }
}

/** The fragment of a link to where a session stands, and the digest of the end that it comes to. */
export const linkTo = (session: Session): { readonly fragment: string; readonly endDigest: string; readonly problem: string } => answered(() => {
  const { scenario, schedule, endDigest } = session.moment()
  return { fragment: packCapsule(scenario, schedule, endDigest), endDigest }
}, { fragment: '', endDigest: '' })

/** Where a session stands as an issue, a script and a scenario; the link begins with `at`. */
export const reportTo = (session: Session, at: string): { readonly report: Report | undefined; readonly problem: string } =>
  answered<{ readonly report: Report | undefined }>(() => ({ report: session.report(at) }), { report: undefined })

/** What a link holds, for a page. */
export const readLink = (link: string): { readonly capsule: Capsule | undefined; readonly problem: string } =>
  answered<{ readonly capsule: Capsule | undefined }>(() => ({ capsule: unpackForPage(link) }), { capsule: undefined })
