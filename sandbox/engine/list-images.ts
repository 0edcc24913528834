/** `docker images`. @source moby daemon/images/images.go `Images` (20.10) */
import { EngineError } from '../base/errors.ts'
import type { ImageSummary } from './api.ts'
import type { Engine } from './engine.ts'
import { imageSize } from './image-size.ts'
import { hasLabels } from './labels.ts'
import { refuseUnknownFilters } from './filters.ts'
import type { Filters } from './filters.ts'
import { matchesPath } from './path-match.ts'
import { repositoryOf } from './reference-text.ts'
import { resolveImage } from './resolve.ts'
import { nanosOfRfc3339 } from './time.ts'
import type { Op } from '../sched/op.ts'
import type { Image } from '../store/image-store.ts'

export interface ListImagesArgs {
  /** Also untagged images that others were built on. */
  readonly all: boolean
  readonly filters: Filters
}

const ACCEPTED = ['dangling', 'label', 'before', 'since', 'reference'] as const

/**
 * Images as the API lists them: newest first. Images whose top layer is unknown are left out silently.
 *
 * @throws EngineError InvalidParameter for a filter that is not known, NotFound for `before`/`since`
 */
export function* listImages(engine: Engine, { all, filters }: ListImagesArgs): Op<ImageSummary[]> {
  refuseUnknownFilters(filters, ACCEPTED)
  const danglingValues = filters['dangling'] ?? []
  let danglingOnly = false
  let taggedOnly = false
  if (danglingValues.length > 0) {
    if (danglingValues.some(isTrue)) danglingOnly = true
    else if (danglingValues.some(isFalse)) taggedOnly = true
    else throw new EngineError('InvalidParameter', `Invalid filter 'dangling=[${danglingValues.join(' ')}]'`)
  }
  let before: bigint | undefined
  for (const name of filters['before'] ?? []) before = nanosOfRfc3339((yield* resolveImage(engine, name)).config.created ?? '')
  let since: bigint | undefined
  for (const name of filters['since'] ?? []) since = nanosOfRfc3339((yield* resolveImage(engine, name)).config.created ?? '')

  const images = danglingOnly ? yield* engine.images.heads() : yield* engine.images.map()
  const rows: { row: ImageSummary; created: bigint }[] = []
  for (const image of images) {
    const created = nanosOfRfc3339(image.config.created ?? '')
    if (before !== undefined && created >= before) continue
    if (since !== undefined && created <= since) continue
    if (!hasLabels(image, filters['label'] ?? [])) continue
    const sizeBytes = yield* imageSize(engine, image)
    if (sizeBytes === undefined) continue
    const row = yield* summarise(engine, image, created, sizeBytes, { all, danglingOnly, taggedOnly, patterns: filters['reference'] ?? [] })
    if (row) rows.push({ row, created })
  }
  // Docker sorts by whole seconds and leaves the order within one to chance; the newer one first is one of its orders.
  rows.sort((a, b) => (a.created < b.created ? 1 : a.created > b.created ? -1 : 0))
  return rows.map(({ row }) => row)
}

function* summarise(engine: Engine, image: Image, createdNanos: bigint, sizeBytes: number, how: { all: boolean; danglingOnly: boolean; taggedOnly: boolean; patterns: readonly string[] }): Op<ImageSummary | undefined> {
  const references = yield* engine.references.references(image.id)
  const shown = how.patterns.length === 0 ? references : references.filter(reference => how.patterns.some(pattern => familiarMatch(pattern, reference)))
  let digests: string[] | null = null
  let tags: string[] | null = null
  for (const reference of shown) {
    if (reference.includes('@')) (digests ??= []).push(reference)
    else (tags ??= []).push(reference)
  }
  if (tags === null && digests === null) {
    if (!how.all && (yield* engine.images.children(image.id)).length > 0) return undefined
    if (how.patterns.length > 0 || how.taggedOnly) return undefined
    digests = ['<none>@<none>']
    tags = ['<none>:<none>']
  } else if (how.danglingOnly && tags !== null) return undefined
  const created = image.config.created === undefined ? ZERO_UNIX : Number(createdNanos / 1_000_000_000n)
  return {
    Containers: -1, Created: created, Id: image.id, Labels: image.config.config?.Labels ?? null, ParentId: image.parent ?? '',
    RepoDigests: digests, RepoTags: tags, SharedSize: -1, Size: sizeBytes, VirtualSize: sizeBytes,
  }
}

/** Unix seconds of Go's zero time. */
const ZERO_UNIX = -62_135_596_800

/** A pattern against a familiar reference, or against its repository alone. */
function familiarMatch(pattern: string, reference: string): boolean {
  const matched = matchesPath(pattern, reference)
  if (matched === undefined) throw new EngineError('System', 'syntax error in pattern')
  return matched || (matchesPath(pattern, repositoryOf(reference)) ?? false)
}

const isTrue = (value: string): boolean => value === 'true' || value === '1'
const isFalse = (value: string): boolean => value === 'false' || value === '0'
