import { prove } from '../content-runs/proof.ts'
import { claimNamed, complain } from './building.ts'
import type { Building } from './building.ts'
import { attribute, isElement, setAttribute, textOf } from './tree.ts'
import type { Node } from './tree.ts'

const NOT_IN = new Map([['heading', 'a heading'], ['tableCell', 'a table']])

/** Run the claim of a sentence, and give the element what it shows. */
export async function fillClaim(building: Building, node: Node, ancestors: readonly Node[]): Promise<void> {
  const name = attribute(node, 'id')
  const sentence = textOf(node)
  for (const parent of ancestors) {
    const where = isElement(parent) && parent.name === 'Claim' ? 'another claim' : NOT_IN.get(parent.type)
    if (where !== undefined) complain(building, node, `a claim cannot stand in ${where}: “${sentence}”`)
  }
  if (name === undefined) return complain(building, node, `a claim needs an id: “${sentence}”`)
  const named = await claimNamed(building, name)
  if (!named) return complain(building, node, `there is no claim ${name}: “${sentence}”`)
  const { proof, untrue } = prove(name, named, building.runs, building.words)
  for (const reason of untrue) complain(building, node, `the claim ${name} is ${reason}\n  sentence (${building.page.lang}): “${sentence}”`)
  setAttribute(node, 'proof', proof)
}

/** A line break between claims that stand on lines of their own, and one paragraph around them: MDX takes it away. */
export function putClaimsIntoParagraphs(parent: Node): void {
  const rows = parent.children ?? []
  const out: Node[] = []
  for (const node of rows) {
    if (node.type !== 'mdxJsxFlowElement' || node.name !== 'Claim') {
      out.push(node)
      continue
    }
    const children = (node.children ?? []).flatMap((child) => (child.type === 'paragraph' ? child.children ?? [] : [child]))
    const claim: Node = { ...node, type: 'mdxJsxTextElement', children }
    const last = out.at(-1)
    const follows = last?.data?.['claims'] === true && (last.position?.end.line ?? 0) + 1 >= (node.position?.start.line ?? 0)
    if (last && follows) {
      last.children?.push({ type: 'text', value: '\n' }, claim)
      out[out.length - 1] = { ...last, ...spanning(last, node) }
    } else out.push({ type: 'paragraph', children: [claim], data: { claims: true }, ...spanning(node, node) })
  }
  parent.children = out
  for (const node of out) {
    if (node.data?.['claims'] === true) delete node.data
    if (node.children && !isElement(node)) putClaimsIntoParagraphs(node)
    // A paragraph with something that opens is no <p>: that cannot hold a table.
    if (node.type === 'paragraph' && node.children?.some((child) => isElement(child) && child.name === 'Claim')) {
      node.data = { ...node.data, hName: 'div', hProperties: { class: 'with-claims', role: 'paragraph' } }
    }
  }
}

const spanning = (first: Node, last: Node): Pick<Node, 'position'> =>
  (first.position && last.position ? { position: { start: first.position.start, end: last.position.end } } : {})
