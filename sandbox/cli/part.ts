import { Part } from '../base/parts.ts'
import type { docker } from './docker.ts'

/** The client. */
export const client = new Part<{ readonly docker: typeof docker }>('line')
