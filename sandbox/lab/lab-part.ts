import { Part } from '../base/parts.ts'
import type { Lab, LabMove } from '../scenario/lab.ts'
import type { Session } from '../scenario/session.ts'
import type { Judged } from './judge.ts'

/** What of a log is wanted: none, that of where the reader stands, or how one that was handed in differs from it. */
export type LogWish = 'none' | 'written' | { readonly compared: string }

export interface JudgedLog extends Judged {
  /** The log as a file's text, when it was wanted and can be written. */
  readonly log?: string
  /** So many bytes were put in, and more than goes with a log; absent when it can be written. */
  readonly tooLarge?: { readonly bytes: number; readonly bytesMax: number }
  /** Whether the log that was handed in is what it says. */
  readonly same?: boolean
}

/** What a lab's page needs beside its sandbox. */
export interface Labs {
  /** How far the reader has come. */
  readonly judgeSession: (lab: Lab, session: Session, wish: LogWish) => JudgedLog
  /** Do moves as a reader would. @throws SessionError, RunError */
  readonly walk: (session: Session, moves: readonly LabMove[]) => void
}

export const labs = new Part<Labs>('labs')
