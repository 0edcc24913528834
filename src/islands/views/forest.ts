/** Which plate stands on which: trees of strata, long runs folded. */
import { chainFrom } from './strata.ts'
import type { ContainerNode, ImageNode, Strata, Stratum } from './strata.ts'

/** A plate, or a run of them, and what stands on it. */
export interface Node {
  readonly strata: readonly Stratum[]
  readonly flags: readonly ImageNode[]
  readonly containers: readonly ContainerNode[]
  readonly children: readonly Node[]
}

/** Stacks with more plates than this have runs of equal ones folded. */
const LAYERS_MAX = 12

/** Trees from the bottom up. @param only draw just what this image stands on */
export function forestOf({ layers, images, containers }: Strata, only: string | undefined): Node[] {
  const onlyImage = images.find(image => image.id === only)
  const kept = onlyImage && new Set(chainFrom(layers, onlyImage.top))
  if (only !== undefined && !kept) return []
  const above = new Map<string | undefined, Stratum[]>()
  for (const stratum of layers.values()) {
    if (kept && !kept.has(stratum.key)) continue
    const parent = stratum.parent !== undefined && layers.has(stratum.parent) ? stratum.parent : undefined
    const known = above.get(parent)
    if (known) known.push(stratum)
    else above.set(parent, [stratum])
  }
  const drawnImages = kept ? images.filter(image => image === onlyImage) : images
  const node = (stratum: Stratum): Node => ({
    strata: [stratum], flags: drawnImages.filter(image => image.top === stratum.key), containers: containers.filter(({ on }) => on === stratum.key),
    children: (above.get(stratum.key) ?? []).map(node),
  })
  const roots = (above.get(undefined) ?? []).map(node)
  const bare = drawnImages.filter(({ top, kind }) => top === undefined && kind !== 'intermediate').map(image => ({ strata: [], flags: [image], containers: [], children: [] }))
  return [...roots.map(root => (depthOf(root) > LAYERS_MAX ? folded(root) : root)), ...bare]
}

const depthOf = (node: Node): number => node.strata.length + Math.max(0, ...node.children.map(depthOf))

const alike = (a: Stratum, b: Stratum): boolean => a.kind === b.kind && a.record === b.record && a.data === b.data && a.hollow === b.hollow && a.imageCount > 1 === b.imageCount > 1

/** Join runs of plates in the same state on which nothing else stands. */
function folded(node: Node): Node {
  const run = [...node.strata]
  let top = node
  for (;;) {
    const [child] = top.children
    const [newest] = run
    if (top.children.length !== 1 || top.flags.length > 0 || top.containers.length > 0 || !child || !newest || !child.strata.every(stratum => alike(stratum, newest))) break
    run.unshift(...child.strata)
    top = child
  }
  if (run.length >= 3) return { ...top, strata: run, children: top.children.map(folded) }
  return { ...node, children: node.children.map(folded) }
}
