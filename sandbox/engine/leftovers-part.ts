import { Part } from '../base/parts.ts'
import type { removeContainer } from './container-remove.ts'
import type { stopContainer } from './container-stop.ts'

/** What a daemon does with containers that are there when it ends or starts: somebody has typed lines before. */
export const leftovers = new Part<{ readonly removeContainer: typeof removeContainer; readonly stopContainer: typeof stopContainer }>('line')
