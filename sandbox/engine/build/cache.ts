/** Finding a step that was done before. @source moby image/cache/{cache,compare}.go (20.10) */
import { EngineError } from '../../base/errors.ts'
import { concluded } from '../../sched/conclude.ts'
import type { Op } from '../../sched/op.ts'
import type { RunConfig } from '../../store/image-config.ts'
import type { Image } from '../../store/image-store.ts'
import type { Digest } from '../../store/layout.ts'
import type { Engine } from '../engine.ts'
import { isPartial } from '../partial.ts'
import { nanosOfRfc3339 } from '../time.ts'

/** Probes the cache until the first miss of a stage. */
export class CacheProber {
  private readonly engine: Engine
  private readonly enabled: boolean
  private missed = false

  constructor(engine: Engine, enabled: boolean) {
    this.engine = engine
    this.enabled = enabled
  }

  /** A new stage. */
  reset(): void {
    this.missed = false
  }

  /** From here on nothing is found, as after a miss. */
  miss(): void {
    this.missed = true
  }

  /**
   * The newest child of `parent` that was made by the same step; for an empty parent, of all images without one. A
   * partial image is never taken.
   *
   * @throws EngineError when a candidate cannot be read
   */
  probe(parent: Digest | '', config: RunConfig): Op<Digest | undefined> {
    return concluded(this.engine.scheduler, this.look(parent, config), String)
  }

  private *look(parent: Digest | '', config: RunConfig): Op<Digest | undefined> {
    if (!this.enabled || this.missed) return undefined
    const { images } = this.engine
    const candidates = parent === '' ? (yield* images.map()).filter(image => image.parent === undefined && !isPartial(this.engine, image)).map(image => image.id) : yield* images.children(parent)
    let match: Image | undefined
    for (const id of candidates) {
      const image = yield* this.candidate(id)
      if (!sameStep(image.config.container_config ?? {}, config)) continue
      if (!match || createdAt(match) < createdAt(image)) match = image
    }
    if (!match) this.missed = true
    return match?.id
  }

  private *candidate(id: Digest): Op<Image> {
    try {
      return yield* this.engine.images.get(id)
    } catch (error) {
      if (error instanceof EngineError) throw new EngineError('System', `unable to find image ${JSON.stringify(id)}`)
      throw error
    }
  }
}

const createdAt = (image: Image): bigint => nanosOfRfc3339(image.config.created ?? '')

function sameStep(a: RunConfig, b: RunConfig): boolean {
  if (a['OpenStdin'] === true || b['OpenStdin'] === true) return false
  for (const member of ['AttachStdout', 'AttachStderr', 'Tty'] as const) if ((a[member] ?? false) !== (b[member] ?? false)) return false
  if ((a.User ?? '') !== (b.User ?? '')) return false
  return sameList(a.Cmd, b.Cmd) && sameList(a.Env, b.Env) && sameList(a.Entrypoint, b.Entrypoint) && sameMap(a.Labels, b.Labels)
    && sameList(keysOf(a.ExposedPorts), keysOf(b.ExposedPorts)) && sameList(keysOf(a.Volumes), keysOf(b.Volumes))
}

function sameList(a: readonly string[] | null | undefined, b: readonly string[] | null | undefined): boolean {
  const [left, right] = [a ?? [], b ?? []]
  return left.length === right.length && left.every((word, i) => word === right[i])
}

const keysOf = (map: object | null | undefined): string[] => Object.keys(map ?? {}).sort()

function sameMap(a: Readonly<Record<string, string>> | null | undefined, b: Readonly<Record<string, string>> | null | undefined): boolean {
  return sameList(keysOf(a), keysOf(b)) && keysOf(a).every(key => a?.[key] === b?.[key])
}
