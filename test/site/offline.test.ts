import { expect, it } from 'vitest'
import { LOCALES } from '../../src/i18n/locales.ts'
import { messagesOf } from '../../src/i18n/messages.ts'
import { SandboxReader } from './sandbox-reader.ts'

const VISITED = '/en/understand/tags-and-none/'

it('reads and runs a page again without a network, and says what was never visited', async () => {
  const reader = await SandboxReader.arrive(VISITED, { serviceWorkers: 'allow' })
  const { page } = reader
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null)
  await reader.wake()
  const online = await reader.type('docker images')
  expect(online).toContain('REPOSITORY')
  // What the first visit had fetched before is kept too.
  await expect.poll(() => page.evaluate(async (path) => (await caches.match(path)) !== undefined, VISITED)).toBe(true)
  await expect.poll(() => page.evaluate(async () => (await caches.match('/offline.html')) !== undefined)).toBe(true)
  await page.evaluate(() => sessionStorage.clear())
  await page.context().setOffline(true)
  await page.reload()
  expect(await page.locator('h1').innerText()).toContain('Tags and')
  await reader.wake()
  expect(await reader.type('docker images')).toBe(online)
  await page.goto(new URL('/en/do/tag/', page.url()).href)
  for (const { code, lang } of LOCALES) expect(await page.locator(`li[lang="${lang}"]`).innerText()).toContain(messagesOf(code)['site.offline'])
  await page.context().close()
})

it('forgets the copies of pages with everything else', async () => {
  const reader = await SandboxReader.arrive(VISITED, { serviceWorkers: 'allow' })
  const { page } = reader
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null)
  await reader.wake()
  await reader.type('docker images')
  await expect.poll(() => page.evaluate(async () => (await caches.open('layerlab')).keys().then(({ length }) => length))).toBeGreaterThan(3)
  page.on('dialog', (dialog) => void dialog.accept())
  await reader.plate.locator('summary', { hasText: reader.words('sandbox.more') }).click()
  await reader.plate.getByRole('button', { name: reader.words('sandbox.forget') }).click()
  await expect.poll(() => page.evaluate(() => caches.has('layerlab'))).toBe(false)
  await page.context().close()
})
