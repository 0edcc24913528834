import { Part } from '../base/parts.ts'
import type { loadLegacy } from './load-legacy.ts'

/** Loading archives of the time before manifest.json. */
export const legacyArchives = new Part<{ readonly loadLegacy: typeof loadLegacy }>('legacy-archives')
