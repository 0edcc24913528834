import type { Scenario } from '#sandbox'

/** Profiles whose engine and client were recorded. */
const RECORDED_PROFILES: ReadonlySet<string> = new Set(['docker-20.10', 'docker-19.03'])

/** How well what a scenario shows is known: how many recordings of a real engine its claims are bound to. */
export function recordingsOf(scenario: Scenario, profile: string): number {
  if (!RECORDED_PROFILES.has(profile)) return 0
  const names = Object.values(scenario.claims ?? {}).flatMap(({ recording, holds, fails }) =>
    recording !== undefined && [...holds, ...(fails ?? [])].includes(profile) ? [recording] : [])
  return new Set(names).size
}
