import { existsSync } from 'node:fs'
import { HOME, PAGES, SECTIONS } from '../content/map.ts'
import type { MapPage } from '../content/map.ts'
import { LOCALES } from './i18n/locales.ts'
import type { LocaleCode } from './i18n/locales.ts'

/** A page as navigation shows it. */
export interface SitePage {
  /** Path without language and without slashes at its ends; empty for home. */
  readonly path: string
  readonly type: MapPage['type']
  /** Code stands between backticks. */
  readonly title: string
  /** Where a link goes, with the language. */
  readonly href: string
  /** The page is written in this language; others are shown as planned, without a link. */
  readonly written: boolean
}

/** A part of the site as navigation shows it. */
export interface SiteSection {
  readonly slug: string
  readonly title: string
  readonly pages: readonly SitePage[]
}

/** What each language has besides pages, by its address without the language. */
export const FEED = '/labs/feed.xml'

const BY_PATH = new Map(PAGES.map((page) => [page.path, page]))
/** `next` of the map names home by its name. */
const named = (path: string): string => (path === 'home' ? '' : path)

/** The file of a page, from the root of the project; undefined while it is not written. */
export function fileOf(path: string, lang: LocaleCode): string | undefined {
  const stem = `content/docs/${lang}/${path}`
  return [path === '' ? `${stem}index.mdx` : `${stem}.mdx`, `${stem}/index.mdx`].find((file) => existsSync(file))
}

/** A page of the map in one language. */
export function sitePage(page: MapPage, lang: LocaleCode): SitePage {
  const { path, type, titles } = page
  return { path, type, title: titles[lang], href: path === '' ? `/${lang}/` : `/${lang}/${path}/`, written: fileOf(path, lang) !== undefined }
}

/** All sections with all their pages, in the order of reading. */
export function sections(lang: LocaleCode): readonly SiteSection[] {
  return SECTIONS.map(({ slug, titles, pages }) => ({ slug, title: titles[lang], pages: pages.map((page) => sitePage(page, lang)) }))
}

/** The page of the map that an address names, with or without language and slashes; undefined where there is none. */
export function pageOf(address: string): MapPage | undefined {
  const parts = address.replace(/[?#].*$/, '').split('/').filter((part) => part !== '')
  return BY_PATH.get((LOCALES.some(({ code }) => code === parts[0]) ? parts.slice(1) : parts).join('/'))
}

/** Walk from page to page until one is written. */
function writtenFrom(path: string, lang: LocaleCode, onward: (page: MapPage) => MapPage | undefined): SitePage | undefined {
  const seen = new Set<MapPage>()
  const start = pageOf(path)
  for (let page = start && onward(start); page !== undefined && page !== start && !seen.has(page); page = onward(page)) {
    seen.add(page)
    const shown = sitePage(page, lang)
    if (shown.written) return shown
  }
  return undefined
}

/** The page to read after this one: the next of the map that is written. */
export function nextOf(path: string, lang: LocaleCode): SitePage | undefined {
  return writtenFrom(path, lang, ({ next }) => (next === undefined ? undefined : BY_PATH.get(named(next))))
}

/** The page to read before this one: the last before it in the map that is written. */
export function previousOf(path: string, lang: LocaleCode): SitePage | undefined {
  return writtenFrom(path, lang, (page) => (page === HOME ? undefined : PAGES.find(({ next }) => next !== undefined && named(next) === page.path)))
}

/** The pages that a reader should have read, written or not. */
export function needsOf(path: string, lang: LocaleCode): readonly SitePage[] {
  const names = pageOf(path)?.needs?.split(' ') ?? []
  return names.flatMap((name) => BY_PATH.get(named(name)) ?? []).map((page) => sitePage(page, lang))
}

/** The way to a page: its section, then the page itself. A section leads to its first written page. */
export function breadcrumbs(path: string, lang: LocaleCode): readonly { readonly title: string, readonly href: string | undefined }[] {
  const page = pageOf(path)
  if (page === undefined || page === HOME) return []
  const section = sections(lang).find(({ slug }) => slug === page.path.split('/')[0])
  const own = sitePage(page, lang)
  const first = section?.pages.find(({ written }) => written)
  return [...(section === undefined ? [] : [{ title: section.title, href: first?.href }]), { title: own.title, href: own.href }]
}
