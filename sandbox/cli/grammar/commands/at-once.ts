import type { Branches } from '../tree.ts'
import { IMAGE_COMMANDS } from './image.ts'
import { INSPECT_COMMANDS } from './inspect.ts'

/** The commands that can be read before the whole grammar is here: those about images. */
export const AT_ONCE: Branches = { groups: [{ path: 'image', short: 'Manage images' }], commands: [...IMAGE_COMMANDS, ...INSPECT_COMMANDS] }
