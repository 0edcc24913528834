import { expect, it } from 'vitest'
import { byOrders, byStates, compareSearches, fewestByEnd, naive, naiveSwitches } from '../../test/support/search-small.ts'
import { SmallProgram, drawnProgram } from '../../test/support/small-programs.ts'
import type { Statement } from '../../test/support/small-programs.ts'

it('finds the ends of every schedule by orders and by states, in programs drawn from seeds', () => {
  compareSearches(40, 1200)
})

it('finds them where lanes forget what an operation found but its result', () => {
  compareSearches(40, 1200, true)
})

it('needs one order for lanes that share nothing, and two for two writes', () => {
  const write = (cell: number): Statement => ({ do: 'write', cell })
  expect(byOrders(new SmallProgram([[write(0), write(0), write(0)], [write(1), write(1), write(1)]])).orders).toBe(1)
  expect(byOrders(new SmallProgram([[write(0)], [write(0)]])).orders).toBe(2)
  expect(byOrders(new SmallProgram([[{ do: 'add', cell: 0 }], [{ do: 'add', cell: 0 }]])).orders).toBe(1)
})

it('knows that a lock for reading does not protect what is written under it', () => {
  const body: readonly Statement[] = [{ do: 'write', cell: 0 }, { do: 'read', cell: 0 }]
  const program = new SmallProgram([[{ do: 'read-lock', lock: 0, body }], [{ do: 'read-lock', lock: 0, body }]])
  const all = naive(program, 6000)
  expect(all?.ends.size).toBe(4)
  expect(byOrders(program).ends).toEqual(all?.ends)
})

it('finds a lost update with one preemption and not without', () => {
  const lane: readonly Statement[] = [{ do: 'read', cell: 0 }, { do: 'write', cell: 0 }, { do: 'read', cell: 0 }]
  const program = new SmallProgram([lane, lane])
  const bounds = [0, 1, 2, 3].map(k => byStates(program, k))
  const all = naive(program, 6000)
  expect(bounds[0]?.size).toBe(2)
  expect(bounds[1]?.size).toBeGreaterThan(2)
  for (const [k, ends] of bounds.entries()) for (const end of bounds[k - 1] ?? []) expect(ends.has(end)).toBe(true)
  expect(bounds[3]).toEqual(all?.ends)
})

it('leads to each end with as few switches as any schedule does', () => {
  let ends = 0
  for (let seed = 1; seed <= 40; seed++) {
    const program = drawnProgram(seed)
    const all = naiveSwitches(program, 1200)
    if (!all) continue
    const fewest = fewestByEnd(program)
    expect([...fewest].sort(), `seed ${seed}`).toEqual([...all].sort())
    ends += all.size
  }
  expect(ends).toBeGreaterThan(40)
})
