import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { AstroIntegration } from 'astro'
import { builtPages } from '../built-pages.ts'
import { LOCALES } from '../i18n/locales.ts'

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
        for (const { code } of LOCALES) await writeFile(join(root, 'search', `${code}.json`), JSON.stringify((await builtPages(root, code)).map(({ page }) => page)))
      },
    },
  }
}
