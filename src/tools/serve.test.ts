import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { serveSite } from './serve.ts'
import type { Host } from './serve.ts'

const parent = mkdtempSync(join(tmpdir(), 'layerlab-serve-'))
const folder = join(parent, 'site')
let host: Host

beforeAll(async () => {
  mkdirSync(join(folder, 'en'), { recursive: true })
  mkdirSync(join(folder, '_astro'))
  writeFileSync(join(parent, 'secret.txt'), 'outside')
  writeFileSync(join(folder, 'en', 'index.html'), '<p>hello</p>'.repeat(100))
  mkdirSync(join(folder, 'ru', 'tools', 'workshop'), { recursive: true })
  writeFileSync(join(folder, 'ru', 'tools', 'workshop', 'index.html'), 'workshop')
  writeFileSync(join(folder, '404.html'), 'lost')
  writeFileSync(join(folder, '_astro', 'a.1234.css'), 'p{}')
  host = await serveSite(folder)
})
afterAll(() => {
  host.close()
  rmSync(parent, { recursive: true })
})

it('serves the index of a folder, compressed, to be asked for again', async () => {
  const response = await fetch(`${host.origin}/en/`, { headers: { 'accept-encoding': 'br' } })
  expect(response.headers.get('content-encoding')).toBe('br')
  expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
  expect(response.headers.get('cache-control')).toBe('no-cache')
  expect(await response.text()).toContain('hello')
})

it('lets a browser keep what has a digest in its name', async () => {
  const { headers } = await fetch(`${host.origin}/_astro/a.1234.css`)
  expect(headers.get('cache-control')).toContain('immutable')
})

it('isolates the workshop, and no other page', async () => {
  const headersOf = async (path: string): Promise<readonly (string | null)[]> => {
    const { headers } = await fetch(host.origin + path)
    return [headers.get('cross-origin-opener-policy'), headers.get('cross-origin-embedder-policy')]
  }
  expect(await headersOf('/ru/tools/workshop/')).toEqual(['same-origin', 'credentialless'])
  for (const path of ['/en/', '/_astro/a.1234.css', '/404.html', '/en/tools/workshop/']) expect(await headersOf(path), path).toEqual([null, null])
})

it('leads from a folder without its slash to the folder', async () => {
  const response = await fetch(`${host.origin}/en`)
  expect(new URL(response.url).pathname).toBe('/en/')
})

it.each(['/nowhere', '/../secret.txt', '/%2e%2e/secret.txt', '/en/%2e%2e%2f%2e%2e%2fsecret.txt', '/%00'])('has nothing at %s', async (path) => {
  const response = await fetch(host.origin + path)
  expect(response.status).toBe(404)
  expect(await response.text()).toBe('lost')
})

it('refuses an address that cannot be read', async () => {
  expect((await fetch(`${host.origin}/%zz`)).status).toBe(400)
})
