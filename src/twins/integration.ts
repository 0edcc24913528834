import { readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { AstroIntegration } from 'astro'
import { LOCALES } from '../i18n/locales.ts'
import { extractPage } from '../search/extract.ts'
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
          const files = (await readdir(join(root, code), { recursive: true })).filter((file) => file.endsWith('index.html')).sort()
          const lines: string[] = []
          for (const file of files) {
            const html = await readFile(join(root, code, file), 'utf8')
            const path = `/${code}/${file.replaceAll('\\', '/').replace(/index\.html$/, '')}`
            const page = extractPage(html, path)
            const markdown = await markdownOf(html, new URL(path, site).href)
            if (page === undefined || markdown === undefined) continue
            await writeFile(join(root, code, file.replace(/html$/, 'md')), markdown)
            lines.push(`- [${page.title}](${new URL(`${path}index.md`, site).href}): ${page.description}`)
          }
          lists.push(`## ${name}`, lines.join('\n'))
        }
        await writeFile(join(root, 'llms.txt'), `${lists.join('\n\n')}\n`)
      },
    },
  }
}
