/** Checks: claims about the whole state of a host's store that ought to hold. */
import type { Snapshot } from '../engine/snapshot.ts'

/** A claim that does not hold, and what was found instead. */
export interface Violation {
  readonly claim: string
  readonly found: string
}

export interface Check<Name extends string = string> {
  readonly name: Name
  /** True: holds in every state. False: only when no command is under way. */
  readonly always: boolean
  /** All violations, in a fixed order. */
  run(snapshot: Snapshot): Violation[]
}

/** Make a check of a generator of violations. */
export function defineCheck<Name extends string>(name: Name, { always }: { always: boolean }, violations: (snapshot: Snapshot) => Iterable<Violation>): Check<Name> {
  return { name, always, run: snapshot => [...violations(snapshot)] }
}
