import { createHash } from 'node:crypto'
import { readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { AstroIntegration } from 'astro'

/** Scripts written into the page, without data blocks and those with a `src`. */
const INLINE = /<script(?![^>]*\bsrc=)(?![^>]*type="application\/(?:ld\+)?json")[^>]*>([\s\S]*?)<\/script>/g

/** Sources that one page may use besides those of all pages, by directive. */
export type MoreSources = Readonly<Record<string, string>>

/** The page with a policy that allows exactly the scripts it carries. */
export function withPolicy(html: string, allDirectives: readonly string[], more: MoreSources = {}): string {
  const known = new Set(allDirectives.map(directive => directive.split(' ')[0]))
  const directives = [
    ...allDirectives.map(directive => [directive, more[directive.split(' ')[0] ?? '']].filter(part => part !== undefined).join(' ')),
    ...Object.entries(more).filter(([name]) => !known.has(name)).map(([name, sources]) => `${name} 'self' ${sources}`),
  ]
  const hashes = new Set<string>()
  for (const [, script] of html.matchAll(INLINE)) {
    if (script) hashes.add(`'sha256-${createHash('sha256').update(script).digest('base64')}'`)
  }
  const scripts = ["script-src 'self' 'wasm-unsafe-eval'", ...hashes].join(' ')
  const policy = [...directives, scripts].join('; ')
  return html.replace(/<head>/, `<head><meta http-equiv="content-security-policy" content="${policy}">`)
}

/**
 * Writes a content security policy into each page: no script but our own files and the page's own inline ones, by hash.
 * Astro's own `security.csp` does not hash the scripts that Starlight writes into the page.
 *
 * @param moreFor what a page may use besides, by its address
 */
export function csp(directives: readonly string[], moreFor: (page: string) => MoreSources | undefined): AstroIntegration {
  return {
    name: 'layerlab:csp',
    hooks: {
      'astro:build:done': async ({ dir }) => {
        const root = fileURLToPath(dir)
        for (const name of await readdir(root, { recursive: true })) {
          if (!name.endsWith('.html')) continue
          const file = join(root, name)
          await writeFile(file, withPolicy(await readFile(file, 'utf8'), directives, moreFor(`/${name.replaceAll('\\', '/')}`)))
        }
      },
    },
  }
}
