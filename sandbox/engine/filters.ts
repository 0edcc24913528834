import { EngineError } from '../base/errors.ts'

/** Filters by key, as the API sends them. */
export type Filters = Readonly<Record<string, readonly string[]>>

/** @throws EngineError InvalidParameter naming the first key (in order) that is not accepted */
export function refuseUnknownFilters(filters: Filters, accepted: readonly string[]): void {
  for (const key of Object.keys(filters)) {
    if (!accepted.includes(key)) throw new EngineError('InvalidParameter', `Invalid filter '${key}'`)
  }
}
