import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { serveSite } from '../../src/tools/serve.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the built site is served: `http://127.0.0.1:4413`. */
    readonly origin: string
  }
}

/** Builds the site once for all tests of this folder, or takes the build that LAYERLAB_SITE names, and serves it. */
export default async function hostSite(project: TestProject): Promise<() => void> {
  const built = process.env['LAYERLAB_SITE']
  const folder = built ?? mkdtempSync(join(tmpdir(), 'layerlab-site-'))
  if (built === undefined) {
    // As `npm run build` makes it: the variables that vitest sets for its own tests would make a development build.
    const { PATH, HOME } = process.env
    const env = { PATH, HOME, NODE_ENV: 'production' }
    const build = spawnSync('node', ['src/tools/astro.mjs', 'build', '--outDir', folder], { encoding: 'utf8', env })
    if (build.status !== 0) throw new Error(build.stdout + build.stderr)
  }
  const host = await serveSite(folder)
  project.provide('origin', host.origin)
  return () => {
    host.close()
    if (built === undefined) rmSync(folder, { recursive: true })
  }
}
