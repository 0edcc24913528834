import { Part } from '../../base/parts.ts'
import type { checkFragments, missingData, oldGnuFragments, paxFragments, unreferencedData, zeros } from './sparse.ts'

/** Reading files with holes. */
export interface SparseFiles {
  readonly checkFragments: typeof checkFragments
  readonly missingData: typeof missingData
  readonly oldGnuFragments: typeof oldGnuFragments
  readonly paxFragments: typeof paxFragments
  readonly unreferencedData: typeof unreferencedData
  readonly zeros: typeof zeros
}

export const sparseFiles = new Part<SparseFiles>('compression')
