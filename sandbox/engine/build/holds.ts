/** What a build holds on: the images it stands on and makes, until its names are written. EulerOS only; others hold none. */
import { EngineError } from '../../base/errors.ts'
import type { Op } from '../../sched/op.ts'
import type { Digest } from '../../store/layout.ts'
import type { Engine } from '../engine.ts'
import { holdOff, holdOn } from '../hold-on.ts'

/** How often an image is made and held on before the build gives up. */
export const TRIES_MAX = 10

export class BuildHolds {
  private readonly engine: Engine
  private readonly held = new Set<Digest>()

  constructor(engine: Engine) {
    this.engine = engine
  }

  /** Hold on an image. @throws EngineError when it has gone */
  *on(id: Digest | ''): Op<void> {
    if (!this.engine.behaviour.holdsOnImages || id === '' || this.held.has(id)) return
    yield* holdOn(this.engine, id)
    this.held.add(id)
  }

  /**
   * Make an image and hold on it. Between the two anybody can delete it; then it is made again, ten times at most.
   *
   * @param failed how the refusal after the last time begins
   * @throws EngineError `… after retry 10 times: …`
   * @source EulerOS docker 1.11.2.32. What it does when making itself fails is not known; here that counts as a time, since a
   *   deletion in the middle of a commit makes it fail
   */
  *make(make: () => Op<Digest>, failed: string): Op<Digest> {
    if (!this.engine.behaviour.holdsOnImages) return yield* make()
    let last: EngineError | undefined
    for (let tries = 0; tries < TRIES_MAX; tries++) {
      try {
        const id = yield* make()
        yield* this.on(id)
        return id
      } catch (error) {
        last = refusalOf(error)
      }
    }
    throw gaveUp(failed, last)
  }

  /** Get an image and hold on it, likewise; that there is none to get ends the build at once. */
  *get<T>(get: () => Op<T>, idOf: (got: T) => Digest | '', failed: string): Op<T> {
    let last: EngineError | undefined
    for (let tries = 0; tries < TRIES_MAX; tries++) {
      const got = yield* get()
      try {
        yield* this.on(idOf(got))
        return got
      } catch (error) {
        last = refusalOf(error)
      }
    }
    throw gaveUp(failed, last)
  }

  /** Let go of all of them. */
  *releaseAll(): Op<void> {
    const held = [...this.held]
    this.held.clear()
    for (const id of held) yield* holdOff(this.engine, id)
  }
}

function refusalOf(error: unknown): EngineError {
  if (error instanceof EngineError) return error
  throw error
}

const gaveUp = (failed: string, last: EngineError | undefined): EngineError => new EngineError(last?.kind ?? 'System', `${failed} after retry ${TRIES_MAX} times: ${last?.message ?? ''}`)
