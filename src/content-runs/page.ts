import { relative, sep } from 'node:path'
import type { LocaleCode } from '../i18n/locales.ts'

/** A page that is being built. */
export interface Page {
  /** From the root of the project. */
  readonly file: string
  readonly lang: LocaleCode
  /** Path on the site, without language and slashes at its ends; empty for home. */
  readonly path: string
}

/** What is wrong with a page, and where. */
export interface Problem {
  readonly line: number
  readonly what: string
}

const IN_DOCS = /(?:^|\/)docs\/(en|ru|zh)\/(.+)\.mdx$/

/** The page that a file is; undefined for a file that is none. */
export function pageOfFile(file: string): Page | undefined {
  const shown = relative(process.cwd(), file).split(sep).join('/')
  const [, lang, path] = IN_DOCS.exec(shown) ?? []
  if (lang === undefined || path === undefined) return undefined
  return { file: shown, lang: lang as LocaleCode, path: path.replace(/(?:^|\/)index$/, '') }
}

/** A problem as a line that an editor can open. */
export const problemLine = (page: Page, { line, what }: Problem): string => `${page.file}:${line}: ${what}`
