import { Part } from '../base/parts.ts'
import type { bunzip2 } from './bunzip2.ts'
import type { unxz } from './unxz.ts'

/** Decompressors beside gzip. */
export interface RareCompression {
  readonly bunzip2: typeof bunzip2
  readonly unxz: typeof unxz
}

export const rareCompression = new Part<RareCompression>('compression')
