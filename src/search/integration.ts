import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { AstroIntegration } from 'astro'
import { LOCALES } from '../i18n/locales.ts'
import { extractPage } from './extract.ts'
import type { IndexedPage } from './extract.ts'

/** All pages of a language, read from what was built. */
async function pagesOf(root: string, code: string): Promise<IndexedPage[]> {
  const names = (await readdir(join(root, code), { recursive: true })).filter((name) => name.endsWith('index.html')).sort()
  const pages = names.map(async (name) => {
    const html = await readFile(join(root, code, name), 'utf8')
    return extractPage(html, `/${code}/${name.replaceAll('\\', '/').replace(/index\.html$/, '')}`)
  })
  return (await Promise.all(pages)).filter((page) => page !== undefined)
}

/**
 * Writes what the search looks in, one file for each language.
 *
 * Our own index and not Pagefind's: that one guesses, so that a word which is nowhere finds pages, and it cannot look for
 * an error message as it stands.
 */
export function searchIndex(): AstroIntegration {
  return {
    name: 'layerlab:search',
    hooks: {
      'astro:build:done': async ({ dir }) => {
        const root = fileURLToPath(dir)
        await mkdir(join(root, 'search'), { recursive: true })
        for (const { code } of LOCALES) await writeFile(join(root, 'search', `${code}.json`), JSON.stringify(await pagesOf(root, code)))
      },
    },
  }
}
