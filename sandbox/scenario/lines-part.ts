import { Part } from '../base/parts.ts'
import type { partsFor, partsForScenario } from './parts-for.ts'

/** Which other parts lines will need. */
export const lines = new Part<{ readonly partsFor: typeof partsFor; readonly partsForScenario: typeof partsForScenario }>('line')
