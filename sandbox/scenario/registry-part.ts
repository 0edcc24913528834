import { Part } from '../base/parts.ts'
import type { registryContent, unknownImages } from './registry-content.ts'

/** What a scenario's registry holds. */
export const registryContents = new Part<{ readonly registryContent: typeof registryContent; readonly unknownImages: typeof unknownImages }>('registry')
