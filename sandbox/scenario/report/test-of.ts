/** A moment as a scenario that tests itself: what was seen is what it expects. */
import { brokenChecks } from '../replay.ts'
import type { Scenario, Statement } from '../scenario.ts'
import type { Account } from './account.ts'

/** Longer outputs are not expected word for word. */
const OUTPUT_CHARACTERS_MAX = 400

/** The replay of the scenario that is made. */
export const SEEN_REPLAY = 'seen'

/** @param id of the new scenario */
export function testOf({ moment: { scenario, schedule }, end }: Account, id = scenario.id): Scenario {
  const { replays: _, claims: __, sweeps: ___, golfPar: ____, expect: _____, ...kept } = scenario
  const look = end.looks.get('end')
  const commands = Object.entries(end.commands).flatMap(([actor, outcomes]) => outcomes.map((outcome, at): Statement => {
    const { exit, state, stdout, stderr } = outcome
    const printed = stdout.replace(/\n$/, '')
    return {
      actor, command: at + 1, state, ...(state === 'ended' ? { exit } : {}),
      ...(state === 'ended' && printed.length <= OUTPUT_CHARACTERS_MAX ? { stdoutIs: printed } : {}),
      ...(state === 'ended' && stderr !== '' && stderr.length <= OUTPUT_CHARACTERS_MAX ? { stderr: stderr.trimEnd() } : {}),
    }
  }))
  const statements: Statement[] = [
    ...commands,
    ...(look?.powered === true && look.daemon !== 'stopped' ? [{ listed: look.images.length }, ...[...look.references].map(([reference, is]): Statement => ({ reference, is }))] : []),
    ...(look ? brokenChecks(look).map((check): Statement => ({ check, is: 'broken' })) : []),
  ]
  return { ...kept, id, replays: { [SEEN_REPLAY]: { schedule, expect: statements } } }
}
