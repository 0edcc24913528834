/** The pretend registry, and what talks to it. */
import { COMMAND_PARTS } from '../cli/commands.ts'
import { manifestInspect } from '../cli/manifest.ts'
import { pull } from '../cli/pull.ts'
import { push } from '../cli/push.ts'
import { noAccounts, search } from '../cli/search.ts'
import { downloads } from '../engine/pull/downloads.ts'
import { Transfers } from '../engine/pull/transfers.ts'
import { pretendRegistry } from '../registry/part.ts'
import { Registry } from '../registry/registry.ts'
import { PROGRAM_PARTS } from '../programs/index.ts'
import { registry } from '../programs/system/registry.ts'
import { programTable } from '../programs/table.ts'
import { registryContent, unknownImages } from '../scenario/registry-content.ts'
import { registryContents } from '../scenario/registry-part.ts'

export function installPart(): void {
  downloads.install({ Transfers })
  pretendRegistry.install({ Registry })
  registryContents.install({ registryContent, unknownImages })
  PROGRAM_PARTS.registry.install(programTable([registry]))
  COMMAND_PARTS.registry.install({ pull, push, search, login: noAccounts, logout: noAccounts, 'manifest inspect': manifestInspect })
}
