import { isClaimNumber } from '../../content/claims.ts'
import { piecesOf } from '../content-runs/seen.ts'
import { claimNamed, complain } from './building.ts'
import type { Building } from './building.ts'
import { attribute, isElement, replaceIn, setAttribute, textNode } from './tree.ts'
import type { Node } from './tree.ts'
import { keepTogether } from './typography.ts'

const PARTS = ['What', 'When', 'Notice', 'Recover']
const KINDS = ['wording', 'translation', 'fact', 'outdated', 'product', 'link', 'ours']
const VIEWS = ['terminal', 'layers', 'disk', 'lanes', 'checks']

/** A hazard box: four parts in their order, and what its button runs. */
export async function fillHazard(building: Building, node: Node): Promise<void> {
  const parts = (node.children ?? []).filter(isElement)
  if (parts.map(({ name }) => name).join() !== PARTS.join()) complain(building, node, `a hazard has the parts ${PARTS.join(', ')}, in this order`)
  for (const part of parts) {
    setAttribute(part, 'label', `form.hazard.${(part.name ?? '').toLowerCase()}`)
    part.name = 'BoxPart'
  }
  const run = attribute(node, 'run') ?? ''
  const named = await claimNamed(building, run)
  if (!named) return complain(building, node, `a hazard runs a claim; there is no claim ${run}`)
  setAttribute(node, 'scenario', named.scenario.id)
  setAttribute(node, 'replay', named.claim.replay)
}

/** A correction: numbers of the list of claims, and a kind. */
export function fillCorrection(building: Building, node: Node): void {
  const kind = attribute(node, 'kind') ?? ''
  if (!KINDS.includes(kind)) complain(building, node, `a correction is of a kind: ${KINDS.join(', ')}`)
  for (const number of (attribute(node, 'of') ?? '').split(' ')) if (kind !== 'ours' && !isClaimNumber(number)) complain(building, node, `${number} is no number of the list of claims`)
}

/** An embedded sandbox names a replay and a view. */
export async function checkRun(building: Building, node: Node): Promise<void> {
  const [scenario = '', replay = '', view = ''] = ['scenario', 'replay', 'view'].map((name) => attribute(node, name))
  const known = await building.sources.scenario(scenario)
  if (!known) return complain(building, node, `there is no scenario ${scenario}`)
  if (replay !== '' && !Object.hasOwn(known.replays, replay)) complain(building, node, `the scenario ${scenario} has no replay ${replay}`)
  if (!VIEWS.includes(view)) complain(building, node, `a view is one of ${VIEWS.join(', ')}`)
}

/** Signs that must not begin a line. */
const CLOSING = /^[.,;:!?)»”’…，。；：！？）、]+/

/** A term of the glossary, with its entry. A sign after it stays with it: the browser would break the line between them. */
export function fillTerm(building: Building, node: Node, parent: Node): void {
  const after = parent.children?.[parent.children.indexOf(node) + 1]
  const sign = after?.type === 'text' ? CLOSING.exec(after.value ?? '')?.[0] : undefined
  if (after && sign !== undefined) {
    after.value = (after.value ?? '').slice(sign.length)
    replaceIn(parent, node, [{ type: 'emphasis', data: { hName: 'span', hProperties: { class: 'together' } }, children: [node, textNode(sign)] }])
  }
  const id = attribute(node, 'id') ?? ''
  const entry = building.sources.term(id, building.page.lang)
  if (entry === undefined) return complain(building, node, `the glossary has no entry ${id} in ${building.page.lang}`)
  setAttribute(node, 'entry', piecesOf(keepTogether(entry.replace(/\s*\n\s*/g, building.page.lang === 'zh' ? '' : ' '), building.page.lang)))
}

/** A figure has a short description, and a text form on the same page. */
export function checkFigure(building: Building, node: Node, headings: readonly string[]): void {
  const [alt, text] = ['alt', 'text'].map((name) => attribute(node, name))
  if (alt === undefined || alt.length > 120) complain(building, node, 'a figure has an alt of at most 120 characters')
  if (text === undefined || !headings.includes(text.slice(1))) complain(building, node, `a figure names its text form on this page: ${text ?? 'none'} is not there`)
}
