import { Part } from '../base/parts.ts'
import type { Lab } from '../scenario/lab.ts'
import type { Session } from '../scenario/session.ts'
import type { Judged } from './judge.ts'

/** What a lab's page needs beside its sandbox. */
export interface Labs {
  /** How far the reader has come, and the log of it as a file's text when it is asked for. */
  readonly judgeSession: (lab: Lab, session: Session, withLog: boolean) => Judged & { readonly log?: string }
}

export const labs = new Part<Labs>('labs')
