import { Part } from '../base/parts.ts'
import type { unpackForPage } from './capsule.ts'
import type { linkTo, readLink, reportTo } from './hand-on.ts'
import type { endDigest, lookAt, traceDigest } from './look.ts'
import type { playReplay } from './replay.ts'
import type { reportOf } from './report/index.ts'

/** What links need: whole replays, what they come to, capsules of them, and reports. */
export interface Links {
  readonly endDigest: typeof endDigest
  readonly linkTo: typeof linkTo
  readonly lookAt: typeof lookAt
  readonly playReplay: typeof playReplay
  readonly readLink: typeof readLink
  readonly reportOf: typeof reportOf
  readonly reportTo: typeof reportTo
  readonly traceDigest: typeof traceDigest
  readonly unpackForPage: typeof unpackForPage
}

/** Of the engine: a capsule made with another may end differently. */
export const ENGINE_VERSION = '0.1.0'

/** A capsule that cannot be made, or is none; the sentence says why and what to do. */
export class CapsuleError extends Error {
  override readonly name = 'CapsuleError'
}

export const links = new Part<Links>('links')
