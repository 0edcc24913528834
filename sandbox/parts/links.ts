/** Links: whole replays, what they come to, capsules of them, and reports. */
import { unpackForPage } from '../scenario/capsule.ts'
import { linkTo, readLink, reportTo } from '../scenario/hand-on.ts'
import { links } from '../scenario/links-part.ts'
import { endDigest, lookAt, traceDigest } from '../scenario/look.ts'
import { playReplay } from '../scenario/replay.ts'
import { reportOf } from '../scenario/report/index.ts'

export const installPart = (): void => links.install({ endDigest, linkTo, lookAt, playReplay, readLink, reportOf, reportTo, traceDigest, unpackForPage })
