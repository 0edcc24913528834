/** A moment of a sandbox as something to hand on. */
import { capsuleOf } from '../at-terminals.ts'
import { packCapsule } from '../capsule.ts'
import { CapsuleError } from '../links-part.ts'
import type { Uploads } from '../runner.ts'
import { accountOf } from './account.ts'
import type { Moment } from './account.ts'
import { issueOf } from './issue.ts'
import { scriptOf } from './script.ts'
import { testOf } from './test-of.ts'

export type { Moment } from './account.ts'

/** The same moment three times, each as the text of a file. */
export interface Report {
  /** Markdown for a tracker. */
  readonly issue: string
  /** For `sh` on a machine with a real Docker. */
  readonly script: string
  /** JSON for `layerlab run`. */
  readonly scenario: string
}

/**
 * @param at address before the fragment of the issue's link
 * @throws RunError when it cannot be carried out
 */
export function reportOf(moment: Moment, uploads: Uploads, at: string): Report {
  const account = accountOf(moment, uploads)
  return { issue: issueOf(account, linkTo(moment, uploads, at)), script: scriptOf(account, uploads), scenario: `${JSON.stringify(testOf(account), undefined, 2)}\n` }
}

/** Empty when the moment is too large for a link, or scripts come to something else at the terminals of a page. */
function linkTo({ scenario, schedule, endDigest }: Moment, uploads: Uploads, at: string): string {
  try {
    return `${at}#${scenario.terminal ? packCapsule(scenario, schedule, endDigest) : capsuleOf({ ...scenario, replays: { moment: { schedule } } }, 'moment', uploads)}`
  } catch (error) {
    if (error instanceof CapsuleError) return ''
    throw error
  }
}
