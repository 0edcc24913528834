import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { LOCALES } from '../i18n/locales.ts'
import { pageOfFile } from './page.ts'
import type { Page } from './page.ts'

/** What stands between the first two `---` of a page: only values of one line. */
export function frontMatterOf(source: string): Readonly<Record<string, string>> {
  const [, block = ''] = /^---\n([\s\S]*?)\n---\n/.exec(source) ?? []
  return Object.fromEntries([...block.matchAll(/^(\w+):[ \t]*(.*?)(?:\s+#.*)?$/gm)].map(([, key, value = '']) => [key, unquoted(value)]))
}

const unquoted = (value: string): string => (/^".*"$/.test(value) ? (JSON.parse(value) as string) : value.replace(/^'(.*)'$/, (_, inner: string) => inner.replaceAll("''", "'")))

/** All pages that are written, in every language. */
export function writtenPages(): readonly Page[] {
  return LOCALES.flatMap(({ code }) => {
    const folder = `content/docs/${code}`
    if (!existsSync(folder)) return []
    return readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort().flatMap((name) => pageOfFile(`${folder}/${name}`) ?? [])
  })
}

/** The text of a page, as it is written. */
export const sourceOf = ({ file }: Page): string => readFileSync(file, 'utf8')
