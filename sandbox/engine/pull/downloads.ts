import { Part } from '../../base/parts.ts'
import type { Transfers } from './transfers.ts'

/** Downloads under way. */
export const downloads = new Part<{ readonly Transfers: typeof Transfers }>('registry')
