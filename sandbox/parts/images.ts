/** What is asked of images beyond loading, listing, naming and removing them. */
import { COMMAND_PARTS } from '../cli/commands.ts'
import { history } from '../cli/history.ts'
import { imageInspect, inspect } from '../cli/inspect.ts'
import { imagePrune } from '../cli/prune.ts'
import { save } from '../cli/save.ts'

export const installPart = (): void => COMMAND_PARTS.images.install({ history, inspect, save, 'image inspect': imageInspect, 'image prune': imagePrune })
