import { expect, it } from 'vitest'
import { growthOf, waitingOf } from './growth.ts'
import type { TimedStep } from './growth.ts'

const command = (line: string, steps: number, output = ''): { line: string, steps: number, output: string } => ({ line, steps, output })

it('compares commands that are repeated at each size, and leaves out the others', () => {
  const growth = growthOf([command('grow', 900), command('count', 5, '10'), command('list', 121), command('grow more', 9000), command('count', 5, '20\n'), command('list', 226), command('clean', 7), command('count', 5, '1'), command('list', 22)], 'count')
  expect(growth).toEqual({ lines: ['list'], rows: [{ size: 10, steps: [121] }, { size: 20, steps: [226] }, { size: 1, steps: [22] }], perImage: [10.7] })
})

it('finds nothing to compare at one size', () => {
  expect(growthOf([command('count', 5, '10'), command('list', 121)], 'count')).toBeUndefined()
  expect(growthOf([command('count', 5, '10'), command('count', 5, '20')], 'count')).toBeUndefined()
})

const step = (task: string, microseconds: number, kind: TimedStep['kind'], target: string): TimedStep => ({ task, tick: microseconds * 1000, kind, target })
const record = `/var/lib/docker/image/overlay2/imagedb/metadata/sha256/${'0'.repeat(64)}/parent`

it('counts requests that are under way, and the records that each has read, until it has answered', () => {
  const steps = [
    step('a', 100, 'network', 'GET /v1.41/images/json'), step('a', 150, 'read', record), step('b', 200, 'network', 'GET /v1.41/images/json'), step('a', 220, 'read', record),
    step('b', 240, 'read', record), step('a', 260, 'write', 'list1'), step('c', 270, 'network', 'POST /v1.41/build'), step('b', 310, 'write', 'list2'), step('c', 900, 'read', record),
  ]
  expect(waitingOf(steps, 100)).toEqual([
    { atMicroseconds: 0, requests: 1, images: 0 }, { atMicroseconds: 100, requests: 2, images: 1 }, { atMicroseconds: 200, requests: 1, images: 1 }, { atMicroseconds: 300, requests: 0, images: 0 },
  ])
  expect(waitingOf([], 100)).toEqual([])
})
