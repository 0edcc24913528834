/** What the Layers view says in words: a sentence for the whole, rows for a table, facts of one plate. */
import type { Words, WordKey } from '../../i18n/words.ts'
import type { StoreView } from '../../playground/messages.ts'
import type { Callout } from './callouts.ts'
import { foundOf } from './findings.ts'
import { shortID } from './layers.ts'
import { chainFrom } from './strata.ts'
import type { DataState, RecordState, Strata, Stratum } from './strata.ts'

/** What a recorded size is worth beside what was found. */
type Size = (bytes: number) => string

/** A row of the table: one layer of one image, or what belongs to no image. */
export interface LayerRow {
  readonly key: string
  readonly image: string
  readonly name: string
  /** From the top; empty where there is no stack. */
  readonly position: string
  readonly layer: string
  readonly record: string
  readonly data: string
  readonly recorded: string
  readonly found: string
  /** How many stand on it. */
  readonly images: string
}

const stateWord = (words: Words, state: RecordState | DataState): string => words(`layers.state.${state}`)

/** The table that is equal to the drawing: same things, same order. */
export function layerRows({ layers, images, containers, danglingNames }: Strata, words: Words, size: Size): LayerRow[] {
  const rows: LayerRow[] = []
  const told = new Set<string>()
  const layerRow = (stratum: Stratum, image: string, name: string, position: string): LayerRow => {
    told.add(stratum.key)
    return {
      key: stratum.key, image, name, position, layer: shortID(stratum.id), record: stateWord(words, stratum.record), data: stateWord(words, stratum.data),
      recorded: stratum.sizeBytes === undefined ? '' : size(stratum.sizeBytes), found: stratum.dataBytes === undefined ? '' : size(stratum.dataBytes),
      images: canBeShared(stratum) ? String(stratum.imageCount) : '',
    }
  }
  for (const image of images) {
    const name = image.kind === 'named' ? image.names.join(', ') : words(`layers.${image.kind}`)
    const stack = chainFrom(layers, image.top).flatMap(key => layers.get(key) ?? [])
    if (stack.length === 0) rows.push({ ...NO_LAYER, key: image.id, image: shortID(image.id), name, record: words(`layers.config.${image.config}`) })
    else stack.forEach((stratum, at) => rows.push(layerRow(stratum, shortID(image.id), name, String(at + 1))))
  }
  for (const { name, id } of danglingNames) rows.push({ ...NO_LAYER, key: name, image: shortID(id), name, record: words('forms.flag') })
  for (const stratum of layers.values()) if (!told.has(stratum.key)) rows.push(layerRow(stratum, '', kindWord(words, stratum), ''))
  for (const { id, name, running } of containers) rows.push({ ...NO_LAYER, key: `container:${id}`, image: shortID(id), name: `${name}: ${words(running ? 'layers.running' : 'layers.stopped')}` })
  return rows
}

const canBeShared = ({ kind }: Stratum): boolean => kind === 'layer' || kind === 'missing'

const NO_LAYER: LayerRow = { key: '', image: '', name: '', position: '', layer: '', record: '', data: '', recorded: '', found: '', images: '' }

function kindWord(words: Words, { kind, users }: Stratum): string {
  if (kind === 'layer') return users.length === 0 ? words('layers.unused') : words('layers.noImage')
  return words(`layers.kind.${kind}`)
}

/** The result in one sentence, for those who do not see the drawing. */
export function layersLabel({ layers, images, danglingNames }: Strata, words: Words): string {
  const shown = images.filter(image => image.kind !== 'intermediate')
  const all = [...layers.values()]
  if (all.length === 0 && shown.length === 0 && danglingNames.length === 0) return words('layers.empty')
  const [only] = shown
  const real = all.filter(({ kind }) => kind === 'layer' || kind === 'missing')
  const parts = [
    only && shown.length === 1 ? (only.names[0] ?? `<none> ${shortID(only.id)}`) : words('layers.images', { count: shown.length }),
    words('layers.layers', { count: real.length }),
  ]
  const say = (key: WordKey, count: number): void => {
    if (count > 0) parts.push(words(key, { count }))
  }
  const whole = real.filter(({ record }) => record === 'durable').length
  if (whole === real.length && whole > 0) parts.push(words('layers.label.recordsDurable'))
  say('layers.label.recordsAtRisk', real.filter(({ record }) => record === 'dirty' || record === 'journal').length)
  say('layers.label.recordsBroken', real.filter(({ record }) => record === 'damaged' || record === 'lost').length)
  if (real.length > 0 && real.every(({ data }) => data === 'durable')) parts.push(words('layers.label.dataDurable'))
  say('layers.label.dataAtRisk', real.filter(({ data }) => data === 'dirty' || data === 'journal').length)
  say('layers.label.dataLost', real.filter(({ data }) => data === 'gone' || data === 'lost').length)
  say('layers.label.dataDamaged', real.filter(({ data }) => data === 'damaged').length)
  say('layers.label.leftovers', all.filter(({ kind }) => kind === 'orphan' || kind === 'write-set' || kind === 'removing').length)
  say('layers.label.danglingImages', shown.length > 1 ? shown.filter(({ kind }) => kind === 'dangling').length : 0)
  say('layers.label.danglingNames', danglingNames.length)
  return words('layers.label', { list: parts.join(words('layers.comma')) })
}

/** Lines of a callout, the first stands out. */
export function calloutLines({ kind, state, count, bytes, ofBytes, seconds, place }: Callout, words: Words): string[] {
  if (kind === 'order') return [words('layers.order')]
  const many = place === undefined && count > 1 ? [words('layers.layers', { count })] : []
  if (kind === 'config') return [words(state === 'lost' ? 'layers.configs.absent' : 'layers.configs.damaged', { count })]
  if (kind === 'names') return [words(`layers.names.${state === 'dirty' ? 'dirty' : 'journal'}`), ...journal(words, seconds)]
  if (kind === 'records') return state === 'durable' ? [words('layers.records.durable')] : [words(`layers.records.${state as 'journal'}`, { count }), ...journal(words, seconds)]
  const lines = [words(`layers.data.${state as DataState}`), ...many]
  if (state === 'dirty') return [...lines, ...(seconds === undefined ? [] : [words('layers.due', { seconds })]), words('layers.stake', { count: bytes })]
  if (state === 'journal') return [...lines, ...journal(words, seconds)]
  if (state === 'gone' || state === 'lost' || state === 'damaged') return [...lines, words('layers.left', { bytes, ofBytes })]
  return lines
}

const journal = (words: Words, seconds: number | undefined): string[] => (seconds === undefined ? [] : [words('layers.journalDue', { seconds })])

/** What is known of a plate that was chosen. */
export interface PlateFacts {
  readonly title: string
  readonly id: string
  readonly facts: readonly { readonly term: string; readonly text: string; readonly path: string | undefined }[]
  /** What is wrong with it. */
  readonly problems: readonly string[]
}

/** @param key of a plate */
export function plateFacts(strata: Strata, store: StoreView, key: string, words: Words, size: Size): PlateFacts | undefined {
  const container = strata.containers.find(({ id }) => `container:${id}` === key)
  if (container) {
    const { name, id, running, on } = container
    return {
      title: words('layers.container', { name }), id, problems: [],
      facts: [{ term: words('layers.fact.state'), text: words(running ? 'layers.running' : 'layers.stopped'), path: undefined }, { term: words('layers.fact.on'), text: shortID(strata.layers.get(on)?.id ?? ''), path: undefined }],
    }
  }
  const stratum = strata.layers.get(key)
  if (!stratum) return undefined
  const { kind, id, record, data, recordPath, dataPath, sizeBytes, dataBytes, users, imageCount, problems } = stratum
  const facts: { term: string; text: string; path: string | undefined }[] = []
  const add = (term: WordKey, text: string, path?: string): void => void facts.push({ term: words(term), text, path })
  if (recordPath !== undefined) add('layers.fact.record', stateWord(words, record), recordPath)
  if (dataPath !== undefined) add('layers.fact.data', stateWord(words, data), dataPath)
  if (sizeBytes !== undefined) add('layers.fact.recorded', size(sizeBytes))
  if (dataBytes !== undefined) add('layers.fact.found', size(dataBytes))
  const known = users.map(user => userWord(user, store, words))
  if (kind === 'layer') add('layers.fact.users', [...known, ...(imageCount > 1 ? [words('layers.sharedBy', { count: imageCount })] : [])].join(words('layers.comma')) || words('layers.unused'))
  const wrong = problems.map(problem => foundOf({ claim: '', found: problem })).map(found => ('key' in found ? words(found.key, found.params) : found.text))
  return { title: kind === 'layer' ? words('layers.layer') : words(`layers.kind.${kind}`), id, facts, problems: wrong }
}

/** `image sha256:…`, `layer sha256:…`, `container …` as the store says it. */
function userWord(user: string, store: StoreView, words: Words): string {
  const [kind, id = ''] = user.split(' ')
  if (kind === 'image') return store.images.get(id)?.references[0] ?? words('layers.userImage', { id: shortID(id.replace('sha256:', '')) })
  if (kind === 'container') return words('layers.container', { name: store.containers.find(container => container.id === id)?.name ?? shortID(id) })
  return words('layers.userLayer', { id: shortID(id.replace('sha256:', '')) })
}

/** A plate in words, for the button that lies over it. */
export function plateLabel(strata: Strata, keys: readonly string[], key: string, words: Words, size: Size): string {
  const container = strata.containers.find(({ id }) => `container:${id}` === key)
  if (container) return `${words('layers.container', { name: container.name })}, ${words(container.running ? 'layers.running' : 'layers.stopped')}`
  const [stratum] = keys.flatMap(each => strata.layers.get(each) ?? [])
  if (!stratum) return key
  const { kind, id, record, data, sizeBytes, dataBytes } = stratum
  return words(keys.length > 1 ? 'layers.plates' : 'layers.plate', {
    kind: kind === 'layer' ? words('layers.layer') : words(`layers.kind.${kind}`), id: shortID(id), count: keys.length, record: stateWord(words, record), data: stateWord(words, data),
    size: size(sizeBytes ?? dataBytes ?? 0),
  })
}
