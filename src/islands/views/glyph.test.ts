import { expect, it } from 'vitest'
import { glyphSize, glyphStrokes } from './glyph.ts'
import type { GlyphName } from './glyph.ts'

const NAMES: readonly GlyphName[] = [
  'durable', 'dirty', 'lost', 'undecided', 'shared', 'hollow', 'flag', 'damaged', 'record-only', 'record-damaged', 'orphan', 'whiteout', 'writing', 'removing', 'tick', 'diamond', 'cracked', 'not-run',
]

it('draws each state with lines of its own, so that it can be told without colour', () => {
  const drawn = new Map(NAMES.map(is => [is, glyphStrokes(is, 34, 16).map(({ d, paint }) => `${paint === 'lost' || paint === 'undecided' ? 'dashed' : ''}${d}`).join('|')]))
  expect(new Set(drawn.values()).size).toBe(NAMES.length)
})

it('stays inside its box, but for the crack that runs past both edges', () => {
  for (const is of NAMES) {
    const { width, height } = glyphSize(is)
    for (const { d, paint } of glyphStrokes(is, width, height)) {
      for (const [, x, y] of d.matchAll(/[ML]([-\d.]+) ([-\d.]+)/g)) {
        const room = paint === 'crack' ? 1 : 0
        expect(Number(x), `${is} ${d}`).toBeGreaterThanOrEqual(-4)
        expect(Number(x), `${is} ${d}`).toBeLessThanOrEqual(width)
        expect(Number(y), `${is} ${d}`).toBeGreaterThanOrEqual(-room)
        expect(Number(y), `${is} ${d}`).toBeLessThanOrEqual(height + room)
      }
    }
  }
})

it('draws for the size it gets: a wider glyph has more diagonals, not longer gaps', () => {
  const diagonals = (width: number): number => glyphStrokes('dirty', width, 16)[0]?.d.match(/M/g)?.length ?? 0
  expect(diagonals(68)).toBeGreaterThan(diagonals(34) + 3)
})
