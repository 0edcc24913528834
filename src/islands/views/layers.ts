/**
 * The Layers view as shapes: a section through the store. Newest on top, what is shared at the bottom and as wide as what
 * stands on it; names are flags on a stem. Drawn for a width, never scaled.
 */
import type { LossView, StoreView } from '../../playground/messages.ts'
import { calloutsOf } from './callouts.ts'
import type { Callout } from './callouts.ts'
import { forestOf } from './forest.ts'
import type { Node } from './forest.ts'
import type { Stroke } from './glyph.ts'
import { formsOf } from './legend.ts'
import type { LegendForm } from './legend.ts'
import { boxPath, crackPath } from './paths.ts'
import type { Box } from './paths.ts'
import { FLAG_HEIGHT, SPINE, SPLIT, bodyStrokes, flagStrokes, spineStrokes } from './plate-strokes.ts'
import { chainFrom, strataOf } from './strata.ts'
import type { ContainerNode, DataState, ImageNode, RecordState, Strata, Stratum } from './strata.ts'

export interface LayersOptions {
  /** In CSS pixels. */
  readonly width: number
  /** How a size is written. */
  readonly size: (bytes: number) => string
  /** Image whose stack is drawn when there are too many for all. */
  readonly chosen?: string | undefined
  readonly loss?: LossView | undefined
}

/** A line of text, with what it is printed on. */
export interface Label {
  readonly x: number
  readonly y: number
  readonly text: string
  readonly anchor: 'start' | 'end'
  readonly tone: 'ink' | 'reversed' | 'muted' | 'bold'
  /** Laid under the text where it stands on hatching. */
  readonly knock?: Box
}

/** Something that can be chosen. */
export interface Plate {
  readonly key: string
  readonly kind: Stratum['kind'] | 'fold' | 'container'
  readonly box: Box
  readonly strokes: readonly Stroke[]
  readonly labels: readonly Label[]
  /** Keys of the strata in it, newest first; one, but for a fold. */
  readonly strata: readonly string[]
  /** Keys from here to the bottom. */
  readonly chain: readonly string[]
  /** States, for motion: what changed since the last drawing. */
  readonly record: RecordState
  readonly data: DataState
}

/** A name, or the lack of one, on its stem. */
export interface Flag {
  readonly key: string
  readonly strokes: readonly Stroke[]
  readonly labels: readonly Label[]
  /** Whole name, for the pointer. */
  readonly title: string
}

/** One of many images, in the list at the left. */
export interface ListEntry {
  /** `sha256:…` without the prefix, or a dangling name. */
  readonly key: string
  readonly name: string
  readonly id: string
  readonly form: LegendForm
  readonly chosen: boolean
}

export interface LayersDrawing {
  readonly width: number
  readonly height: number
  readonly plates: readonly Plate[]
  readonly flags: readonly Flag[]
  readonly callouts: readonly Callout[]
  /** All images, when there are too many to draw. */
  readonly list: readonly ListEntry[] | undefined
  /** How wide the list is beside the stack; undefined: it stands above. */
  readonly listWidth: number | undefined
  readonly fontPx: number
  /** Which forms occur, for the legend. */
  readonly forms: readonly LegendForm[]
}

const ROW_GAP = 5
const OUTLINE = 4
const MARGIN = OUTLINE + 1
/** From the edge of a plate to its text, and how far the paper shows around text on hatching. */
const INDENT = 9
const KNOCK = 4
const COLUMN_GAP = 12
const CONTAINER_HEIGHT = 26
const CONTAINER_MIN = 56
const CALLOUT_WIDTH = 190
/** From this width on there is room for words and lists at the side. */
const ROOMY = 420
export const LIST_GAP = 16
const IMAGES_MAX = 40
const FLAGS_MAX = 3
/** Columns that may be panned to; beyond, images are a list. */
const PAN_MAX = 8

/** Tenths of a pixel: more is noise, and bytes of the page. */
const round = (value: number): number => Math.round(value * 10) / 10

export const shortID = (id: string): string => (/^[0-9a-f]{12,}$/.test(id) ? id.slice(0, 12) : id)

/** Height of a plate by its size. */
export const plateHeight = (bytes: number): number => Math.round(Math.min(104, Math.max(24, 18 + 12 * Math.log10(Math.max(1, bytes) / 1000))))

/** Draw the store. */
export function layersDrawing(store: StoreView, { width, size, chosen, loss }: LayersOptions): LayersDrawing {
  const strata = strataOf(store, loss)
  const shown = strata.images.filter(image => image.kind !== 'intermediate')
  const fontPx = width >= ROOMY ? 12 : 11
  const sheet = new Sheet(strata, size, fontPx)
  const all = forestOf(strata, undefined)
  const tooWide = all.some(root => sheet.columns(root) > PAN_MAX && sheet.minWidth(root) > width)
  const listed = shown.length + strata.danglingNames.length > IMAGES_MAX || tooWide
  const list = listed ? listOf(strata, shown, chosen) : undefined
  const only = list?.find(entry => entry.chosen)?.key
  const roots = listed ? forestOf(strata, only) : all
  const danglingNames = listed ? strata.danglingNames.filter(({ name }) => name === only) : strata.danglingNames
  const listWidth = list && width >= ROOMY ? Math.round(width * 0.4) : undefined
  sheet.draw(roots, danglingNames, listWidth === undefined ? width : width - listWidth - LIST_GAP, store.atTick)
  // Newest first: the order in which one reads and goes through them.
  sheet.plates.sort((a, b) => a.box.y - b.box.y || a.box.x - b.box.x)
  return { width: sheet.width, height: sheet.height, plates: sheet.plates, flags: sheet.flags, callouts: sheet.callouts, list, listWidth, fontPx, forms: formsOf(sheet.plates.flatMap(plate => plate.strata), strata, danglingNames.length > 0) }
}

function listOf({ layers, danglingNames }: Strata, shown: readonly ImageNode[], chosen: string | undefined): ListEntry[] {
  const entries = [
    ...shown.map(image => ({ key: image.id, name: image.names[0] ?? '<none>', id: image.id, form: formOfImage(layers, image) })),
    ...danglingNames.map(({ name, id }) => ({ key: name, name, id, form: 'flag' as const })),
  ].sort((a, b) => collate(a.name, b.name))
  const found = entries.some(({ key }) => key === chosen) ? chosen : entries[0]?.key
  return entries.map(entry => ({ ...entry, chosen: entry.key === found }))
}

/** `service-2` before `service-10`. */
const collate = new Intl.Collator('en', { numeric: true }).compare

function formOfImage(layers: ReadonlyMap<string, Stratum>, image: ImageNode): LegendForm {
  const chain = chainFrom(layers, image.top).flatMap(key => layers.get(key) ?? [])
  if (chain.some(({ record, data }) => record === 'durable' && (data === 'gone' || data === 'lost'))) return 'record-only'
  if (image.config === 'damaged' || image.config === 'absent' || chain.some(({ record, data, kind }) => kind === 'missing' || record === 'damaged' || record === 'lost' || data === 'damaged')) return 'damaged'
  if (image.config !== 'durable' || chain.some(({ record, data }) => record !== 'durable' || data !== 'durable')) return 'dirty'
  return image.kind === 'dangling' ? 'hollow' : 'durable'
}

/** A sheet of paper that is drawn upon. */
class Sheet {
  readonly plates: Plate[] = []
  readonly flags: Flag[] = []
  readonly callouts: Callout[] = []
  width = 0
  height = 0
  private readonly strata: Strata
  private readonly size: (bytes: number) => string
  private readonly fontPx: number
  private readonly advance: number
  private readonly plateMin: number

  constructor(strata: Strata, size: (bytes: number) => string, fontPx: number) {
    this.strata = strata
    this.size = size
    this.fontPx = fontPx
    // The widest of the usual monospaced faces.
    this.advance = fontPx * 0.616
    this.plateMin = Math.ceil(SPINE + SPLIT + 12 * this.advance + 14)
  }

  columns(node: Node): number {
    return Math.max(1, node.children.reduce((sum, child) => sum + this.columns(child), 0) + node.containers.length + (this.flagsAside(node) ? 1 : 0))
  }

  /** Names of an image on which more stands get a column of their own. */
  private flagsAside(node: Node): boolean {
    return this.groupsOf(node).length > 0 && (node.children.length > 0 || node.containers.length > 0)
  }

  private groupsOf(node: Node): readonly ImageNode[] {
    return node.flags.filter(image => image.kind !== 'intermediate')
  }

  private flagMin(node: Node): number {
    return Math.max(48, ...this.groupsOf(node).flatMap(image => (image.names.length > 0 ? image.names : ['<none>'])).map(name => Math.ceil(Math.min(name.length, 14) * this.advance) + 27))
  }

  minWidth(node: Node): number {
    const slots = [...node.children.map(child => this.minWidth(child)), ...node.containers.map(() => CONTAINER_MIN), ...(this.flagsAside(node) ? [this.flagMin(node)] : [])]
    const above = slots.reduce((sum, slot) => sum + slot, 0) + COLUMN_GAP * Math.max(0, slots.length - 1)
    return Math.max(this.plateMin, above, slots.length === 0 && this.groupsOf(node).length > 0 ? this.flagMin(node) : 0)
  }

  draw(roots: readonly Node[], danglingNames: Strata['danglingNames'], width: number, atTick: number): void {
    const lone = roots.length === 1 && danglingNames.length === 0 && roots[0] !== undefined && this.columns(roots[0]) === 1
    const roomy = lone && width >= ROOMY
    const room = roomy ? width - CALLOUT_WIDTH : width
    // Outlines of shared plates run outside of them.
    const inner = room - 2 * MARGIN
    const nameMin = (name: string): number => Math.max(12 * this.advance + 10, Math.ceil(Math.min(name.length, 20) * this.advance) + 27)
    const items = [
      ...roots.map(root => ({ min: this.minWidth(root), columns: this.columns(root), height: this.heightOf(root), place: (x: number, w: number, bottom: number) => this.place(root, x, w, bottom) })),
      ...danglingNames.map(name => ({ min: nameMin(name.name), columns: 1, height: 78, place: (x: number, w: number, bottom: number) => this.danglingName(name, x, w, bottom) })),
    ]
    let y = 2
    let used = width
    for (const shelf of shelvesOf(items, inner)) {
      const free = Math.max(0, inner - shelf.reduce((sum, item) => sum + item.min, 0) - COLUMN_GAP * (shelf.length - 1))
      const columns = shelf.reduce((sum, item) => sum + item.columns, 0)
      const height = Math.max(...shelf.map(item => item.height))
      let x = MARGIN
      for (const item of shelf) {
        const w = Math.floor(item.min + (free * item.columns) / columns)
        item.place(x, w, y + height)
        x += w + COLUMN_GAP
      }
      used = Math.max(used, x - COLUMN_GAP + MARGIN)
      y += height + 22
    }
    this.width = Math.ceil(used)
    this.height = Math.ceil(Math.max(y - 22 + OUTLINE + 2, 0))
    this.callouts.push(...calloutsOf(this.strata, this.plates, this.flags.map(({ key }) => key), roomy ? room : undefined, atTick))
  }

  private ownHeight(node: Node): number {
    if (node.strata.length === 0) return 0
    const bytes = node.strata.reduce((sum, stratum) => sum + (stratum.sizeBytes ?? stratum.dataBytes ?? 0), 0)
    return plateHeight(bytes) + (isShared(node) ? 2 * OUTLINE : 0) + (node.strata.length > 1 ? 6 : 0)
  }

  private heightOf(node: Node): number {
    const above = [...node.children.map(child => this.heightOf(child)), ...node.containers.map(() => CONTAINER_HEIGHT + 10), ...(this.groupsOf(node).length > 0 ? [this.flagsHeight(node)] : [])]
    return this.ownHeight(node) + ROW_GAP + Math.max(0, ...above)
  }

  private flagsHeight(node: Node): number {
    return this.groupsOf(node).reduce((sum, image) => sum + Math.min(FLAGS_MAX, Math.max(1, image.names.length)) * (FLAG_HEIGHT + 3) + 18, 6)
  }

  private place(node: Node, x: number, width: number, bottom: number): void {
    const height = this.ownHeight(node)
    if (node.strata.length > 0) this.plate(node, { x, y: bottom - height, width, height })
    const top = bottom - height - ROW_GAP
    const aside = this.flagsAside(node)
    const slots: { readonly min: number; readonly share: number; readonly draw: (x: number, w: number) => void }[] = []
    if (this.groupsOf(node).length > 0) slots.push({ min: this.flagMin(node), share: aside ? 0.5 : 1, draw: (at, w) => this.flagsOf(node, at, w, bottom - height) })
    for (const child of node.children) slots.push({ min: this.minWidth(child), share: this.columns(child), draw: (at, w) => this.place(child, at, w, top) })
    for (const container of node.containers) slots.push({ min: CONTAINER_MIN, share: 0.7, draw: (at, w) => this.container(container, at, w, top) })
    const free = Math.max(0, width - slots.reduce((sum, slot) => sum + slot.min, 0) - COLUMN_GAP * Math.max(0, slots.length - 1))
    const shares = slots.reduce((sum, slot) => sum + slot.share, 0)
    let at = x
    for (const slot of slots) {
      const w = Math.floor(slot.min + (free * slot.share) / shares)
      slot.draw(at, w)
      at += w + COLUMN_GAP
    }
  }

  private text(x: number, y: number, text: string, anchor: Label['anchor'], tone: Label['tone'], knocked = false): Label {
    const width = text.length * this.fontPx * 0.602 + 2 * KNOCK
    const label = { x: round(x), y: round(y), text, anchor, tone }
    return knocked ? { ...label, knock: { x: round(anchor === 'start' ? x - KNOCK : x + KNOCK - width), y: round(y - 13), width: round(width), height: 17 } } : label
  }

  private plate(node: Node, whole: Box): void {
    const [newest] = node.strata
    if (!newest) return
    const shared = isShared(node)
    const box = shared ? { x: whole.x, y: whole.y + OUTLINE, width: whole.width, height: whole.height - 2 * OUTLINE } : whole
    const strokes: Stroke[] = shared ? [{ paint: 'edge', d: boxPath({ x: box.x - OUTLINE, y: box.y - OUTLINE, width: box.width + 2 * OUTLINE, height: box.height + 2 * OUTLINE }) }] : []
    const spine = { x: box.x, y: box.y, width: SPINE, height: box.height }
    const body = { x: box.x + SPINE + SPLIT, y: box.y, width: box.width - SPINE - SPLIT, height: box.height }
    const count = node.strata.length
    const fold = count > 1
    const labels: Label[] = []
    let crackX = body.x + body.width * 0.62
    if (newest.kind !== 'write-set') {
      const tone = newest.hollow || newest.kind === 'removing' ? 'ink' : newest.data === 'durable' || newest.data === 'damaged' ? 'reversed' : newest.data === 'gone' || newest.data === 'lost' ? 'muted' : 'ink'
      const knocked = tone !== 'reversed' && newest.kind !== 'removing'
      const middle = body.y + body.height / 2 + this.fontPx * 0.36
      const id = fold ? `${shortID(newest.id)} ×${count}` : shortID(newest.id)
      const bytes = node.strata.reduce((sum, { sizeBytes, dataBytes }) => sum + (sizeBytes ?? dataBytes ?? 0), 0)
      const found = node.strata.reduce((sum, { dataBytes }) => sum + (dataBytes ?? 0), 0)
      const less = newest.data === 'gone' || newest.data === 'lost' || newest.data === 'damaged'
      const recorded = newest.kind === 'missing' || newest.data === 'none' ? '' : this.size(bytes)
      const size = less && newest.kind !== 'missing' && found < bytes ? `${recorded} → ${this.size(found)}` : recorded
            const idWidth = id.length * this.advance
      const fits = (text: string): boolean => idWidth + text.length * this.advance + 44 <= body.width
      const right = fits(size) ? size : fits(recorded) && !less ? recorded : ''
      // A crack runs where nothing is written.
      crackX = right === '' ? body.x + body.width - 14 : (body.x + INDENT + idWidth + body.x + body.width - INDENT - right.length * this.advance) / 2
      labels.push(this.text(body.x + INDENT, middle, id, 'start', tone === 'reversed' ? 'reversed' : 'ink', knocked))
      if (right !== '') labels.push(this.text(body.x + body.width - INDENT, middle, right, 'end', tone, knocked))
    } else labels.push(this.text(body.x + 7, body.y + body.height / 2 + this.fontPx * 0.36, fit(newest.id, Math.floor((body.width - 10) / this.advance)), 'start', 'muted'))
    strokes.push(...spineStrokes(newest, spine, count), ...bodyStrokes(newest, body, crackX))
    this.plates.push({
      key: newest.key, kind: fold ? 'fold' : newest.kind, box: whole, strokes, labels, strata: node.strata.map(({ key }) => key), chain: chainFrom(this.strata.layers, newest.key),
      record: newest.record, data: newest.data,
    })
  }

  private container({ id, name, running, on }: ContainerNode, x: number, width: number, bottom: number): void {
    const box = { x, y: bottom - CONTAINER_HEIGHT, width, height: CONTAINER_HEIGHT }
    const strokes: Stroke[] = [{ paint: 'stem', d: `M${x + 0.75} ${box.y}V${bottom - 0.75}H${x + width - 0.75}V${box.y}` }]
    if (running) strokes.push({ paint: 'ink', d: boxPath({ x, y: box.y, width: 6, height: CONTAINER_HEIGHT }) })
    this.plates.push({
      key: `container:${id}`, kind: 'container', box, strokes, strata: [], chain: [`container:${id}`, ...chainFrom(this.strata.layers, on)], record: 'none', data: 'none',
      labels: [this.text(x + 12, box.y + 17, head(name, Math.floor((width - 18) / this.advance)), 'start', 'ink')],
    })
  }

  /** Flags of the images whose top is here; `bottom` is the plate's upper edge. */
  private flagsOf(node: Node, x: number, width: number, bottom: number): void {
    const groups = this.groupsOf(node)
    let y = bottom - 6 - groups.reduce((sum, image) => sum + Math.min(FLAGS_MAX, Math.max(1, image.names.length)) * (FLAG_HEIGHT + 3) + 18, 0)
    const others = node.flags.length - groups.length
    groups.forEach((image, at) => {
      const names = image.names.length === 0 ? ['<none>'] : image.names
      const top = y
      const shown = names.length > FLAGS_MAX ? [...names.slice(0, FLAGS_MAX - 1), `+${names.length - FLAGS_MAX + 1}`] : names
      const dirty = image.kind === 'named' && this.strata.names !== 'durable'
      const strokes: Stroke[] = []
      const labels: Label[] = []
      const broken = image.config === 'damaged' || image.config === 'absent'
      const widths = shown.map(name => {
        const text = fit(name, Math.floor((width - 26) / this.advance))
        const w = text.length * this.advance + (broken ? 40 : 24)
        strokes.push(...flagStrokes(x + 0.75, y, w, dirty))
        labels.push(this.text(x + 10, y + FLAG_HEIGHT / 2 + this.fontPx * 0.36, text, 'start', 'bold', dirty))
        y += FLAG_HEIGHT + 3
        return w
      })
      const idText = shortID(image.id) + (at === groups.length - 1 && others > 0 ? ` +${others} <none>` : '')
      const beside = shown.length === 1 && (widths[0] ?? 0) + 8 + idText.length * this.advance <= width
      const idX = beside ? x + (widths[0] ?? 0) + 8 : x + 10
      const idFits = beside || 10 + idText.length * this.advance <= width
      if (idFits) labels.push(this.text(idX, beside ? top + FLAG_HEIGHT / 2 + this.fontPx * 0.36 : y + this.fontPx - 1, idText, 'start', 'muted'))
      if (broken) {
        const at = x + (widths[0] ?? 0) - 20
        strokes.push({ paint: 'gap', d: crackPath(at, top, FLAG_HEIGHT) }, { paint: 'crack', d: crackPath(at, top - 3, FLAG_HEIGHT + 6) })
      }
      y += 18
      const end = at === groups.length - 1 ? (node.strata.length > 0 ? bottom : y) : y
      strokes.unshift({ paint: image.kind === 'dangling' || node.strata.length === 0 ? 'dashed-stem' : 'stem', d: `M${x + 0.75} ${top}V${end}` })
      this.flags.push({ key: image.id, strokes, labels, title: names.join('\n') })
    })
  }

  /** A flag on a stem that ends in nothing. */
  private danglingName({ name, id }: Strata['danglingNames'][number], x: number, width: number, bottom: number): void {
    const y = bottom - 78
    const text = fit(name, Math.floor((width - 26) / this.advance))
    const dirty = this.strata.names !== 'durable'
    this.flags.push({
      key: name, title: name,
      strokes: [{ paint: 'dashed-stem', d: `M${x + 0.75} ${y}V${bottom}` }, ...flagStrokes(x + 0.75, y, text.length * this.advance + 24, dirty)],
      labels: [this.text(x + 10, y + FLAG_HEIGHT / 2 + this.fontPx * 0.36, text, 'start', 'bold', dirty), this.text(x + 10, y + FLAG_HEIGHT + this.fontPx + 3, shortID(id), 'start', 'muted')],
    })
  }
}

const isShared = ({ strata }: Node): boolean => (strata[0]?.imageCount ?? 0) > 1

/** Cut a text to so many characters; its end says more than its beginning. */
function fit(text: string, characters: number): string {
  return text.length <= characters ? text : `…${text.slice(text.length - Math.max(1, characters - 1))}`
}

/** The same for names whose beginning says more. */
const head = (text: string, characters: number): string => (text.length <= characters ? text : `${text.slice(0, Math.max(1, characters - 1))}…`)

/** Put items on shelves, as many side by side as fit. */
function shelvesOf<Item extends { readonly min: number }>(items: readonly Item[], room: number): Item[][] {
  const shelves: Item[][] = []
  let left = 0
  for (const item of items) {
    const shelf = shelves.at(-1)
    if (shelf && left >= item.min + COLUMN_GAP) {
      shelf.push(item)
      left -= item.min + COLUMN_GAP
    } else {
      shelves.push([item])
      left = room - item.min
    }
  }
  return shelves
}
