/**
 * What a build does about partial images: it joins one that it is FROM, strips the layers of FROM with `--no-parent`, and
 * removes what it needed on the way, unless that was there when it began. Builds at the same time make that rule fail:
 * each takes what the other has made for something that was there, or cannot remove it while the other holds on it.
 *
 * @source EulerOS docker 1.11.2.32, builder/dockerfile/builder.go, daemon/combine.go
 */
import { EngineError } from '../../base/errors.ts'
import type { Op } from '../../sched/op.ts'
import type { Image } from '../../store/image-store.ts'
import type { Digest } from '../../store/layout.ts'
import type { LayerHandle } from '../../store/layer-store.ts'
import type { Engine } from '../engine.ts'
import { completeImage, configLike, coreName, joinedName, partsOf, registerAgain } from '../partial-images.ts'
import { isPartial } from '../partial.ts'
import { removeImage } from '../remove-image.ts'
import { resolveImage } from '../resolve.ts'

export class PartialBuild {
  private readonly engine: Engine
  /** The images that were there when the build began. */
  private readonly before: ReadonlySet<Digest>
  /** What the last FROM said; undefined for scratch. */
  private from: string | undefined

  private constructor(engine: Engine, before: ReadonlySet<Digest>) {
    this.engine = engine
    this.before = before
  }

  /** Note which images there are. */
  static *begin(engine: Engine): Op<PartialBuild> {
    return new PartialBuild(engine, new Set((yield* engine.images.map()).map(({ id }) => id)))
  }

  /** Has a FROM named an image? */
  get hasParent(): boolean {
    return this.from !== undefined
  }

  /** FROM: the image itself, or for a partial one the image that it is joined to, which gets its usual name. */
  *baseOf(typed: string, image: Image): Op<Image> {
    this.from = typed
    if (!isPartial(this.engine, image)) return image
    return yield* resolveImage(this.engine, (yield* completeImage(this.engine, typed)).id)
  }

  /**
   * A partial image of what the build has added to FROM. Its layers are registered anew on nothing: the same archives as
   * other layers, in other directories. It has no parent.
   *
   * @throws EngineError when FROM has gone; it is looked up by its name once more
   */
  *strip(id: Digest): Op<Digest> {
    const { engine } = this
    const image = yield* engine.images.get(id)
    const typed = this.from as string
    const parts = yield* partsOf(engine, typed)
    const count = (of: (image: Image) => readonly unknown[]): number => parts.reduce((sum, part) => sum + of(part.image).length, 0)
    const all = image.config.rootfs?.diff_ids ?? []
    const inherited = count(({ config }) => config.rootfs?.diff_ids ?? [])
    const held: LayerHandle[] = []
    try {
      const diffIDs: Digest[] = []
      for (let i = inherited; i < all.length; i++) {
        held.push(...(yield* registerAgain(engine, all.slice(0, i + 1), diffIDs)))
        diffIDs.push(all[i] as Digest)
      }
      const history = (image.config.history ?? []).slice(count(({ config }) => config.history ?? []))
      const parent = parts[0]?.image.id as Digest
      return yield* engine.images.create(configLike(image, { diffIDs, history, from: `${coreName(typed, parent)}@${parent}` }))
    } finally {
      for (const handle of held) yield* engine.layers.release(handle)
    }
  }

  /**
   * Remove what the build needed and nobody asked for: the complete image it was stripped from, and the one that a partial
   * FROM was joined to. What cannot be removed stays, with a line in the log.
   *
   * @param stripped the complete image; undefined for a build that keeps it
   */
  *removeLeftovers(stripped: Digest | undefined): Op<void> {
    if (stripped !== undefined && !this.before.has(stripped)) yield* this.remove(stripped)
    if (this.from === undefined) return
    try {
      const parts = yield* partsOf(this.engine, this.from)
      if (parts.length === 1) return
      const name = joinedName(parts)
      const { id } = yield* resolveImage(this.engine, name)
      if (!this.before.has(id)) yield* this.remove(name)
    } catch (error) {
      this.logged(error)
    }
  }

  private *remove(name: string): Op<void> {
    try {
      yield* removeImage(this.engine, { name, force: false, prune: true })
    } catch (error) {
      this.logged(error)
    }
  }

  private logged(error: unknown): void {
    if (!(error instanceof EngineError)) throw error
    this.engine.log('error', error.message)
  }
}
