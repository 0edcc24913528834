import type { Plate } from './layers.ts'

/**
 * The plate that an arrow key leads to: the nearest one that lies that way.
 *
 * @param arrow `ArrowUp`, `ArrowDown`, `ArrowLeft`, `ArrowRight`
 */
export function nextPlate(plates: readonly Pick<Plate, 'key' | 'box'>[], from: string, arrow: string): string | undefined {
  const start = plates.find(plate => plate.key === from)?.box
  if (!start) return undefined
  let best: { readonly key: string; readonly far: number } | undefined
  for (const { key, box } of plates) {
    if (key === from) continue
    const gapX = Math.max(box.x - (start.x + start.width), start.x - (box.x + box.width), 0)
    const gapY = Math.max(box.y - (start.y + start.height), start.y - (box.y + box.height), 0)
    const dx = box.x + box.width / 2 - (start.x + start.width / 2)
    const dy = box.y + box.height / 2 - (start.y + start.height / 2)
    const upright = arrow === 'ArrowUp' || arrow === 'ArrowDown'
    const ahead = arrow === 'ArrowUp' ? -dy : arrow === 'ArrowDown' ? dy : arrow === 'ArrowLeft' ? -dx : dx
    if (ahead <= 0 || (upright ? gapY : gapX) === 0) continue
    // What lies straight ahead comes before what lies aside, however near.
    const far = ahead + (upright ? gapX : gapY) * 4 + (upright ? Math.abs(dx) : Math.abs(dy)) / 100
    if (!best || far < best.far) best = { key, far }
  }
  return best?.key
}
