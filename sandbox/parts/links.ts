/** Links: whole replays, what they come to, capsules of them, and reports. */
import { packCapsule, unpackForPage } from '../scenario/capsule.ts'
import { links } from '../scenario/links-part.ts'
import { endDigest, lookAt, traceDigest } from '../scenario/look.ts'
import { playReplay } from '../scenario/replay.ts'
import { reportOf } from '../scenario/report/index.ts'

export const installPart = (): void => links.install({ endDigest, lookAt, packCapsule, playReplay, reportOf, traceDigest, unpackForPage })
