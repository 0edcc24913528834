/** Power cuts of every command that writes, to their end on both models of the disk; the counts of `ext4` are golden: a change needs a reason. */
import { beforeAll, expect, it } from 'vitest'
import { exploreCrashes } from '../sandbox/explore/crash.ts'
import type { CrashExploration } from '../sandbox/explore/crash.ts'
import type { DiskModel } from '../sandbox/disk/sim-disk.ts'
import { installNodeCodecs } from '../sandbox/node/codecs.ts'
import { CUT_COMMANDS, countCuts, cutScenario } from './support/power-cuts.ts'

beforeAll(installNodeCodecs)

function explored(command: string, model: DiskModel): CrashExploration {
  const search = exploreCrashes(cutScenario(command, model), 'A')
  let next = search.next()
  while (!next.done) next = search.next()
  return next.value
}

/** Different disks, boots, and ends that a reader can tell apart. */
const COUNTS: Readonly<Record<string, readonly [disks: number, boots: number, ends: number]>> = {
  pull: [51, 111, 9], push: [19, 22, 1], load: [37, 103, 9], save: [22, 42, 1], import: [52, 139, 9], build: [328, 736, 14], commit: [59, 96, 7],
  tag: [10, 12, 2], rmi: [20, 21, 4], prune: [20, 21, 4], run: [85, 239, 4], rm: [44, 46, 2], combine: [42, 171, 12],
}

const endsOf = ({ groups }: CrashExploration): string[] => groups.map(({ clean, troubles }) => clean ?? troubles.join())

it.each(CUT_COMMANDS)('cuts docker %s at every step', command => {
  const beganAt = performance.now()
  const counts = countCuts(command)
  console.log(`${command}: ${Math.round(performance.now() - beganAt)} ms (bar: 10 s on a quiet machine)`)
  expect(counts.tried).toBe(counts.states)
  expect([counts.states, counts.boots, Object.keys(counts.ends).length]).toEqual(COUNTS[command])
})

// A build has more names than anybody waits for: what it says then is tested with the explorer.
it.each(CUT_COMMANDS.filter(command => command !== 'build' && command !== 'combine'))('cuts docker %s on posix to the end, and finds at least the ends of ext4', command => {
  const worst = explored(command, 'posix')
  expect(worst.names?.undoneMax).toBe('any')
  expect(endsOf(worst)).toEqual(expect.arrayContaining(endsOf(explored(command, 'ext4'))))
})

it('says how far it came where posix allows too much', () => {
  const { names, boots, states, tried } = explored('combine', 'posix')
  expect(names?.undoneMax).toBeGreaterThan(0)
  expect(names?.undoneMax).not.toBe('any')
  expect(tried).toBe(states)
  expect(boots).toBeGreaterThan(2000)
})
