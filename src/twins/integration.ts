import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { AstroIntegration } from 'astro'
import { builtPages } from '../built-pages.ts'
import { LOCALES } from '../i18n/locales.ts'
import { markdownOf } from './markdown.ts'

/** Writes `index.md` beside each page that can be found, and `llms.txt`, which lists them: the site for machines. */
export function twins(site: string): AstroIntegration {
  return {
    name: 'layerlab:twins',
    hooks: {
      'astro:build:done': async ({ dir }) => {
        const root = fileURLToPath(dir)
        const lists = ['# Layerlab']
        for (const { code, name } of LOCALES) {
          const lines: string[] = []
          for (const { file, html, page } of await builtPages(root, code)) {
            const markdown = await markdownOf(html, new URL(page.url, site).href)
            if (markdown === undefined) continue
            await writeFile(join(root, file.replace(/html$/, 'md')), markdown)
            lines.push(`- [${page.title}](${new URL(`${page.url}index.md`, site).href}): ${page.description}`)
          }
          lists.push(`## ${name}`, lines.join('\n'))
        }
        await writeFile(join(root, 'llms.txt'), `${lists.join('\n\n')}\n`)
      },
    },
  }
}
