/** Images a build works on, and its holds on their layers. @source moby builder/dockerfile/imagecontext.go, daemon/images/image_builder.go (20.10) */
import { EngineError } from '../../base/errors.ts'
import { familiarString, parseReference, withDefaultTag } from '../../oci/reference.ts'
import type { Op } from '../../sched/op.ts'
import { randomHex64 } from '../../store/atomic-write.ts'
import { chainIDOf } from '../../store/image-config.ts'
import type { Image } from '../../store/image-store.ts'
import type { Digest } from '../../store/layout.ts'
import type { LayerHandle } from '../../store/layer-store.ts'
import type { Engine } from '../engine.ts'
import { resolveImage } from '../resolve.ts'

/** An image whose layers are held until the build ends; no image for FROM scratch. */
export interface ImageSource {
  readonly image: Image | undefined
  readonly layer: LayerHandle | undefined
}

/** A writable layer of no container, mounted. */
export interface WritableLayer {
  readonly name: string
  readonly mountID: string
  /** Where its tree is seen. */
  readonly root: string
}

export interface PullOptions {
  /** Pull also what is there. */
  readonly pull: boolean
  /** Gets an image, or throws. */
  readonly pullMissing: (reference: string) => Op<void>
}

export class ImageSources {
  private readonly engine: Engine
  private readonly options: PullOptions
  private readonly byID = new Map<string, ImageSource>()
  private readonly held: LayerHandle[] = []

  constructor(engine: Engine, options: PullOptions) {
    this.engine = engine
    this.options = options
  }

  /**
   * Find an image and hold its layers. The image itself is not held.
   *
   * @param name an ID or a name; empty for scratch
   * @param local never ask a registry
   */
  *get(name: string, local: boolean): Op<ImageSource> {
    const known = this.byID.get(name)
    if (known) return known
    if (name === '') return { image: undefined, layer: undefined }
    const image = yield* this.find(name, local)
    const chain = chainIDOf(image.config)
    const source: ImageSource = { image, layer: chain === undefined ? undefined : yield* this.engine.layers.get(chain) }
    this.add(source)
    return source
  }

  /** Hold what a step has made. */
  add(source: ImageSource): void {
    if (source.layer) this.held.push(source.layer)
    this.know(source)
  }

  /** An image whose layers are held already. */
  know(source: ImageSource): void {
    if (source.image) this.byID.set(source.image.id, source)
  }

  private *find(name: string, local: boolean): Op<Image> {
    if (local || !this.options.pull) {
      try {
        return yield* resolveImage(this.engine, name)
      } catch (error) {
        if (!(error instanceof EngineError) || local) throw error
      }
    }
    const reference = familiarString(withDefaultTag(parseReference(name, 'classic')))
    yield* this.options.pullMissing(reference)
    return yield* resolveImage(this.engine, reference)
  }

  /** Make a writable layer on an image's layers and mount it. */
  *writable(source: ImageSource): Op<WritableLayer> {
    const { engine } = this
    const name = randomHex64(engine.scheduler)
    let mountID: string
    try {
      mountID = (yield* engine.layers.createRW(name, source.layer?.layer.chainID, undefined)).mountID
    } catch (error) {
      throw new EngineError('System', `failed to create rwlayer: ${(error as Error).message}`)
    }
    try {
      return { name, mountID, root: yield* engine.layers.driver.get(mountID) }
    } catch (error) {
      yield* engine.layers.releaseRW(name)
      throw error
    }
  }

  *release({ name, mountID }: WritableLayer): Op<void> {
    yield* this.engine.layers.driver.put(mountID)
    yield* this.engine.layers.releaseRW(name)
  }

  /** The end of the build. */
  *releaseAll(): Op<void> {
    for (const handle of this.held.splice(0)) yield* this.engine.layers.release(handle)
  }
}

/** The image's ID; empty for scratch. */
export const idOf = ({ image }: ImageSource): Digest | '' => image?.id ?? ''
