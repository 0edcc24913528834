/**
 * Archives of the time before manifest.json: each directory is one v1 image with one layer and perhaps a parent.
 * Names come last; when the file with the names is missing, all images have been made by then.
 *
 * @source moby image/tarexport/load.go `legacyLoad`, image/v1/imagev1.go `MakeConfigFromV1Config` (20.10)
 */
import { text, utf8 } from '../base/bytes.ts'
import { EngineError } from '../base/errors.ts'
import type { Engine } from './engine.ts'
import { loadLayer, moveTag } from './load-parts.ts'
import type { LoadArgs } from './load-parts.ts'
import { symlinkInScope } from './scope.ts'
import { JsonSyntaxError, decode, decodeFirst, encode, sortedMap, toPlain } from '../oci/go-json.ts'
import type { JsonMap } from '../oci/go-json.ts'
import { parseReference, withTag } from '../oci/reference.ts'
import type { Op } from '../sched/op.ts'
import { chainIDOf, parseImage } from '../store/image-config.ts'
import type { HistoryEntry } from '../store/image-config.ts'
import type { Digest } from '../store/layout.ts'

/** @throws EngineError; images that were made before stay */
export function* loadLegacy(engine: Engine, scratch: string, args: LoadArgs): Op<void> {
  const loaded = new Map<string, Digest>()
  for (const name of yield* engine.fs.readdir(scratch)) {
    const stat = yield* engine.fs.lstat(`${scratch}/${name}`)
    if (stat.type === 'directory') yield* loadImage(engine, scratch, name, args, loaded)
  }
  const path = yield* symlinkInScope(engine.fs, scratch, 'repositories')
  const repositories = parse(yield* engine.fs.readText(path)) as Readonly<Record<string, Readonly<Record<string, string>>>>
  for (const [name, tags] of Object.entries(repositories)) {
    for (const [tag, v1ID] of Object.entries(tags)) {
      const id = loaded.get(v1ID)
      if (id === undefined) throw new EngineError('System', `invalid target ID: ${v1ID}`)
      yield* moveTag(engine, withTag(parseReference(name, 'classic'), tag), id, args)
    }
  }
}

function parse(json: string): unknown {
  try {
    return toPlain(decodeFirst(json).value)
  } catch (error) {
    if (error instanceof JsonSyntaxError) throw new EngineError('System', error.message)
    throw error
  }
}

function* loadImage(engine: Engine, scratch: string, v1ID: string, args: LoadArgs, loaded: Map<string, Digest>): Op<void> {
  if (loaded.has(v1ID)) return
  const json = yield* engine.fs.readFile(yield* symlinkInScope(engine.fs, scratch, `${v1ID}/json`))
  let v1: JsonMap
  try {
    v1 = decode(text(json.bytes())) as JsonMap
  } catch (error) {
    if (error instanceof JsonSyntaxError) throw new EngineError('System', error.message)
    throw error
  }
  const plain = toPlain(v1) as V1Image
  if (plain.os && plain.os !== 'linux') throw new EngineError('System', `cannot load ${plain.os} image on linux`)

  let parentID: Digest | undefined
  if (plain.parent) {
    if (!/^[0-9a-f]{64}$/.test(plain.parent)) throw new EngineError('System', `invalid image ID ${JSON.stringify(plain.parent)}`)
    yield* loadImage(engine, scratch, plain.parent, args, loaded)
    parentID = loaded.get(plain.parent)
  }
  const below = parentID === undefined ? undefined : (yield* engine.images.get(parentID)).config
  const parentChain = below && chainIDOf(below)
  const handle = yield* loadLayer(engine, yield* symlinkInScope(engine.fs, scratch, `${v1ID}/layer.tar`), `sha256:${v1ID}`, parentChain, args)
  try {
    const history: HistoryEntry[] = [...(below?.history ?? []), historyOf(plain)]
    const config = makeConfig(v1, [...(below?.rootfs?.diff_ids ?? []), handle.layer.diffID], history)
    parseImage(config)
    const id = yield* engine.images.create(config)
    loaded.set(v1ID, id)
    if (parentID !== undefined) yield* engine.images.setParent(id, parentID)
  } finally {
    yield* engine.layers.release(handle)
  }
}

interface V1Image {
  readonly created?: string
  readonly author?: string
  readonly comment?: string
  readonly parent?: string
  readonly os?: string
  readonly throwaway?: boolean
  readonly container_config?: { readonly Cmd?: readonly string[] | null }
}

const historyOf = (v1: V1Image): HistoryEntry => ({
  created: v1.created ?? '0001-01-01T00:00:00Z',
  ...(v1.author ? { author: v1.author } : {}),
  created_by: (v1.container_config?.Cmd ?? []).join(' '),
  ...(v1.comment ? { comment: v1.comment } : {}),
  ...(v1.throwaway ? { empty_layer: true } : {}),
})

const DROPPED = new Set(['id', 'parent', 'Size', 'parent_id', 'layer_id', 'throwaway'])

function makeConfig(v1: JsonMap, diffIDs: readonly Digest[], history: readonly HistoryEntry[]): Uint8Array {
  const members = new Map<string, unknown>([...v1].filter(([name]) => !DROPPED.has(name)))
  members.set('rootfs', { type: 'layers', diff_ids: diffIDs })
  members.set('history', history)
  return utf8(encode(sortedMap(members)))
}
