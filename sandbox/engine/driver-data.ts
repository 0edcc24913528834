import type { Op } from '../sched/op.ts'
import type { Overlay2 } from '../store/overlay2.ts'

/** What the driver says of a layer, keys in the order Go's map encoding gives. */
export function* driverData(driver: Overlay2, cacheID: string): Op<Readonly<Record<string, string>>> {
  const data = yield* driver.metadata(cacheID)
  return { ...(data.LowerDir === undefined ? {} : { LowerDir: data.LowerDir }), MergedDir: data.MergedDir, UpperDir: data.UpperDir, WorkDir: data.WorkDir }
}
