import { expect, it } from 'vitest'
import { LOCALES } from '../i18n/locales.ts'
import { ISOLATED_PATHS, ISOLATION, hostFiles, isolationOf, moreSourcesFor } from './isolation.ts'

const OTHERS = ['/', '/en/', '/en/tools/', '/en/tools/playground/', '/en/tools/workshop/more/', '/de/tools/workshop/', '/_astro/worker-1234.js', '/workshop/engine.json', '/en/tools/workshop', '/x/en/tools/workshop/']

it('isolates the workshop in each language, and nothing else', () => {
  expect(ISOLATED_PATHS).toHaveLength(LOCALES.length)
  for (const path of ISOLATED_PATHS) {
    expect(isolationOf(path)).toEqual(ISOLATION)
    expect(isolationOf(`${path}index.html`)).toEqual(ISOLATION)
    expect(moreSourcesFor(`${path}index.html`)).toMatchObject({ 'frame-src': 'https://stackblitz.com' })
  }
  for (const path of OTHERS) {
    expect(isolationOf(path), path).toEqual({})
    expect(moreSourcesFor(path), path).toBeUndefined()
  }
})

it('tells static hosts the same', () => {
  const files = hostFiles()
  const blocks = Object.fromEntries((files['_headers'] ?? '').trim().split('\n\n').map(block => {
    const [path = '', ...headers] = block.split('\n')
    return [path, Object.fromEntries(headers.map(header => header.trim().split(': ')))]
  }))
  expect(blocks).toEqual(Object.fromEntries(ISOLATED_PATHS.map(path => [path, ISOLATION])))
  const pairs = (path: string): Record<string, string> => {
    const { headers } = JSON.parse(files['vercel.json'] ?? '') as { readonly headers: readonly { readonly source: string; readonly headers: readonly { readonly key: string; readonly value: string }[] }[] }
    return Object.fromEntries(headers.filter(({ source }) => source === path).flatMap(({ headers: all }) => all.map(({ key, value }) => [key, value])))
  }
  for (const path of ISOLATED_PATHS) expect(pairs(path)).toEqual(ISOLATION)
  for (const path of OTHERS) expect(pairs(path)).toEqual({})
  for (const name of ['.htaccess', 'nginx-headers.conf']) {
    const pattern = new RegExp(/\^\/\S*\$/.exec(files[name] ?? '')?.[0] ?? 'none')
    for (const path of ISOLATED_PATHS) expect(pattern.test(path), `${name} ${path}`).toBe(true)
    for (const path of OTHERS) expect(pattern.test(path), `${name} ${path}`).toBe(false)
  }
})
