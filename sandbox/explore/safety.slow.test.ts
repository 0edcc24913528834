/**
 * The explorer is not blind: what it says is missing when a lock is there comes when the lock is taken away, and what it
 * finds goes when the right lock is put in. Likewise for power cuts and fsync.
 */
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { text } from '../base/bytes.ts'
import { SimDisk } from '../disk/sim-disk.ts'
import type { DiskModel } from '../disk/sim-disk.ts'
import { installNodeCodecs } from '../node/codecs.ts'
import type { Scenario } from '../scenario/scenario.ts'
import { Lock } from '../sched/lock.ts'
import type { Op } from '../sched/op.ts'
import { Actors } from './actors.ts'
import { exploreCrashes } from './crash.ts'
import { endAt } from './ends.ts'
import { EFFORT_MAX, search } from './search.ts'
import type { SearchResult } from './search.ts'

beforeAll(installNodeCodecs)

const hello = { tags: ['app:1'], layers: [{ message: 'hello\n' }] }

const scenarioOf = (...lines: string[]): Scenario => ({
  id: 'at-once', files: { 'app.tar': { archive: [hello] } }, start: ['docker load -i app.tar'], actors: Object.fromEntries(lines.map((line, at) => [['a', 'b'][at], [line]])), replays: {},
})

function toEnd<Result>(running: Generator<unknown, Result, void>): Result {
  let next = running.next()
  while (!next.done) next = running.next()
  return next.value
}

/** Everything that two lines come to, as `look` sees it. */
function endsOf(lines: readonly string[], change: (actors: Actors) => void, look: (actors: Actors) => string): SearchResult<string> {
  const scenario = scenarioOf(...lines)
  const actors = new Actors(scenario, Object.keys(scenario.actors))
  change(actors)
  return toEnd(search(actors, {
    preemptionsMax: undefined, effortMax: EFFORT_MAX, lookChanges: false, onBegin() {}, enough: () => false,
    look() {
      const key = look(actors)
      return { key, seen: key }
    },
  }))
}

const asked = (result: SearchResult<string>): string[] => {
  expect(result.bound).toEqual({ kind: 'all-orders' })
  return result.ends.map(({ seen }) => seen).sort()
}

const engineOf = (actors: Actors) => actors.world.docker.engine as NonNullable<Actors['world']['docker']['engine']>

describe('two tags at once', () => {
  const lines = ['docker tag app:1 app:2', 'docker tag app:1 app:3']
  const onDisk = (actors: Actors): string => {
    const { node } = actors.world.machine.fs({ uid: 0, gid: 0 }).find('/var/lib/docker/image/overlay2/repositories.json', true, 'open')
    return Object.keys((JSON.parse(text(node.content.bytes())) as { Repositories: Record<string, object> }).Repositories['app'] ?? {}).sort().join(' ')
  }

  it('are both in repositories.json, whatever the order', () => {
    expect(asked(endsOf(lines, () => {}, onDisk))).toEqual(['app:1 app:2 app:3'])
  })

  it('lose one of the two when the store has no lock', () => {
    const ends = asked(endsOf(lines, actors => {
      const { lock } = engineOf(actors).references as unknown as { lock: Lock }
      lock.held = <T>(op: () => Op<T>): Op<T> => op()
    }, onDisk))
    expect(ends).toContain('app:1 app:2')
    expect(ends).toContain('app:1 app:3')
  })
})

describe('load and rmi', () => {
  const lines = ['docker load -i app.tar', 'docker rmi app:1']
  const broken = (actors: Actors): string => endAt(actors.world, {}, true).broken.map(({ check }) => check).join(' ')

  /** A lock that is taken in one call of the daemon and left in another one of the same request. */
  class Span extends Lock {
    *open(): Op<void> {
      const { writeStep, take } = this as unknown as { writeStep: never; take: () => void }
      yield writeStep
      take.call(this)
    }

    *close(): Op<void> {
      const { unlockStep, leave } = this as unknown as { unlockStep: never; leave: (task: unknown) => void }
      const task = this.writer
      yield unlockStep
      leave.call(this, task)
    }
  }

  function spanning(actors: Actors, half: 'load' | 'rmi' | 'both'): void {
    const engine = engineOf(actors)
    const { images, references, scheduler } = engine
    const span = new Span('span', scheduler)
    const mine = (): boolean => span.writer === scheduler.current
    const { create, delete: deleteImage } = images
    const { addTag, delete: deleteReference } = references
    if (half !== 'rmi') {
      images.create = function* (raw) {
        yield* span.open()
        return yield* create.call(images, raw)
      }
      references.addTag = function* (...given) {
        yield* addTag.apply(references, given)
        if (mine()) yield* span.close()
      }
    }
    if (half !== 'load') {
      references.delete = function* (...given) {
        if (!mine()) yield* span.open()
        yield* deleteReference.apply(references, given)
      }
      images.delete = function* (...given) {
        const removed = yield* deleteImage.apply(images, given)
        if (mine()) yield* span.close()
        return removed
      }
    }
    // Whoever did not come so far leaves it with the request.
    const { request } = engine
    engine.request = function* (...given: Parameters<typeof request>) {
      try {
        return yield* request.apply(engine, given)
      } finally {
        if (mine()) yield* span.close()
      }
    } as typeof request
  }

  it('leave a name without an image when nothing spans their two steps, or only those of one', () => {
    expect(asked(endsOf(lines, () => {}, broken)).join()).toContain('every-reference-resolves')
    expect(asked(endsOf(lines, actors => spanning(actors, 'load'), broken)).join()).toContain('every-reference-resolves')
    expect(asked(endsOf(lines, actors => spanning(actors, 'rmi'), broken)).join()).toContain('every-reference-resolves')
  })

  it('leave none when one lock spans creating and naming, and names and image', () => {
    const ends = asked(endsOf(lines, actors => spanning(actors, 'both'), broken))
    expect(ends.join()).not.toContain('every-reference-resolves')
    expect(ends).toContain('')
  })
})

describe('a power cut under a load', () => {
  afterEach(() => {
    vi.restoreAllMocks()
  })

  const troubles = (model: DiskModel): Set<string> => new Set(toEnd(exploreCrashes({ id: 'cut', disk: { model }, files: { 'app.tar': { archive: [hello] } }, start: [], actors: { worker: ['docker load -i app.tar'] }, replays: {} }, 'worker')).groups.flatMap(group => group.troubles))

  it.each(['ext4', 'posix'] as const)('has worse ends when fsync does nothing, on %s', model => {
    const usual = troubles(model)
    vi.spyOn(SimDisk.prototype, 'fsync').mockImplementation(() => {})
    const worse = [...troubles(model)].filter(trouble => !usual.has(trouble))
    expect(worse).toContain('repositories-unreadable')
  })

  it.each(['ext4', 'posix'] as const)('leaves nothing but what a killed daemon leaves when every write is synchronous, on %s', model => {
    const disk = SimDisk.prototype as unknown as { record: (this: SimDisk, changes: readonly object[]) => void }
    const { record } = disk
    let syncing = false
    vi.spyOn(disk, 'record').mockImplementation(function (this: SimDisk, changes) {
      record.call(this, changes)
      if (syncing) return
      syncing = true
      this.sync()
      syncing = false
    })
    expect([...troubles(model)].filter(trouble => trouble !== 'orphan-data')).toEqual([])
  })
})
