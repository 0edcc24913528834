/** Digests of every replay of every scenario: what Node and a browser must agree on. */
import { playReplay } from '../../sandbox/scenario/replay.ts'
import type { Scenario } from '../../sandbox/index.ts'

/** `scenario/replay` and the digests of its trace and of its end. */
export function digestsOf(scenarios: readonly Scenario[]): Record<string, string> {
  const digests: Record<string, string> = {}
  for (const scenario of scenarios) {
    for (const replay of Object.keys(scenario.replays)) {
      const { end } = playReplay(scenario, replay)
      digests[`${scenario.id}/${replay}`] = `${end.traceDigest} ${end.endDigest}`
    }
  }
  return digests
}
