/** Go's templates: `--format` that does more than name columns. */
import { NO_PLATFORM, historyMembers, imageMembers } from '../cli/format/members.ts'
import { templateInspector } from '../cli/format/template-inspect.ts'
import { refuseOnTrial, showListByTemplate } from '../cli/format/template-list.ts'
import { templates } from '../cli/format/templates.ts'
import { civilTime, rfc3339 } from '../oci/go-template/time.ts'

export const installPart = (): void =>
  templates.install({ NO_PLATFORM, civilTime, historyMembers, imageMembers, refuseOnTrial, rfc3339, showListByTemplate, templateInspector })
