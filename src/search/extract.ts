/** A stretch of a page under one heading. */
export interface IndexedPart {
  /** Id of the heading; empty for what stands before the first. */
  readonly id: string
  readonly heading: string
  readonly text: string
}

/** A page as the search knows it. */
export interface IndexedPage {
  readonly url: string
  readonly title: string
  readonly description: string
  readonly parts: readonly IndexedPart[]
}

const UNSEEN = /<(script|style|svg|template)\b[\s\S]*?<\/\1>|<!--[\s\S]*?-->/g
const PIECE = /<(\/?)([a-zA-Z][\w-]*)((?:"[^"]*"|'[^']*'|[^>"'])*)>|([^<]+)/g
/** Tags inside a sentence: they do not part the words beside them. */
const INLINE = /^(a|abbr|b|button|code|dfn|em|i|kbd|mark|s|small|span|strong|sub|sup|time|wbr)$/
const VOID = /^(br|hr|img|input|link|meta|wbr)$/
/** Not text of the page: what says so, the poster of a sandbox, what is hidden. */
const IGNORED = /\bdata-(?:search|pagefind)-ignore\b|\bdata-poster\b|\shidden(?=[\s=>]|$)/
const IGNORED_TAG = /^(button|nav|select)$/
/** A control whose words belong to the sentence: a term that shows its entry. */
const IN_SENTENCE = /\bdata-search-text\b/
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' }

/** What a reader can read on a built page, by heading; `undefined` where the page is not to be found. */
export function extractPage(html: string, url: string): IndexedPage | undefined {
  const main = /<main\b[^>]*\bdata-pagefind-body\b[^>]*>([\s\S]*)<\/main>/.exec(html)?.[1]
  if (main === undefined) return undefined
  const parts = [{ id: '', heading: '', text: '' }]
  let title = ''
  let into: 'title' | 'heading' | 'text' = 'text'
  let ignoring: { tag: string, depth: number } | undefined
  for (const [, closing, name = '', attributes = '', text] of main.replace(UNSEEN, ' ').matchAll(PIECE)) {
    const tag = name.toLowerCase()
    if (ignoring !== undefined) {
      if (tag === ignoring.tag) ignoring.depth += closing === '/' ? -1 : 1
      if (ignoring.depth === 0) ignoring = undefined
      continue
    }
    const part = parts.at(-1)!
    if (text !== undefined) {
      if (into === 'title') title += text
      else part[into] += text
    } else if (closing !== '/' && !VOID.test(tag) && ((IGNORED_TAG.test(tag) && !IN_SENTENCE.test(attributes)) || IGNORED.test(attributes))) {
      ignoring = { tag, depth: 1 }
    } else if (tag === 'h1') {
      into = closing === '/' ? 'text' : 'title'
    } else if (tag === 'h2' || tag === 'h3') {
      into = closing === '/' ? 'text' : 'heading'
      const id = /\bid="([^"]*)"/.exec(attributes)?.[1]
      if (closing !== '/') parts.push({ id: id ?? '', heading: '', text: '' })
    } else if (!INLINE.test(tag)) {
      if (into !== 'title') part[into] += ' '
    }
  }
  const description = /<meta name="description" content="([^"]*)"/.exec(html)?.[1] ?? ''
  const shown = parts.map(({ id, heading, text }) => ({ id, heading: plain(heading), text: plain(text) }))
  return { url, title: plain(title), description: plain(description), parts: shown.filter(({ heading, text }) => heading + text !== '') }
}

/** Text without entities, with single spaces, without the marks that only say where a line may break. */
function plain(text: string): string {
  return text
    .replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex?: string, decimal?: string, name?: string) => {
      if (hex !== undefined) return String.fromCodePoint(parseInt(hex, 16))
      return decimal !== undefined ? String.fromCodePoint(Number(decimal)) : (ENTITIES[name ?? ''] ?? whole)
    })
    .replace(/[\u00ad\u200b\u2060]/g, '')
    .replace(/\s+/g, ' ')
    .trim()
}
