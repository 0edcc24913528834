import { expect, it } from 'vitest'
import { ImmutableMap } from './immutable-map.ts'

it('gives what a map gives, and leaves earlier maps as they were', () => {
  const plain = new Map<number, number>()
  let map = ImmutableMap.of<number, number>([])
  const kept: [ImmutableMap<number, number>, Map<number, number>][] = []
  let state = 7
  for (let i = 0; i < 3000; i++) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0
    const key = (state >>> 8) % 500
    if (state % 3 === 0) {
      map = map.without(key)
      plain.delete(key)
    } else {
      map = map.with(key, i)
      plain.set(key, i)
    }
    if (i % 500 === 0) kept.push([map, new Map(plain)])
  }
  kept.push([map, plain])
  expect(kept.length).toBe(7)
  for (const [now, then] of kept) {
    expect(now.size).toBe(then.size)
    expect([...now].sort(([a], [b]) => a - b)).toEqual([...then].sort(([a], [b]) => a - b))
    for (let key = 0; key < 500; key++) expect([now.has(key), now.get(key)]).toEqual([then.has(key), then.get(key)])
  }
})
