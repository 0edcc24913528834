/** What the workshop needs of a build: its project as data that the page fetches after a click, and headers for hosts. */
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { AstroIntegration } from 'astro'
import { LOCALES } from '../i18n/locales.ts'
import { hostFiles, isolationOf } from './isolation.ts'
import { workshopData } from './project.ts'

const ROOT = join(import.meta.dirname, '..', '..')

/** Texts that the built site holds for the workshop, by path. The fixed part is the same in every language. */
async function dataFiles(): Promise<Record<string, string>> {
  const made: Record<string, string> = {}
  for (const { code } of LOCALES) {
    const { files, fixed, declarations } = await workshopData(ROOT, code)
    made[`workshop/files.${code}.json`] = JSON.stringify({ files, declarations })
    made['workshop/engine.json'] = JSON.stringify(fixed)
  }
  return made
}

export function workshop(): AstroIntegration {
  return {
    name: 'layerlab:workshop',
    hooks: {
      'astro:server:setup': ({ server }) => {
        let data: ReturnType<typeof dataFiles> | undefined
        server.middlewares.use((request, response, next) => {
          const { pathname } = new URL(request.url ?? '/', 'http://host')
          for (const [name, value] of Object.entries(isolationOf(pathname))) response.setHeader(name, value)
          if (!pathname.startsWith('/workshop/')) return next()
          data ??= dataFiles()
          data.then(files => {
            const text = files[pathname.slice(1)]
            if (text === undefined) return next()
            response.setHeader('content-type', 'application/json').end(text)
          }, next)
        })
      },
      'astro:build:done': async ({ dir }) => {
        const root = fileURLToPath(dir)
        for (const [path, text] of Object.entries({ ...await dataFiles(), ...hostFiles() })) {
          await mkdir(dirname(join(root, path)), { recursive: true })
          await writeFile(join(root, path), text)
        }
      },
    },
  }
}
