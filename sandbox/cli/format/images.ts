/**
 * `docker images`.
 *
 * @source docker/cli/cli/command/formatter/image.go
 */
import type { ImageSummary } from '../../engine/api.ts'
import { humanDuration, humanSize, shortID } from '../../oci/human.ts'
import { familiarName, parseReference, type Reference } from '../../oci/reference.ts'
import { is28, type ClientVersion } from '../clients.ts'
import { showList, type ListKind } from './list.ts'
import type { Shown } from './shown.ts'
import { templates } from './templates.ts'

/** What was asked for. */
export interface ImagesOptions {
  /** As typed; absent without `--format`. */
  readonly format?: string
  readonly quiet: boolean
  readonly noTrunc: boolean
  readonly digests: boolean
  /** Unix seconds. */
  readonly now: number
}

/** One row: an image under one of its names. */
export interface ImageRow {
  readonly image: ImageSummary
  readonly repository: string
  readonly tag: string
  readonly digest: string
}

const NONE = '<none>'

/** The rows of `docker images` as text. */
export function showImages(images: readonly ImageSummary[], options: ImagesOptions, client: ClientVersion): Shown {
  const format = imagesFormat(options.format || 'table', options)
  const withTags = options.digests || format.includes('{{.Digest}}')
  const rows = images.flatMap(image => rowsOf(image, { withTags, alone: options.digests }))
  return showList(imageKind({ noTrunc: options.noTrunc, now: options.now }, client), rows, format, client)
}

function imagesFormat(typed: string, { quiet, digests }: ImagesOptions): string {
  if (typed === 'table') {
    if (quiet) return '{{.ID}}'
    return `table {{.Repository}}\\t{{.Tag}}\\t${digests ? '{{.Digest}}\\t' : ''}{{.ID}}\\t{{if .CreatedSince }}{{.CreatedSince}}{{else}}N/A{{end}}\\t{{.Size}}`
  }
  if (typed === 'raw') {
    if (quiet) return 'image_id: {{.ID}}'
    return `repository: {{ .Repository }}\ntag: {{.Tag}}\n${digests ? 'digest: {{.Digest}}\n' : ''}image_id: {{.ID}}\ncreated_at: {{.CreatedAt}}\nvirtual_size: {{.Size}}\n`
  }
  return typed.startsWith('table') && digests && !typed.includes('{{.Digest}}') ? `${typed}\\t{{.Digest}}` : typed
}

/** The fields of an image's row; `system df -v` uses them too. */
export const imageKind = (options: { readonly noTrunc: boolean; readonly now: number }, client: ClientVersion): ListKind<ImageRow> => {
  // From API 1.44 on the virtual size is gone, and 28 asks for the size everywhere.
  const total = (image: ImageSummary): number => (is28(client) ? image.Size : image.VirtualSize)
  const known = (size: number, text: string): string => (size === -1 ? 'N/A' : text)
  return {
    typeName: 'formatter.imageContext',
    inner: row => templates.content.imageMembers(row, options.noTrunc, client),
    columns: [
      { name: 'ID', title: 'IMAGE ID', value: ({ image }) => (options.noTrunc ? image.Id : shortID(image.Id)) },
      { name: 'Repository', title: 'REPOSITORY', value: row => row.repository },
      { name: 'Tag', title: 'TAG', value: row => row.tag },
      { name: 'Digest', title: 'DIGEST', value: row => row.digest },
      { name: 'CreatedSince', title: 'CREATED', value: ({ image }) => (isYearOne(image.Created) ? '' : `${humanDuration(options.now - image.Created)} ago`) },
      { name: 'CreatedAt', title: 'CREATED AT', value: ({ image }) => templates.content.civilTime(image.Created) },
      { name: 'Size', title: 'SIZE', value: ({ image }) => humanSize(image.Size, 3) },
      { name: 'Containers', title: 'CONTAINERS', value: ({ image }) => known(image.Containers, String(image.Containers)) },
      { name: 'VirtualSize', title: 'SIZE', value: ({ image }) => humanSize(total(image), 4) },
      { name: 'SharedSize', title: 'SHARED SIZE', value: ({ image }) => known(image.SharedSize, humanSize(image.SharedSize, 4)) },
      {
        name: 'UniqueSize',
        title: 'UNIQUE SIZE',
        value: ({ image }) => (total(image) === -1 || image.SharedSize === -1 ? 'N/A' : humanSize(total(image) - image.SharedSize, 4)),
      },
    ],
  }
}

const isYearOne = (unixSeconds: number): boolean => unixSeconds === -62135596800

/** Has the image no name? (The daemon sends `<none>` pairs for such, or nothing at all.) */
export const isDangling = ({ RepoTags, RepoDigests }: ImageSummary): boolean =>
  ((RepoTags?.length ?? 0) === 0 && (RepoDigests?.length ?? 0) === 0) ||
  (RepoTags?.length === 1 && RepoTags[0] === '<none>:<none>' && RepoDigests?.length === 1 && RepoDigests[0] === '<none>@<none>')

/** Where digests make rows: next to the tags of their repository, and for repositories without tags. */
export interface DigestRows {
  readonly withTags: boolean
  readonly alone: boolean
}

/**
 * An image's rows: one per tag (or per tag and digest of a repository), and rows for repositories that have
 * digests only. Docker takes the repositories of one image in random order; we take the daemon's.
 */
export function rowsOf(image: ImageSummary, digests: DigestRows): ImageRow[] {
  if (isDangling(image)) return [{ image, repository: NONE, tag: NONE, digest: NONE }]
  const tags = new Map<string, string[]>()
  const byDigest = new Map<string, string[]>()
  for (const { reference } of parsed(image.RepoTags)) if (reference.tag !== undefined) append(tags, familiarName(reference), reference.tag)
  for (const { reference } of parsed(image.RepoDigests)) if (reference.digest !== undefined) append(byDigest, familiarName(reference), reference.digest)

  const rows: ImageRow[] = []
  for (const [repository, ownTags] of tags) {
    const ownDigests = byDigest.get(repository) ?? []
    byDigest.delete(repository)
    const shownDigests = digests.withTags && ownDigests.length > 0 ? ownDigests : [NONE]
    for (const tag of ownTags) for (const digest of shownDigests) rows.push({ image, repository, tag, digest })
  }
  for (const [repository, ownDigests] of byDigest) {
    // Without --digests the digest of a row that has only a digest is empty.
    for (const digest of digests.alone ? ownDigests : ['']) rows.push({ image, repository, tag: NONE, digest })
  }
  return rows
}

function parsed(names: readonly string[] | null): { reference: Reference }[] {
  return (names ?? []).flatMap(name => {
    try {
      return [{ reference: parseReference(name, 'classic') }]
    } catch {
      return []
    }
  })
}

function append(lists: Map<string, string[]>, key: string, item: string): void {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [item])
  else list.push(item)
}
