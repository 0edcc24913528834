/** `docker build`. */
import { build } from '../cli/build.ts'
import { COMMAND_PARTS } from '../cli/commands.ts'

export const installPart = (): void => COMMAND_PARTS.build.install({ build })
