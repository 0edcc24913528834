import { expect, it } from 'vitest'
import { Lock } from './lock.ts'
import { Memory } from './memory.ts'
import { SECOND, sleep, step } from './op.ts'
import type { Op } from './op.ts'
import { foreground } from './policies/foreground.ts'
import { ManualChoices } from './policies/manual.ts'
import { randomPolicy } from './policies/random.ts'
import { parseSchedule, printSchedule, scriptPolicy } from './policies/script.ts'
import { Interrupted, Scheduler, join } from './scheduler.ts'

const world = (): Scheduler => new Scheduler(new Memory(), 1)

function* steps(log: string[], name: string, count: number): Op<void> {
  for (let i = 1; i <= count; i++) {
    yield step('compute', name, 10)
    log.push(`${name}${i}`)
  }
}

it('does nothing of an operation before its first step', () => {
  const scheduler = world()
  const log: string[] = []
  scheduler.spawn(steps(log, 'a', 1), 'a')
  expect(log).toEqual([])
  scheduler.run(foreground)
  expect(log).toEqual(['a1'])
})

it('lets the task go first whose time is earliest, as concurrent work on a machine does', () => {
  const scheduler = world()
  const log: string[] = []
  function* sleeper(): Op<void> {
    yield* sleep(SECOND)
    log.push('slept')
  }
  scheduler.spawn(sleeper(), 'sleeper')
  scheduler.spawn(steps(log, 'a', 3), 'a')
  scheduler.run(foreground)
  expect(log).toEqual(['a1', 'a2', 'a3', 'slept'])
  expect(scheduler.nowTick).toBe(SECOND)
})

it('follows a script of lanes and then goes on by itself', () => {
  const scheduler = world()
  const log: string[] = []
  scheduler.spawn(steps(log, 'a', 3), 'a')
  scheduler.spawn(steps(log, 'b', 3), 'b')
  scheduler.run(scriptPolicy(parseSchedule('b*2 a*1 b')))
  expect(log).toEqual(['b1', 'b2', 'a1', 'b3', 'a2', 'a3'])
  expect(printSchedule(parseSchedule('b*2 a*1 b'))).toBe('b*2 a*1 b')
  expect(() => parseSchedule('b*x')).toThrow('not a schedule item: b*x')
})

it('stands still until a lane is stepped by hand', () => {
  const scheduler = world()
  const log: string[] = []
  const choices = new ManualChoices()
  scheduler.spawn(steps(log, 'a', 3), 'a')
  scheduler.spawn(steps(log, 'b', 3), 'b')
  scheduler.run(choices.policy)
  expect(log).toEqual([])
  for (const lane of ['b', 'a', 'b']) choices.ask(lane)
  scheduler.run(choices.policy)
  expect(log).toEqual(['b1', 'a1', 'b2'])
})

it('gives the same order for the same seed, and other orders for other seeds', () => {
  const orderOf = (seed: number): string => {
    const scheduler = world()
    const log: string[] = []
    for (const name of ['a', 'b', 'c']) scheduler.spawn(steps(log, name, 4), name)
    scheduler.run(randomPolicy(seed))
    expect(log).toHaveLength(12)
    return log.join(' ')
  }
  expect(orderOf(7)).toBe(orderOf(7))
  expect(new Set([1, 2, 3, 4, 5].map(orderOf)).size).toBeGreaterThan(1)
})

it('keeps a task waiting while somebody else holds the lock', () => {
  const scheduler = world()
  const lock = new Lock('door', scheduler)
  const log: string[] = []
  const holder = (name: string): Op<void> => lock.held(() => steps(log, name, 2))
  scheduler.spawn(holder('a'), 'a')
  scheduler.spawn(holder('b'), 'b')
  scheduler.run(randomPolicy(3))
  const text = log.join(' ')
  expect(['a1 a2 b1 b2', 'b1 b2 a1 a2']).toContain(text)
})

it('leaves a lock also when the holder fails', () => {
  const scheduler = world()
  const lock = new Lock('door', scheduler)
  function* fails(): Op<void> {
    yield step('compute', 'x', 1)
    throw new Error('broken')
  }
  const failing = scheduler.spawn(lock.held(fails), 'failing')
  scheduler.run(foreground)
  expect(failing.state).toBe('failed')
  expect(lock.writer).toBeUndefined()
})

it('throws a signal into the operation in place of its next step', () => {
  const scheduler = world()
  function* waits(): Op<string> {
    try {
      yield { kind: 'wait', target: 'for ever', ticks: 0, blocked: () => true }
      return 'woken'
    } catch (error) {
      return error instanceof Interrupted ? error.signal : 'other'
    }
  }
  const task = scheduler.spawn(waits(), 'waiter')
  scheduler.run(foreground)
  expect(task.ended).toBe(false)
  task.signal('INT', 0)
  scheduler.run(foreground)
  expect(task.result).toBe('INT')
})

it('names children by their parent, whatever the order of steps', () => {
  const names = (seed: number): string[] => {
    const scheduler = world()
    const seen: string[] = []
    function* parent(): Op<void> {
      const children = [scheduler.spawn(steps([], 'x', 2), 'x'), scheduler.spawn(steps([], 'y', 1), 'y')]
      for (const child of children) {
        seen.push(child.name)
        yield* join(child)
      }
    }
    scheduler.spawn(parent(), 'p')
    scheduler.spawn(steps([], 'q', 3), 'q')
    scheduler.run(randomPolicy(seed))
    return seen
  }
  expect(names(1)).toEqual(['p/x1', 'p/y2'])
  expect(names(2)).toEqual(names(1))
})

it('lets suspended tasks go on where they stood when it is reset, and forgets those that were started meanwhile', () => {
  const scheduler = world()
  const log: string[] = []
  const first = scheduler.spawn(steps(log, 'a', 3), 'a')
  const second = scheduler.spawn(steps(log, 'b', 2), 'b')
  scheduler.step(first)
  scheduler.step(second)
  const mark = scheduler.mark()
  for (let i = 0; i < 2; i++) {
    scheduler.suspend(task => task === first)
    expect(scheduler.enabled()).toEqual([second])
    const other = scheduler.spawn(steps(log, `other${i}`, 1), 'other')
    scheduler.step(other)
    expect(scheduler.reset(mark)).toEqual([])
    expect(scheduler.tasks).toEqual([first, second])
  }
  scheduler.run(foreground)
  expect(log).toEqual(['a1', 'b1', 'other01', 'other11', 'a2', 'b2', 'a3'])
})

it('takes back every change since a moment, in objects and in maps', () => {
  const memory = new Memory()
  const cell = { value: 1 }
  const map = new Map([['kept', 1], ['changed', 2]])
  const moment = memory.now()
  memory.set(cell, 'value', 2)
  memory.put(map, 'changed', 3)
  memory.put(map, 'new', 4)
  memory.remove(map, 'kept')
  memory.backTo(moment)
  expect(cell.value).toBe(1)
  expect(Object.fromEntries(map)).toEqual({ kept: 1, changed: 2 })
})

it('joins the accesses of a step per cell: reading and writing is writing, adding twice is adding', () => {
  const memory = new Memory()
  memory.recording = true
  memory.touch('file', 1, 'read')
  memory.touch('file', 1, 'write')
  memory.touch('entries', 2, 'add')
  memory.touch('entries', 2, 'add')
  expect(memory.takeFootprint()).toEqual([{ cell: 'file:1', mode: 'write' }, { cell: 'entries:2', mode: 'add' }])
  expect(memory.takeFootprint()).toEqual([])
})
