import { brotliCompressSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { LOCALES } from '../../src/i18n/locales.ts'
import { kinds, open, origin } from './reader.ts'

const KIND: Readonly<Record<string, string>> = { document: 'html', stylesheet: 'css', script: 'script', font: 'font' }

it.each(LOCALES)('is light before its sandbox is opened: each kind of page in $name', async ({ code }) => {
  for (const path of await kinds(code)) {
    const { page } = await open('/404.html')
    const weight: Record<string, number> = {}
    const bodies: Promise<void>[] = []
    page.on('response', (response) => {
      const kind = KIND[response.request().resourceType()]
      if (kind === undefined) return
      bodies.push(response.body().then((body) => void (weight[kind] = (weight[kind] ?? 0) + brotliCompressSync(body).length)))
    })
    await page.goto(origin + path, { waitUntil: 'networkidle' })
    // On a slow machine something may come after half a second of silence.
    for (let seen = -1; seen !== bodies.length; await page.waitForTimeout(200)) {
      seen = bodies.length
      await Promise.all(bodies)
    }
    const total = Object.values(weight).reduce((sum, bytes) => sum + bytes, 0)
    expect.soft(total, `${path} ${JSON.stringify(weight)}`).toBeLessThanOrEqual(60 * 1024)
    expect.soft(weight['script'] ?? 0, path).toBeLessThanOrEqual(35 * 1024)
    await page.context().close()
  }
})
