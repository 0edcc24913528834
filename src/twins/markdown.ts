import type { Element, Root, RootContent } from 'hast'
import { matches, selectAll } from 'hast-util-select'
import { toText } from 'hast-util-to-text'
import rehypeParse from 'rehype-parse'
import rehypeRemark from 'rehype-remark'
import remarkGfm from 'remark-gfm'
import remarkStringify from 'remark-stringify'
import { unified } from 'unified'

/** What only a screen has a use for. */
const CONTROLS = 'button:not([data-search-text]), dialog, form, nav, script, style, svg, template, [aria-hidden=true], [hidden], [popover], [data-search-ignore]'
/** Two of these side by side are parted by their style, not by a space. */
const SPANS = 'a, b, code, small, span, strong, time'
const SANDBOX = 'layerlab-run'

const parser = unified().use(rehypeParse)
const writer = unified()
  .use(rehypeRemark, { document: true })
  .use(remarkGfm)
  .use(remarkStringify, { bullet: '-', emphasis: '_', rule: '-', fences: true })

/**
 * A built page as Markdown: its text without the frame, with the lines that its sandboxes offer, and addresses that hold
 * outside the site.
 *
 * @param page the page's whole address, which relative ones start from
 * @returns undefined where the page is not to be found by a search either
 */
export async function markdownOf(html: string, page: string): Promise<string | undefined> {
  const [main] = selectAll('main[data-pagefind-body]', parser.parse(html))
  if (main === undefined) return undefined
  const tree = await writer.run({ type: 'root', children: shown(main, page) } satisfies Root)
  return writer.stringify(tree).replace(/\n{3,}/g, '\n\n')
}

/** The children of an element as somebody reads them who can press nothing. */
function shown(parent: Element, page: string): Element['children'] {
  return parent.children.flatMap((child, at): Element['children'] => {
    if (child.type === 'comment') return []
    if (child.type !== 'element') return [child]
    if (child.tagName === SANDBOX) return sandbox(child, page)
    if (matches(CONTROLS, child)) return []
    if (child.tagName === 'pre') return [listing(child)]
    const children = shown(child, page)
    if (child.tagName === 'button') return children
    const { href } = child.properties
    const before = parent.children[at - 1]
    const gap = before?.type === 'element' && matches(SPANS, before) && matches(SPANS, child) ? [{ type: 'text' as const, value: ' ' }] : []
    return [...gap, { ...child, children, properties: { ...child.properties, ...(typeof href === 'string' ? { href: new URL(href, page).href } : {}) } }]
  })
}

/** What the sandbox is for, and the lines it offers. */
function sandbox(element: Element, page: string): Element['children'] {
  const offers = selectAll('[data-wake=offer]', element)
  // A stretch of time to let pass is nothing to type.
  const lines = offers.map((offer) => `${matches('.time', offer) ? '#' : '$'} ${selectAll('.line', offer).map(text).join('')}`)
  const captions = selectAll('figcaption', element).map((caption): RootContent => ({ type: 'element', tagName: 'p', properties: {}, children: shown(caption, page) }))
  return [...captions, ...(lines.length === 0 ? [] : [fenced('console', lines.join('\n'))])] as Element['children']
}

/** A listing in one piece: the parts that colour it say nothing. */
function listing(pre: Element): Element {
  const lines = selectAll('.ec-line', pre)
  return fenced(String(pre.properties['dataLanguage'] ?? ''), lines.length === 0 ? text(pre) : lines.map((line) => text(line).replace(/\n$/, '')).join('\n'))
}

function fenced(language: string, content: string): Element {
  const code: Element = { type: 'element', tagName: 'code', properties: language === '' ? {} : { className: [`language-${language}`] }, children: [{ type: 'text', value: `${content}\n` }] }
  return { type: 'element', tagName: 'pre', properties: {}, children: [code] }
}

const text = (element: Element): string => toText(element, { whitespace: 'pre' })
