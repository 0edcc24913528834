/** A drawing as few elements as it takes: what stands on a page before its sandbox is woken. */
import type { Paint, Stroke } from './glyph.ts'
import type { Label, LayersDrawing } from './layers.ts'

export interface Poster {
  readonly strokes: readonly Stroke[]
  /** The paper behind text on hatching. */
  readonly knocks: string
  /** Texts by how they are set. */
  readonly texts: readonly { readonly tone: Label['tone']; readonly anchor: Label['anchor']; readonly labels: readonly Label[] }[]
}

/** From below to above: strokes of one paint never cover each other. */
const ORDER: readonly Paint[] = ['edge', 'stem', 'dashed-stem', 'sheet', 'ink', 'hollow', 'lost', 'dirty', 'gap', 'crack']

/** Join what looks the same. A poster does not react, so nothing in it needs to be an element of its own. */
export function posterOf({ plates, flags }: LayersDrawing): Poster {
  const parts = [...plates, ...flags]
  const strokes = parts.flatMap(part => part.strokes)
  // Flags are paper with an edge: the edge goes on top of the paper.
  const edges = flags.flatMap(flag => flag.strokes.filter(({ paint }) => paint === 'stem'))
  const below = new Set<Stroke>(edges)
  const joined = ORDER.flatMap(paint => {
    const d = strokes.filter(stroke => stroke.paint === paint && !below.has(stroke)).map(stroke => stroke.d).join('')
    return d === '' ? [] : [{ paint, d }]
  })
  const labels = parts.flatMap(part => part.labels)
  const knocks = labels.flatMap(({ knock }) => (knock ? `M${knock.x} ${knock.y}h${knock.width}v${knock.height}h${-knock.width}z` : [])).join('')
  const texts = (['bold', 'ink', 'reversed', 'muted'] as const).flatMap(tone =>
    (['start', 'end'] as const).flatMap(anchor => {
      const those = labels.filter(label => label.tone === tone && label.anchor === anchor)
      return those.length === 0 ? [] : [{ tone, anchor, labels: those }]
    }))
  return { strokes: edges.length === 0 ? joined : [...joined, { paint: 'stem', d: edges.map(({ d }) => d).join('') }], knocks, texts }
}
