/** Places of a chart's lines: numbers in, points of a drawing out. */

export const WIDTH = 640
export const HEIGHT = 280
export const LEFT = 52
export const RIGHT = 16
export const TOP = 14
export const BOTTOM = 34

type Point = readonly [x: number, y: number]

/** A round number not below the highest value, and the ticks up to it: 1, 2, 2.5 or 5 times a power of ten apart. */
export function ticksTo(highest: number): readonly number[] {
  const rough = Math.max(highest, 1) / 4
  const power = 10 ** Math.floor(Math.log10(rough))
  const apart = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= rough) ?? rough
  return Array.from({ length: Math.ceil(Math.max(highest, 1) / apart) + 1 }, (_, at) => at * apart)
}

/** From values to places in the drawing; both axes begin at 0. */
export function placing(highestX: number, highestY: number): (point: Point) => Point {
  const width = WIDTH - LEFT - RIGHT
  const height = HEIGHT - TOP - BOTTOM
  return ([x, y]) => [round(LEFT + (x / highestX) * width), round(TOP + height - (y / highestY) * height)]
}

const round = (value: number): number => Math.round(value * 10) / 10

/** A path through points: straight from each to the next, or level and then up or down. */
export function pathThrough(points: readonly Point[], stepwise = false): string {
  return points.map(([x, y], at) => (at === 0 ? `M${x} ${y}` : stepwise ? `H${x}V${y}` : `L${x} ${y}`)).join('')
}

/** Lines are told apart by their strokes and marks, not by colour alone. */
export const STROKES: readonly { readonly dash: string, readonly mark: string }[] = [
  { dash: '', mark: 'M-4 0A4 4 0 1 0 4 0A4 4 0 1 0 -4 0Z' },
  { dash: '7 4', mark: 'M-4 -4H4V4H-4Z' },
  { dash: '2 4', mark: 'M0 -5L5 4H-5Z' },
  { dash: '10 3 2 3', mark: 'M0 -5L5 0L0 5L-5 0Z' },
]
