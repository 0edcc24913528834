/** How the parts of a plate are drawn in each of their states. */
import type { Stroke } from './glyph.ts'
import { boxPath, cornerCutPath, crackPath, sawPath } from './paths.ts'
import type { Box } from './paths.ts'
import type { Stratum } from './strata.ts'

/** Width of a spine, and of the gap between it and the body. */
export const SPINE = 11
export const SPLIT = 4
export const FLAG_HEIGHT = 22

/** A flag on its stem. `dirty`: the name is not on disk yet. */
export function flagStrokes(x: number, y: number, width: number, dirty: boolean): Stroke[] {
  const d = `M${x} ${y + 0.75}h${width}l-6 ${FLAG_HEIGHT / 2 - 0.75}l6 ${FLAG_HEIGHT / 2 - 0.75}h${-width}z`
  return [{ paint: 'sheet', d }, { paint: dirty ? 'dirty' : 'stem', d }]
}

/** The record of a layer. @param count how many layers the plate stands for */
export function spineStrokes(stratum: Stratum, { x, y, width, height }: Box, count: number): Stroke[] {
  const inner = { x: x + 0.75, y: y + 0.75, width: width - 1.5, height: height - 1.5 }
  if (stratum.kind === 'removing') return []
  switch (stratum.record) {
    case 'none': return [{ paint: 'stem', d: `M${x + 1} ${y + height - 9}v8h${width}` }]
    case 'lost': return [{ paint: 'lost', d: boxPath(inner) }]
    case 'dirty':
    case 'journal': return [{ paint: 'dirty', d: boxPath(inner) }]
    case 'writing': return [{ paint: 'dirty', d: sawPath(inner, 3) }]
    case 'durable':
    case 'damaged': {
      const solid: Stroke[] = stratum.hollow && stratum.record === 'durable' ? [{ paint: 'hollow', d: boxPath({ x: x + 1, y: y + 1, width: width - 2, height: height - 2 }) }] : [{ paint: 'ink', d: slices({ x, y, width, height }, count) }]
      return stratum.record === 'damaged' ? [...solid, ...cracked(x + width / 2, y, height)] : solid
    }
  }
}

/** The spine of a fold: as many pieces as eyes can count, at most four. */
function slices({ x, y, width, height }: Box, count: number): string {
  const pieces = Math.min(count, 4)
  const each = (height - (pieces - 1) * 2) / pieces
  return Array.from({ length: pieces }, (_, at) => boxPath({ x, y: y + at * (each + 2), width, height: each })).join('')
}

const cracked = (x: number, y: number, height: number): Stroke[] => [{ paint: 'gap', d: crackPath(x, y, height) }, { paint: 'crack', d: crackPath(x, y - 3, height + 6) }]

/** The data of a layer. @param crackX where a crack would run */
export function bodyStrokes(stratum: Stratum, box: Box, crackX: number): Stroke[] {
  const { x, y, width, height } = box
  const inner = { x: x + 0.75, y: y + 0.75, width: width - 1.5, height: height - 1.5 }
  if (stratum.kind === 'removing') return [{ paint: 'edge', d: cornerCutPath({ ...inner, x: inner.x - SPINE - SPLIT, width: inner.width + SPINE + SPLIT }, 12) }]
  switch (stratum.data) {
    case 'none': return []
    case 'durable': return stratum.hollow ? [{ paint: 'hollow', d: boxPath({ x: x + 1, y: y + 1, width: width - 2, height: height - 2 }) }] : [{ paint: 'ink', d: boxPath(box) }]
    case 'dirty':
    case 'journal': return [{ paint: 'dirty', d: boxPath(inner) }]
    case 'lost': return [{ paint: 'lost', d: boxPath(inner) }]
    case 'gone': return [{ paint: 'lost', d: boxPath(inner) }, { paint: 'crack', d: crackPath(crackX, y - 3, height + 6) }]
    case 'damaged': return [{ paint: 'ink', d: boxPath(box) }, ...cracked(crackX, y, height)]
    case 'writing': return [{ paint: 'dirty', d: sawPath(inner, 4) }]
  }
}
