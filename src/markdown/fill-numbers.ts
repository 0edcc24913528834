import { NAMED_LIMITS } from '#sandbox/named-limits'
import { counted, measuredOf, readNumber, resultOf, written } from '../content-runs/numbers.ts'
import { complain } from './building.ts'
import type { Building } from './building.ts'
import { attributesOf, replaceIn, textNode, textOf } from './tree.ts'
import type { Node } from './tree.ts'

/** `<Result>`: a number that a run gives. */
export async function fillResult(building: Building, node: Node, parent: Node): Promise<void> {
  const { n = '', ...forms } = attributesOf(node)
  const found = resultOf(n, await building.sources.scenario(n.split('/')[0] ?? ''), building.runs)
  if ('problem' in found) return complain(building, node, found.problem)
  replaceIn(parent, node, [textNode(counted(found.value, forms, building.page.lang))])
}

const UNITS: Readonly<Record<string, number>> = { MiB: 1024 ** 2, GiB: 1024 ** 3 }

/** `<Limit n="NAME" in="GiB" />`: a limit of the sandbox, from the program that keeps it. */
export function fillLimit(building: Building, node: Node, parent: Node): void {
  const { n = '', in: unit } = attributesOf(node)
  const limit = NAMED_LIMITS[n]
  const size = unit === undefined ? 1 : UNITS[unit]
  if (limit === undefined) return complain(building, node, `there is no limit ${n}; there are ${Object.keys(NAMED_LIMITS).join(', ')}`)
  if (size === undefined) return complain(building, node, `a limit is told in ${Object.keys(UNITS).join(' or ')}, not in ${unit ?? ''}`)
  replaceIn(parent, node, [textNode(counted(limit / size, unit === undefined ? {} : { other: unit }, building.page.lang))])
}

/** `<Measured>`: a number that stands on the page and is compared with a recording. */
export async function checkMeasured(building: Building, node: Node, parent: Node): Promise<void> {
  const { n = '' } = attributesOf(node)
  const { lang } = building.page
  const found = measuredOf(n, await building.sources.measurement(n.split('/')[0] ?? ''), building.sources)
  const text = textOf(node)
  if ('problem' in found) return complain(building, node, found.problem)
  if (readNumber(text, lang) !== found.value) complain(building, node, `${n} is ${written(found.value, lang)}, not ${text}`)
  replaceIn(parent, node, node.children ?? [])
}
