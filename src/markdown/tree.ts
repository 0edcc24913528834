/** A node of a page, as far as the forms of content need it. */
export interface Node {
  type: string
  name?: string | null
  value?: string
  url?: string
  lang?: string | null
  meta?: string | null
  depth?: number
  attributes?: Attribute[]
  children?: Node[]
  data?: Record<string, unknown>
  position?: { readonly start: { readonly line: number }, readonly end: { readonly line: number } }
}

/** An attribute of a form. */
export interface Attribute {
  readonly type: string
  readonly name?: string
  readonly value?: unknown
}

/** A tree of our own, that may be changed: the parser's is frozen. */
export function cloned(node: Node): Node {
  const { children, attributes } = node
  return { ...node, ...(children === undefined ? {} : { children: children.map(cloned) }), ...(attributes === undefined || !Array.isArray(attributes) ? {} : { attributes: [...attributes] }) }
}

/** Visit every node, parents first. Children that a visit puts in are visited too. */
export function walk(node: Node, visit: (node: Node, ancestors: readonly Node[]) => void, ancestors: readonly Node[] = []): void {
  visit(node, ancestors)
  const inside = [...ancestors, node]
  for (const child of [...(node.children ?? [])]) walk(child, visit, inside)
}

/** All nodes that a test finds, in the order of the page. */
export function found(root: Node, is: (node: Node) => boolean): readonly Node[] {
  const nodes: Node[] = []
  walk(root, (node) => {
    if (is(node)) nodes.push(node)
  })
  return nodes
}

/** An element written as `<Name …>`. */
export const isElement = ({ type }: Node): boolean => type === 'mdxJsxTextElement' || type === 'mdxJsxFlowElement'

/** The words of a node, on one line. */
export function textOf(node: Node): string {
  const own = node.value ?? ''
  return (own + (node.children ?? []).map(rawText).join('')).replace(/\s+/g, ' ').trim()
}
const rawText = (node: Node): string => (node.value ?? '') + (node.children ?? []).map(rawText).join('')

/** A written attribute. */
export function attribute(node: Node, name: string): string | undefined {
  const value = node.attributes?.find((entry) => entry.name === name)?.value
  return typeof value === 'string' ? value : undefined
}

/** All written attributes. */
export const attributesOf = (node: Node): Readonly<Record<string, string>> =>
  Object.fromEntries((node.attributes ?? []).flatMap(({ name, value }) => (name !== undefined && typeof value === 'string' ? [[name, value]] : [])))

/** Give an element an attribute: a string, or a value that equals itself after JSON. */
export function setAttribute(node: Node, name: string, value: unknown): void {
  const written = typeof value === 'string' ? value : { type: 'mdxJsxAttributeValueExpression', value: JSON.stringify(value) }
  node.attributes = [...(node.attributes ?? []).filter((entry) => entry.name !== name), { type: 'mdxJsxAttribute', name, value: written }]
}

/** Put something in the place of a node. */
export function replaceIn(parent: Node, node: Node, by: readonly Node[]): void {
  const at = parent.children?.indexOf(node) ?? -1
  if (at !== -1) parent.children?.splice(at, 1, ...by)
}

export const lineOf = (node: Node): number => node.position?.start.line ?? 1
export const textNode = (value: string): Node => ({ type: 'text', value })
