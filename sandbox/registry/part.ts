import { Part } from '../base/parts.ts'
import type { Registry } from './registry.ts'

/** The pretend registry. */
export const pretendRegistry = new Part<{ readonly Registry: typeof Registry }>('registry')
