/** Shapes of the drawings as SVG path data. */

/** A rectangle in units of the drawing (CSS pixels). */
export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** A number as short as the eye needs it. */
const n = (value: number): string => String(Math.round(value * 10) / 10)

export const boxPath = ({ x, y, width, height }: Box): string => `M${n(x)} ${n(y)}h${n(width)}v${n(height)}h${n(-width)}z`

/** Diagonals that rise to the right, so many units apart. */
export function hatchPath({ x, y, width, height }: Box, step: number): string {
  let d = ''
  for (let at = step * 0.75; at < width + height; at += step) {
    d += `M${n(x + Math.max(0, at - height))} ${n(y + Math.min(at, height))}L${n(x + Math.min(at, width))} ${n(y + Math.max(0, at - width))}`
  }
  return d
}

/** A zigzag from top to bottom around `x`. */
export function crackPath(x: number, y: number, height: number): string {
  const swing = Math.min(6, 2 + height / 12)
  return `M${n(x + swing)} ${n(y)}L${n(x - swing * 0.8)} ${n(y + height * 0.36)}L${n(x + swing)} ${n(y + height * 0.6)}L${n(x - swing * 0.8)} ${n(y + height)}`
}

/** Both diagonals. */
export const crossedPath = ({ x, y, width, height }: Box): string => `M${n(x)} ${n(y)}l${n(width)} ${n(height)}M${n(x + width)} ${n(y)}l${n(-width)} ${n(height)}`

/** A box whose right edge has teeth. */
export function sawPath({ x, y, width, height }: Box, tooth: number): string {
  const count = Math.max(2, Math.round(height / (tooth * 2)))
  const half = height / count / 2
  return `M${n(x)} ${n(y)}h${n(width - tooth)}${`l${n(tooth)} ${n(half)}l${n(-tooth)} ${n(half)}`.repeat(count)}h${n(tooth - width)}z`
}

/** A box without its right upper corner. */
export const cornerCutPath = ({ x, y, width, height }: Box, cut: number): string => `M${n(x)} ${n(y)}h${n(width - cut)}l${n(cut)} ${n(cut)}v${n(height - cut)}h${n(-width)}z`
