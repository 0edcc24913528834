/** The members of rows that no format names: `{{.}}` alone shows them. */
import type { HistoryItem } from '../../engine/api.ts'
import { ANY, INT64, STRING, STRING_SLICE, apiValue, bool, field, mapOf, pointerTo, sliceOf, string, structOf, type Value } from '../../oci/go-template/values.ts'
import { is28, type ClientVersion } from '../clients.ts'
import type { ImageRow } from './images.ts'

const BEFORE = [
  ...['Containers', 'Created'].map(name => field(name, INT64)),
  field('ID', STRING, { json: 'Id' }),
  field('Labels', mapOf(STRING, STRING)),
  field('ParentID', STRING, { json: 'ParentId' }),
]
const AFTER = [
  ...['RepoDigests', 'RepoTags'].map(name => field(name, STRING_SLICE)),
  ...['SharedSize', 'Size', 'VirtualSize'].map(name => field(name, INT64)),
]
const SUMMARY = structOf('types.ImageSummary', [...BEFORE, ...AFTER])
const MODERN_SUMMARY = structOf('image.Summary', [
  ...BEFORE,
  field('Descriptor', pointerTo(structOf('v1.Descriptor', []))),
  field('Manifests', sliceOf(ANY)),
  ...AFTER,
])

/** Of a row of `docker images`. */
export const imageMembers = (row: ImageRow, noTrunc: boolean, client: ClientVersion): readonly Value[] =>
  [bool(!noTrunc), apiValue(row.image, is28(client) ? MODERN_SUMMARY : SUMMARY), string(row.repository), string(row.tag), string(row.digest)]

const ITEM = structOf('image.HistoryResponseItem', [
  field('Comment', STRING),
  field('Created', INT64),
  field('CreatedBy', STRING),
  field('ID', STRING, { json: 'Id' }),
  field('Size', INT64),
  field('Tags', STRING_SLICE),
])

/** Of a row of `docker history`. */
export const historyMembers = (item: HistoryItem, { noTrunc, human }: { readonly noTrunc: boolean; readonly human: boolean }): readonly Value[] =>
  [bool(!noTrunc), bool(human), apiValue(item, ITEM)]

const PLATFORM = pointerTo({ ...structOf('formatter.Platform', []), string: () => '' })

/** What 28 shows of the platform of a container. */
export const NO_PLATFORM: Value = { kind: 'pointer', type: PLATFORM, target: null }
