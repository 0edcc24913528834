/** All checks, in the order in which they are shown. */
import type { Snapshot } from '../engine/snapshot.ts'
import aListedImageRuns from './a-listed-image-runs.ts'
import countsAgree from './counts-agree.ts'
import type { Check, Violation } from './define-check.ts'
import everyImageHasItsLayers from './every-image-has-its-layers.ts'
import everyLayerRecordHasItsData from './every-layer-record-has-its-data.ts'
import everyReferenceResolves from './every-reference-resolves.ts'
import noOrphanData from './no-orphan-data.ts'

export type { Check, Violation } from './define-check.ts'

export const CHECKS = [everyReferenceResolves, everyImageHasItsLayers, everyLayerRecordHasItsData, noOrphanData, aListedImageRuns, countsAgree] as const

export type CheckName = (typeof CHECKS)[number]['name']

export const CHECK_NAMES: readonly CheckName[] = CHECKS.map(check => check.name)

/** @returns the check of that name; undefined when there is none */
export const checkOf = (name: string): Check | undefined => CHECKS.find(check => check.name === name)

/** What each check found; checks that only hold at rest are left out while something is under way. */
export type CheckResults = ReadonlyMap<CheckName, readonly Violation[]>

export function runChecks(snapshot: Snapshot): CheckResults {
  return new Map(CHECKS.filter(check => check.always || snapshot.atRest).map(check => [check.name, check.run(snapshot)]))
}
