import { isSameWord } from './endings.ts'
import type { IndexedPage } from './extract.ts'

/** A piece of an excerpt; `found` where it is what was searched for. */
export interface Piece {
  readonly text: string
  readonly found: boolean
}

/** A page that answers a query, and where on it. */
export interface Hit {
  readonly url: string
  readonly title: string
  /** Empty where the page as a whole answers. */
  readonly heading: string
  readonly excerpt: readonly Piece[]
}

/** Finds pages. */
export type Search = (query: string) => Hit[]

interface Part {
  readonly url: string
  readonly heading: string
  readonly text: string
  readonly folded: string
  readonly foldedHeading: string
}
interface Page {
  readonly title: string
  readonly folded: string
  readonly words: ReadonlySet<string>
  readonly parts: readonly Part[]
}
type Span = readonly [start: number, end: number]

const HAN = /\p{Script=Han}/u
const WORD = /[\p{L}\p{N}]+/gu
const MOST = 20
/** From so many words on, a query may be a pasted message: names and IDs in it differ from those on a page. */
const PASTED = 4
const ENOUGH = 0.6

/**
 * A search over the text of the pages. A hit really contains what was asked for: every word of the query, perhaps with
 * another ending or going on, or the query as it stands. Nothing is guessed, so a word that is nowhere finds nothing.
 */
export function searchIn(indexed: readonly IndexedPage[], lang: string): Search {
  const pages = indexed.map(prepare)
  return (query) => {
    const phrase = fold(query).replace(/\s+/g, ' ').trim()
    const terms = termsOf(phrase, lang)
    if (terms.length === 0) return []
    const ranked = pages.flatMap((page) => rank(page, phrase, terms) ?? [])
    // Of a message, what has it as it stands; else what has all its words; else most of them.
    const best = Math.max(...ranked.map(({ tier }) => tier))
    const shown = terms.length < PASTED ? ranked : ranked.filter(({ tier }) => tier === best)
    return shown.sort((a, b) => b.score - a.score).slice(0, MOST).map(({ hit }) => hit)
  }
}

function prepare({ url, title, description, parts }: IndexedPage): Page {
  const shown = parts.map(({ id, heading, text }, at) => {
    const whole = at === 0 && id === '' && description !== '' ? `${description} ${text}` : text
    return { url: id === '' ? url : `${url}#${id}`, heading, text: whole, folded: fold(whole), foldedHeading: fold(heading) }
  })
  const words = new Set([title, ...shown.flatMap(({ heading, text }) => [heading, text])].flatMap((text) => fold(text).match(WORD) ?? []))
  return { title, folded: fold(title), words, parts: shown }
}

/** Lower case, one kind of quote and space, ё as е. Keeps the length: places in it are places in the text. */
function fold(text: string): string {
  return text.toLowerCase().replaceAll('ё', 'е').replace(/[‘’]/g, "'").replace(/[“”]/g, '"').replace(/\s/g, ' ')
}

/** The words of a query. Chinese is cut by the browser's dictionary, and its single signs carry too little alone. */
function termsOf(phrase: string, lang: string): string[] {
  const terms = phrase.split(' ').flatMap((word) => {
    if (!HAN.test(word)) return [word.replace(/^[^\p{L}\p{N}/-]+|[^\p{L}\p{N}]+$/gu, '')]
    const pieces = [...new Intl.Segmenter(lang, { granularity: 'word' }).segment(word)].filter(({ isWordLike }) => isWordLike)
    const words = pieces.map(({ segment }) => segment)
    const long = words.filter((piece) => !HAN.test(piece) || piece.length > 1)
    return long.length > 0 ? long : words
  })
  return [...new Set(terms.filter((term) => /[\p{L}\p{N}]/u.test(term)))]
}

function rank(page: Page, phrase: string, terms: readonly string[]): { hit: Hit, score: number, tier: number } | undefined {
  const known = terms.filter((term) => mayHave(page, term))
  const isPasted = terms.length >= PASTED
  if (known.length < (isPasted ? Math.ceil(terms.length * ENOUGH) : terms.length)) return undefined
  const inTitle = known.filter((term) => spansOf(page.folded, term).length > 0)
  const seen = new Set(inTitle)
  let isVerbatim = phraseSpans(page.folded, phrase).length > 0
  let best: { part: Part, spans: readonly Span[], score: number, terms: number } | undefined
  for (const part of page.parts) {
    let score = 0
    let count = 0
    const spans: Span[] = []
    const whole = phraseSpans(part.folded, phrase)
    const headed = phraseSpans(part.foldedHeading, phrase).length > 0
    if (whole.length > 0) score += 80
    if (headed) score += 120
    isVerbatim ||= headed || whole.length > 0
    for (const term of known) {
      const found = spansOf(part.folded, term)
      const inHeading = spansOf(part.foldedHeading, term).length > 0
      if (found.length === 0 && !inHeading) continue
      seen.add(term)
      count++
      score += Math.min(found.length, 5) * 0.5 + (found.length > 0 ? 3 : 0) + (inHeading ? 12 : 0)
      spans.push(...found)
    }
    const marked = whole.length > 0 ? whole : spans
    if (score > (best?.score ?? 0)) best = { part, spans: marked, score, terms: count }
  }
  const isWhole = seen.size === terms.length
  // Of a pasted message most must stand in one place; words strewn over a page do not make it.
  if (!isWhole && (!isPasted || (best?.terms ?? 0) < Math.ceil(terms.length * ENOUGH))) return undefined
  const titled = phraseSpans(page.folded, phrase).length > 0 ? 200 : 0
  const score = titled + inTitle.length * 30 + (best?.score ?? 0) + (isWhole ? 0 : -40)
  const first = page.parts[0]
  const part = titled > 0 || best === undefined ? first : best.part
  if (part === undefined) return undefined
  const spans = part === best?.part ? best.spans : known.flatMap((term) => spansOf(part.folded, term))
  return { hit: { url: part.url, title: page.title, heading: part.heading, excerpt: excerptOf(part.text, spans) }, score, tier: isVerbatim ? 2 : isWhole ? 1 : 0 }
}

const isPlain = (term: string): boolean => /^[\p{L}\p{N}]+$/u.test(term) && !HAN.test(term)

/** A quick look before the text itself is read. */
function mayHave(page: Page, term: string): boolean {
  if (!isPlain(term)) return page.folded.includes(term) || page.parts.some(({ folded, foldedHeading }) => folded.includes(term) || foldedHeading.includes(term))
  for (const word of page.words) if (isMeant(word, term)) return true
  return false
}

const isMeant = (word: string, term: string): boolean => (term.length > 1 && word.startsWith(term)) || isSameWord(word, term)

/** Where a word of the query stands: as a word or its beginning, with any ending; what is not a plain word, as written. */
function spansOf(text: string, term: string): Span[] {
  if (!isPlain(term)) return phraseSpans(text, term)
  const spans: Span[] = []
  for (const match of text.matchAll(WORD)) if (isMeant(match[0], term)) spans.push([match.index, match.index + match[0].length])
  return spans
}

/** Where something stands letter by letter, not in the middle of a word; Chinese has no spaces, so there anywhere. */
function phraseSpans(text: string, phrase: string): Span[] {
  const spans: Span[] = []
  for (let at = text.indexOf(phrase); at !== -1; at = text.indexOf(phrase, at + phrase.length)) {
    const inside = /[\p{L}\p{N}]/u.test(phrase[0] ?? '') && !HAN.test(phrase[0] ?? '') && /[\p{L}\p{N}]/u.test(text[at - 1] ?? '') && !HAN.test(text[at - 1] ?? '')
    if (!inside) spans.push([at, at + phrase.length])
  }
  return spans
}

const BEFORE = 40
const LENGTH = 150

/** The text around the first find, with the finds marked. */
function excerptOf(text: string, spans: readonly Span[]): Piece[] {
  const sorted = [...spans].sort((a, b) => a[0] - b[0])
  const focus = sorted[0]?.[0] ?? 0
  const wish = Math.max(0, focus - BEFORE)
  const space = text.lastIndexOf(' ', wish)
  const start = wish === 0 ? 0 : wish - space < 15 && space !== -1 ? space + 1 : wish
  const far = Math.max(start + LENGTH, (sorted[0]?.[1] ?? 0) + 20)
  const gap = text.indexOf(' ', far)
  const end = far >= text.length ? text.length : gap !== -1 && gap - far < 15 ? gap : far
  const pieces: Piece[] = start > 0 ? [{ text: '… ', found: false }] : []
  let at = start
  for (const [from, to] of sorted) {
    if (from < at || from >= end) continue
    if (from > at) pieces.push({ text: text.slice(at, from), found: false })
    pieces.push({ text: text.slice(from, Math.min(to, end)), found: true })
    at = Math.min(to, end)
  }
  if (at < end) pieces.push({ text: text.slice(at, end), found: false })
  if (end < text.length) pieces.push({ text: ' …', found: false })
  return pieces
}
