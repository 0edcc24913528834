import { PartMissing } from '#sandbox'
import type { PartName } from '#sandbox'
import { loadPart } from '../../src/playground/parts.ts'

/** Do something until it misses no part of the engine any more, each time from its start. */
export async function loadOnDemand<T>(action: () => T, loaded: PartName[] = []): Promise<T> {
  for (;;) {
    try {
      return action()
    } catch (error) {
      if (!(error instanceof PartMissing)) throw error
      loaded.push(error.part)
      await loadPart(error.part)
    }
  }
}
