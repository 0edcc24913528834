import { Part } from '../../base/parts.ts'
import type { civilTime, rfc3339 } from '../../oci/go-template/time.ts'
import type { NO_PLATFORM, historyMembers, imageMembers } from './members.ts'
import type { templateInspector } from './template-inspect.ts'
import type { refuseOnTrial, showListByTemplate } from './template-list.ts'

/** What formats need that do more than name columns: Go's templates, and its types as templates see them. */
export interface Templates {
  readonly NO_PLATFORM: typeof NO_PLATFORM
  readonly civilTime: typeof civilTime
  readonly historyMembers: typeof historyMembers
  readonly imageMembers: typeof imageMembers
  readonly refuseOnTrial: typeof refuseOnTrial
  readonly rfc3339: typeof rfc3339
  readonly showListByTemplate: typeof showListByTemplate
  readonly templateInspector: typeof templateInspector
}

export const templates = new Part<Templates>('templates')
