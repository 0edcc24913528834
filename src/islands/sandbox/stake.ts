import type { StoreView } from '../../playground/messages.ts'

/** Files whose data or name a cut would take now, and the bytes that would go at worst. */
export function atStake({ files }: Pick<StoreView, 'files'>): { readonly files: number; readonly bytes: number } {
  const risky = files.filter(({ type, persistence, nameIsDurable }) => type === 'file' && (persistence !== 'durable' || !nameIsDurable))
  // Without its name a file is lost whole; with it, what was written back stays.
  return { files: risky.length, bytes: risky.reduce((sum, { sizeBytes, durableBytes, nameIsDurable }) => sum + Math.max(0, nameIsDurable ? sizeBytes - durableBytes : sizeBytes), 0) }
}
