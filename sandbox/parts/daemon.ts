/** What the daemon tells of itself. */
import { COMMAND_PARTS } from '../cli/commands.ts'
import { builderPrune, systemPrune } from '../cli/prune.ts'
import { events, info, systemDf, version } from '../cli/system.ts'

export const installPart = (): void => COMMAND_PARTS.daemon.install({ events, info, version, 'system df': systemDf, 'system prune': systemPrune, 'builder prune': builderPrune })
