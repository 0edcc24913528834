/** Archives of the time before manifest.json. */
import { legacyArchives } from '../engine/legacy-archives.ts'
import { loadLegacy } from '../engine/load-legacy.ts'

export const installPart = (): void => legacyArchives.install({ loadLegacy })
