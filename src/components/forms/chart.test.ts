import { expect, it } from 'vitest'
import { HEIGHT, LEFT, BOTTOM, TOP, pathThrough, placing, ticksTo } from './chart.ts'

it('has round ticks that reach the highest value', () => {
  expect(ticksTo(1114)).toEqual([0, 500, 1000, 1500])
  expect(ticksTo(299)).toEqual([0, 100, 200, 300])
  expect(ticksTo(0)).toEqual([0, 0.25, 0.5, 0.75, 1])
  for (let highest = 1; highest < 5000; highest += 37) expect(ticksTo(highest).at(-1), String(highest)).toBeGreaterThanOrEqual(highest)
})

it('places the origin below on the left, and the highest value at the top', () => {
  const place = placing(100, 200)
  expect(place([0, 0])).toEqual([LEFT, HEIGHT - BOTTOM])
  expect(place([0, 200])).toEqual([LEFT, TOP])
})

it('goes from point to point, or keeps the height until the next', () => {
  expect(pathThrough([[0, 9], [5, 3], [8, 4]])).toBe('M0 9L5 3L8 4')
  expect(pathThrough([[0, 9], [5, 3], [8, 4]], true)).toBe('M0 9H5V3H8V4')
})
