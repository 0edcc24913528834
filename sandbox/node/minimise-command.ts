/** `layerlab minimise`: a run that breaks a check, as small as it can be made, as a scenario. */
import { existsSync, writeFileSync } from 'node:fs'
import { CHECK_NAMES } from '../check/index.ts'
import type { CheckName } from '../check/index.ts'
import { minimise } from '../explore/minimise.ts'
import type { MinimiseProgress, Minimised } from '../explore/minimise.ts'
import { capsuleOf } from '../scenario/at-terminals.ts'
import { CapsuleError } from '../scenario/links-part.ts'
import { playReplay } from '../scenario/replay.ts'
import { RunError } from '../scenario/runner.ts'
import type { Uploads } from '../scenario/runner.ts'
import type { Scenario } from '../scenario/scenario.ts'
import { printSchedule } from '../scenario/schedule.ts'
import type { CommandLine } from './command-line.ts'
import { UsageError } from './command-line.ts'
import { finish } from './explore-command.ts'
import { findReplay } from './replay-command.ts'
import { print } from './streams.ts'

/** @returns exit status */
export async function minimiseCommand({ words, json, schedule, check, out }: CommandLine): Promise<number> {
  const [what, name] = words
  if (what === undefined || words.length > 2) throw new UsageError('give a scenario or a capsule: layerlab minimise content/scenarios/load-rmi.ts found-then-deleted')
  if (check !== undefined && !isCheckName(check)) throw new UsageError(`--check ${check}: there is no such check. Checks are ${CHECK_NAMES.join(', ')}.`)
  if (out !== undefined && !/\.(?:ts|json)$/.test(out)) throw new UsageError(`--out ${out}: name a file that ends in .ts or .json`)
  if (out !== undefined && existsSync(out)) throw new UsageError(`--out ${out}: there is such a file already; name another, or remove it`)
  const { scenario, uploads, replay } = await findReplay(what, name, schedule)
  let small: Minimised
  try {
    small = finish(minimise(scenario, { schedule: scenario.replays[replay]?.schedule ?? [], check, uploads }), ({ commands, tried }: MinimiseProgress) => `${commands} commands left, ${tried} runs tried`)
  } catch (error) {
    if (error instanceof RunError) throw new UsageError(error.message)
    throw error
  }
  const { end } = playReplay(small.scenario, 'witness', uploads)
  const { finding, commands, commandsBefore, switches, faults, tried } = small
  const scenarioOut = expecting(small)
  if (out !== undefined) writeFileSync(out, out.endsWith('.json') ? `${JSON.stringify(scenarioOut, undefined, 2)}\n` : asTypeScript(scenarioOut))
  const line = printSchedule(small.scenario.replays['witness']?.schedule ?? [])
  const capsule = linkOf(small.scenario, uploads)
  if (json) {
    print(`${JSON.stringify({ finding, commands, commandsBefore, switches, faults, tried, schedule: line, endDigest: end.endDigest, capsule: capsule ?? null, scenario: scenarioOut }, undefined, 1)}\n`)
    return 0
  }
  print(`broken: ${finding.check}: ${finding.claim}\n${commands} of ${commandsBefore} commands, ${switches} switch${switches === 1 ? '' : 'es'}, ${faults} fault${faults === 1 ? '' : 's'}; nothing more can be left out one by one (${tried} runs tried)\n\n`)
  for (const start of small.scenario.start ?? []) print(`start: ${start}\n`)
  for (const [actor, lines] of Object.entries(small.scenario.actors)) print(`${actor}: ${lines.join('; ')}\n`)
  print(`schedule: ${line}\n`)
  if (capsule !== undefined) print(`#${capsule}\n`)
  print(out === undefined ? `\n${asTypeScript(scenarioOut)}` : `written: ${out}\n`)
  return 0
}

const isCheckName = (name: string): name is CheckName => (CHECK_NAMES as readonly string[]).includes(name)

/** The witness says what it is a witness of. */
function expecting({ scenario, finding }: Minimised): Scenario {
  const schedule = scenario.replays['witness']?.schedule ?? []
  return { ...scenario, replays: { witness: { schedule, expect: [{ check: finding.check, is: 'broken' }] } } }
}

function linkOf(scenario: Scenario, uploads: Uploads): string | undefined {
  try {
    return capsuleOf(scenario, 'witness', uploads)
  } catch (error) {
    if (error instanceof CapsuleError) return undefined
    throw error
  }
}

function asTypeScript(scenario: Scenario): string {
  return `import { defineScenario } from '#sandbox/scenario'\n\nexport default defineScenario(${JSON.stringify(scenario, undefined, 2)})\n`
}
