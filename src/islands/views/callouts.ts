/** What the drawing says in words beside itself: which states it is in, how much is at stake and when it is due. */
import type { Plate } from './layers.ts'
import type { DataState, RecordState, Strata, Stratum } from './strata.ts'

export interface Callout {
  /** `order`: newest on top. `config`: of an image. */
  readonly kind: 'order' | 'data' | 'records' | 'config' | 'names'
  readonly state: DataState | RecordState
  /** Layers, images or names of which it is true. */
  readonly count: number
  readonly bytes: number
  readonly ofBytes: number
  /** Seconds from now; undefined when nothing is due. */
  readonly seconds: number | undefined
  /**
   * Where the words stand and the line that leads there; undefined: below the drawing. Words flow one after the other,
   * `gap` below the `room` of those before, so that they may take more lines than was thought.
   */
  readonly place: { readonly x: number; readonly gap: number; readonly room: number; readonly lead: string; readonly dot: readonly [number, number] } | undefined
}

const DATA_STATES = ['gone', 'lost', 'damaged', 'dirty', 'journal', 'writing', 'durable'] as const
const RECORD_STATES = ['damaged', 'lost', 'dirty', 'journal', 'durable'] as const
const LINE = 19

/**
 * One callout for each state that asks for words.
 *
 * @param flags keys of the images and names that are drawn
 * @param edge where words begin at the right of the plates; undefined: they stand below
 */
export function calloutsOf(strata: Strata, plates: readonly Plate[], flags: readonly string[], edge: number | undefined, atTick: number): Callout[] {
  const secondsTo = (tick: number | undefined): number | undefined => (tick === undefined ? undefined : Math.max(0, Math.ceil((tick - atTick) / 1e9)))
  const drawn = plates.flatMap(plate => plate.strata.flatMap(key => strata.layers.get(key) ?? []))
  const layers = drawn.filter(({ kind }) => kind === 'layer')
  const found: { readonly callout: Omit<Callout, 'place'>; readonly at: Plate | undefined }[] = []
  const add = (callout: Partial<Callout> & Pick<Callout, 'kind' | 'state' | 'count'>, at?: Plate): void => void found.push({ callout: { bytes: 0, ofBytes: 0, seconds: undefined, ...callout }, at })

  const stack = plates.filter(({ kind }) => kind === 'layer' || kind === 'fold').sort((a, b) => a.box.y - b.box.y)
  const top = stack.length > 1 ? stack[0] : undefined
  if (edge !== undefined && top && stack.length === plates.length) add({ kind: 'order', state: 'durable', count: stack.length }, top)
  for (const state of DATA_STATES) {
    const those = (state === 'durable' ? layers : drawn).filter(({ data, kind }) => data === state && kind !== 'missing')
    if (those.length === 0 || (state === 'durable' && those.length < layers.length)) continue
    const dues = those.flatMap(({ dueAtTick }) => dueAtTick ?? [])
    const bytes = (of: (stratum: Stratum) => number | undefined): number => those.reduce((sum, stratum) => sum + (of(stratum) ?? 0), 0)
    const at = plates.filter(plate => plate.data === state && (plate !== top || those.length === 1)).sort((a, b) => b.box.height - a.box.height || b.box.y - a.box.y)[0]
    add({ kind: 'data', state, count: those.length, bytes: bytes(({ atStakeBytes, dataBytes }) => (state === 'dirty' ? atStakeBytes : dataBytes)), ofBytes: bytes(({ sizeBytes }) => sizeBytes), seconds: dues.length > 0 ? secondsTo(Math.max(...dues)) : undefined }, at)
  }
  for (const state of RECORD_STATES) {
    const those = drawn.filter(({ record, kind }) => record === state && (kind === 'layer' || kind === 'missing'))
    if (those.length === 0 || (state === 'durable' && those.length < layers.length)) continue
    add({ kind: 'records', state, count: those.length, seconds: state === 'journal' ? secondsTo(strata.commitAtTick) : undefined })
  }
  for (const state of ['damaged', 'absent'] as const) {
    const count = strata.images.filter(({ id, config }) => config === state && flags.includes(id)).length
    if (count > 0) add({ kind: 'config', state: state === 'absent' ? 'lost' : state, count })
  }
  if (flags.length > 0 && strata.names !== 'durable') add({ kind: 'names', state: strata.names, count: flags.length, seconds: secondsTo(strata.commitAtTick) })
  return placed(found, edge)
}

/** Put words at the height of what they speak of, one below the other where they would meet. */
function placed(found: readonly { readonly callout: Omit<Callout, 'place'>; readonly at: Plate | undefined }[], edge: number | undefined): Callout[] {
  if (edge === undefined) return found.map(({ callout }) => ({ ...callout, place: undefined }))
  let free = 0
  return [...found].sort((a, b) => (a.at?.box.y ?? Infinity) - (b.at?.box.y ?? Infinity) || 0).map(({ callout, at }) => {
    if (!at) return { ...callout, place: undefined }
    const x = Math.round(at.box.x + at.box.width)
    const y = Math.round(at.box.y + at.box.height / 2)
    const words = Math.max(y - 10, free)
    const gap = words - free
    const room = LINE * (callout.kind === 'order' || callout.state === 'durable' ? 1 : 3) + 9
    free = words + room
    return { ...callout, place: { x: edge + 18, gap, room, lead: `M${x} ${y}H${x + 10}${words > y - 10 ? `V${words + 10}` : ''}H${edge + 12}`, dot: [x, y] as const } }
  })
}
