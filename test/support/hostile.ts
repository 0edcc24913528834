/** What tests with hostile input and faults share: a time limit for a line, the whole store as text, archives by hand. */
import { expect } from 'vitest'
import { concat, utf8 } from '../../sandbox/base/bytes.ts'
import { EngineError } from '../../sandbox/base/errors.ts'
import { CHECKS } from '../../sandbox/check/index.ts'
import { snapshotOf } from '../../sandbox/engine/snapshot.ts'
import { TYPE, emptyHeader } from '../../sandbox/oci/tar/header.ts'
import { TarWriter } from '../../sandbox/oci/tar/writer.ts'
import type { Task } from '../../sandbox/sched/scheduler.ts'
import { foreground } from '../../sandbox/sched/policies/foreground.ts'
import type { RunOptions, RunResult, World } from '../../sandbox/scenario/world.ts'

/** Real seconds that one line may take. */
const LIMIT_SECONDS = 30

/** Words that belong to us and never to a reader. */
const INTERNALS = /InvariantError|TypeError|RangeError|ReferenceError|SyntaxError|is not a function|undefined|\[object |Maximum call stack|\.ts:\d+|NaN/

/** Run a line; a line that hangs, throws or shows our insides fails the test. */
export function runGuarded(world: World, line: string, options: RunOptions = {}): RunResult {
  const until = performance.now() + LIMIT_SECONDS * 1000
  const before = world.policy
  world.policy = (enabled, scheduler) => {
    if (performance.now() > until) throw new Error(`after ${LIMIT_SECONDS} s still running: ${line.slice(0, 200)}; ${world.waiting().slice(0, 2000)}`)
    return foreground(enabled, scheduler)
  }
  // A process below the line may fail without the line noticing.
  const tasks: Task[] = []
  const { scheduler } = world
  const spawn = scheduler.spawn.bind(scheduler)
  scheduler.spawn = (...args) => {
    const task = spawn(...args)
    tasks.push(task)
    return task
  }
  try {
    const result = world.run(line, options)
    for (const task of tasks) if (task.state === 'failed' && !(task.error instanceof EngineError)) throw task.error
    expect(performance.now(), `time of ${line.slice(0, 200)}`).toBeLessThan(until)
    expect(result.stderr).not.toMatch(INTERNALS)
    return result
  } finally {
    world.policy = before
    scheduler.spawn = spawn
  }
}

/** Every file below `/var/lib/docker`: kind, mode, owner, size, name, link, content. */
export function storeText(world: World): string {
  const listed = world.run(String.raw`find /var/lib/docker \( -type f -printf '%m %U %G %s %p\n' -o -printf '%y %m %U %G %p %l\n' \); find /var/lib/docker -type f -exec sha256sum {} +`)
  expect(listed.stderr).toBe('')
  return listed.stdout
}

/** Names of the checks that the store breaks. */
export function brokenChecks(world: World): string[] {
  const snapshot = snapshotOf(world.machine, world.docker.engine, true)
  return CHECKS.filter(check => check.run(snapshot).length > 0).map(check => check.name)
}

/** One entry of an archive made by hand. */
export interface Entry {
  readonly name: string
  readonly type?: string
  readonly content?: string | Uint8Array
  readonly link?: string
}

/** An archive with just these entries, whatever they are. */
export function tarOf(entries: readonly Entry[]): Uint8Array {
  const chunks: Uint8Array[] = []
  const writer = new TarWriter(chunk => chunks.push(chunk), { format: 'any' })
  for (const { name, type = TYPE.regular, content = '', link = '' } of entries) {
    const bytes = typeof content === 'string' ? utf8(content) : content
    writer.add({ ...emptyHeader(), name, type, mode: 0o644, linkname: link, sizeBytes: bytes.length }, [bytes])
  }
  writer.close()
  return concat(chunks)
}
