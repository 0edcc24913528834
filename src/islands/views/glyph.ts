/** The forms of the drawings at the size of a word: what each state looks like, as paths. */
import { boxPath, cornerCutPath, crackPath, crossedPath, hatchPath, sawPath } from './paths.ts'

/** How a path is painted; `Strokes.svelte` has the colours. */
export type Paint =
  | 'ink' | 'edge' | 'stem' | 'dashed-stem' | 'hollow' | 'lost' | 'dirty' | 'undecided' | 'dirty-line' | 'gap' | 'crack' | 'tick' | 'diamond' | 'damage' | 'bite' | 'sheet' | 'accent'

/** One path of a drawing. */
export interface Stroke {
  readonly paint: Paint
  readonly d: string
}

/** States of layers, names and files. */
export type FormName =
  | 'durable' | 'dirty' | 'lost' | 'undecided' | 'shared' | 'hollow' | 'flag' | 'damaged' | 'record-only' | 'record-damaged' | 'orphan' | 'whiteout' | 'writing' | 'removing'

/** What a check or a claim came to: holds; holds with conditions, or is surprising; is broken; was not run. */
export type VerdictName = 'tick' | 'diamond' | 'cracked' | 'not-run'

export type GlyphName = FormName | VerdictName

const VERDICTS: ReadonlySet<GlyphName> = new Set<VerdictName>(['tick', 'diamond', 'cracked', 'not-run'])

/** Size of a glyph when nothing else is asked for: plates are wide, verdicts square. */
export const glyphSize = (is: GlyphName): { readonly width: number; readonly height: number } => (VERDICTS.has(is) ? { width: 16, height: 16 } : { width: 34, height: 16 })

/** How far apart diagonals are, measured along the edge. */
const HATCH = 8.5

/**
 * The paths of a glyph, drawn for its size: lines keep their weight.
 *
 * @param is which
 */
export function glyphStrokes(is: GlyphName, width: number, height: number): Stroke[] {
  const spine = Math.round(width * (is === 'record-damaged' ? 0.3 : 0.18))
  const bodyX = spine + 3
  const body = { x: bodyX, y: 1, width: width - bodyX - 1, height: height - 2 }
  const whole = { x: 1, y: 1, width: width - 2, height: height - 2 }
  const solid: Stroke = { paint: 'ink', d: boxPath({ x: 0, y: 0, width, height }) }
  const record: Stroke = { paint: 'ink', d: boxPath({ x: 0, y: 0, width: spine, height }) }
  const solidBody: Stroke = { paint: 'ink', d: boxPath({ x: bodyX, y: 0, width: width - bodyX, height }) }
  const cracked = (x: number): Stroke[] => [{ paint: 'gap', d: crackPath(x, 0, height) }, { paint: 'crack', d: crackPath(x, -1, height + 2) }]
  switch (is) {
    case 'durable': return [solid]
    case 'dirty': return [{ paint: 'dirty-line', d: hatchPath(whole, HATCH) }, { paint: 'dirty', d: boxPath(whole) }]
    case 'lost': return [{ paint: 'lost', d: boxPath(whole) }]
    case 'undecided': return [{ paint: 'dirty-line', d: hatchPath({ x: 3, y: 3, width: width - 6, height: height - 6 }, HATCH) }, { paint: 'undecided', d: boxPath(whole) }]
    case 'shared': return [
      { paint: 'edge', d: boxPath({ x: 0.75, y: 0.75, width: width - 1.5, height: height - 1.5 }) },
      { paint: 'ink', d: boxPath({ x: 4, y: 4, width: width - 8, height: height - 8 }) },
    ]
    case 'hollow': return [{ paint: 'hollow', d: boxPath(whole) }]
    case 'flag': {
      const low = Math.round(height * 0.56)
      return [{ paint: 'dashed-stem', d: `M2 ${low}V${height}` }, { paint: 'stem', d: `M2 ${low}V1H${Math.round(width * 0.76)}l-${low / 3} ${(low - 1) / 2}l${low / 3} ${(low - 1) / 2}z` }]
    }
    case 'damaged': return [solid, ...cracked(width * 0.6)]
    case 'record-only': return [record, { paint: 'lost', d: boxPath(body) }, { paint: 'crack', d: crackPath(width * 0.66, -1, height + 2) }]
    case 'record-damaged': return [record, solidBody, ...cracked(spine / 2)]
    case 'orphan': return [{ paint: 'stem', d: `M1 ${height - 6}v5h${spine}` }, solidBody]
    case 'whiteout': return [{ paint: 'edge', d: `${boxPath(whole)}${crossedPath(whole)}` }]
    case 'writing': return [{ paint: 'dirty-line', d: hatchPath({ ...whole, width: width * 0.62 }, HATCH) }, { paint: 'dirty', d: sawPath({ ...whole, width: width * 0.68 }, 3) }]
    case 'removing': return [{ paint: 'edge', d: cornerCutPath(whole, Math.min(10, height * 0.6)) }]
    case 'tick': return [{ paint: 'tick', d: 'M2 8.5l4 4 8-9' }]
    case 'diamond': return [{ paint: 'diamond', d: 'M8 1.5l6.5 6.5L8 14.5 1.5 8z' }]
    case 'cracked': return [{ paint: 'damage', d: boxPath({ x: 1, y: 3, width: 14, height: 10 }) }, { paint: 'bite', d: 'M10 1L6.5 7l4 2.5L7 16' }]
    case 'not-run': return [{ paint: 'lost', d: boxPath({ x: 1.5, y: 3.5, width: 13, height: 9 }) }]
  }
}
