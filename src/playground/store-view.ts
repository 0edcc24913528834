/** What the views see of the store: made by the worker after each step, and at build time for posters. */
import { DIRTY_EXPIRE, runChecks } from '#sandbox'
import type { CheckResults, Session, Snapshot } from '#sandbox'
import type { StoreView } from './messages.ts'

/**
 * A snapshot as plain data that survives `postMessage`.
 *
 * @param checks of the same snapshot; they are run here when nobody has run them yet
 */
export function storeViewOf(snapshot: Snapshot, checks: CheckResults = runChecks(snapshot)): StoreView {
  const { files, ...rest } = snapshot
  return { ...rest, files: files(), checks: [...checks].map(([name, violations]) => ({ name, violations })), writeBackTicks: DIRTY_EXPIRE }
}

/** Errors and warnings of the daemon since it was last started. */
export const loggedTrouble = ({ bootedHost, bootedAt, world }: Session): string[] =>
  (bootedHost ?? world.first).machine.journal.slice(bootedAt).map(({ line }) => line.replace(/^time="[^"]*" /, '')).filter(line => /^level=(?:error|warning|fatal) |^failed to start/.test(line))
