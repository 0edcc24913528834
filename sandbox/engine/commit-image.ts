import type { Op } from '../sched/op.ts'
import { chainIDOf } from '../store/image-config.ts'
import type { RunConfig } from '../store/image-config.ts'
import { OVERLAY } from '../store/layout.ts'
import type { Digest } from '../store/layout.ts'
import type { Image } from '../store/image-store.ts'
import { treeTar } from '../store/tree-tar.ts'
import type { ContainerConfig } from './api.ts'
import type { Engine } from './engine.ts'
import { imageJson } from './image-json.ts'
import { rfc3339Nano, unixNanos } from './time.ts'

export interface CommitImageArgs {
  /** Whose writable layer becomes an image layer. */
  readonly containerID: string
  /** What the image was made from; undefined for none. */
  readonly parent: Digest | undefined
  readonly author: string
  readonly comment: string
  /** How the container ran; its command becomes the line of the history. */
  readonly containerConfig: RunConfig
  /** How containers of the image will run. */
  readonly config: ContainerConfig
}

/** DiffID of an archive without entries: such a layer is registered, and left out of the image. */
export const EMPTY_DIFF_ID = 'sha256:5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef'

/**
 * Make an image of a container's changes. The writable layer stays mounted while its archive is read.
 *
 * @throws EngineError when the parent is gone; when it goes only at the end, the new image stays without it
 * @source moby daemon/images/image_commit.go `CommitImage` (20.10)
 */
export function* commitImage(engine: Engine, args: CommitImageArgs): Op<Digest> {
  const { layers, images } = engine
  const { mountID } = layers.getRW(args.containerID)
  yield* layers.driver.get(mountID)
  try {
    const parent = args.parent === undefined ? undefined : yield* images.get(args.parent)
    const handle = yield* layers.register({ pull: changesOf(engine, mountID) }, parent && chainIDOf(parent.config))
    try {
      const id = yield* images.create(childImage(engine, parent, handle.layer.diffID, args))
      if (args.parent !== undefined) yield* images.setParent(id, args.parent)
      return id
    } finally {
      yield* layers.release(handle)
    }
  } finally {
    yield* layers.driver.put(mountID)
  }
}

/** The archive of a writable layer's own directory. */
export function changesOf(engine: Engine, mountID: string): () => Uint8Array | undefined {
  const { mount, node } = engine.fs.find(`${OVERLAY}/${mountID}/diff`, true, 'open')
  const entries = treeTar(mount.fs, node, { whiteouts: true })
  let ready: Uint8Array[] = []
  return () => {
    while (ready.length === 0) {
      const next = entries.next()
      if (next.done) return undefined
      ready = [...next.value.bytes]
    }
    return ready.shift()
  }
}

/** The config of an image with one more layer, which may be empty. @source moby image/image.go `NewChildImage` */
export function childImage(engine: Engine, parent: Image | undefined, diffID: Digest, { containerID, author, comment, containerConfig, config }: Omit<CommitImageArgs, 'parent'>): Uint8Array {
  const created = rfc3339Nano(unixNanos(engine.machine))
  const empty = diffID === EMPTY_DIFF_ID
  const base = parent?.config ?? {}
  const features = (base as { readonly 'os.features'?: readonly string[] })['os.features']
  return imageJson({
    architecture: base.architecture || engine.machine.facts.architecture, variant: base.variant ?? '', os: 'linux', osVersion: base['os.version'] ?? '', osFeatures: features ?? [],
    author, comment: '', created, dockerVersion: engine.profile.version, container: containerID, containerConfig, config,
    history: [...(base.history ?? []), { created, author, created_by: (containerConfig.Cmd ?? []).join(' '), comment, empty_layer: empty }],
    diffIDs: [...(base.rootfs?.diff_ids ?? []), ...(empty ? [] : [diffID])],
  })
}
