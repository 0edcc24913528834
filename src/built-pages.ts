import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { extractPage } from './search/extract.ts'
import type { IndexedPage } from './search/extract.ts'

/** A page of the built site that can be found. */
export interface BuiltPage {
  /** Its file, from the root of the site: `en/do/tag/index.html`. */
  readonly file: string
  readonly html: string
  readonly page: IndexedPage
}

/** All pages of a language that can be found, read from what was built, by address. */
export async function builtPages(root: string, code: string): Promise<BuiltPage[]> {
  const names = (await readdir(join(root, code), { recursive: true })).filter((name) => name.endsWith('index.html')).sort()
  const pages = names.map(async (name): Promise<BuiltPage[]> => {
    const file = `${code}/${name.replaceAll('\\', '/')}`
    const html = await readFile(join(root, file), 'utf8')
    const page = extractPage(html, `/${file.replace(/index\.html$/, '')}`)
    return page === undefined ? [] : [{ file, html, page }]
  })
  return (await Promise.all(pages)).flat()
}
