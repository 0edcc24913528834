import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { extname, join, normalize } from 'node:path'
import { chromium } from 'playwright'
import type { Browser, BrowserContextOptions, Page } from 'playwright'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { LOCALES } from '../src/i18n/locales.ts'
import { CHROMIUM_ARGS, findChromium } from '../src/tools/chromium.mjs'

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css',
  '.js': 'text/javascript',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
  '.xml': 'application/xml',
}
const folder = mkdtempSync(join(tmpdir(), 'layerlab-site-'))
let server: Server
let browser: Browser
let origin: string

/** A static host as plain as they come: files, index.html of a folder, 404.html. */
function serve(): Promise<Server> {
  const host = createServer((request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url ?? '/', 'http://host').pathname))
    let file = join(folder, path)
    if (existsSync(file) && statSync(file).isDirectory()) file = join(file, 'index.html')
    const found = existsSync(file)
    if (!found) file = join(folder, '404.html')
    response.writeHead(found ? 200 : 404, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' })
    response.end(readFileSync(file))
  })
  return new Promise((resolve) => host.listen(0, '127.0.0.1', () => resolve(host)))
}

/** Opens a page and says what a reader's browser complained about, and whom else it asked. */
async function open(path: string, options: BrowserContextOptions = {}): Promise<{ page: Page; status: number; complaints: string[] }> {
  const context = await browser.newContext(options)
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().includes('404')) complaints.push(message.text())
  })
  page.on('request', (request) => {
    const url = request.url()
    if (!url.startsWith(`${origin}/`) && !url.startsWith('data:')) complaints.push(`asks ${url}`)
  })
  const response = await page.goto(origin + path, { waitUntil: 'networkidle' })
  return { page, status: response?.status() ?? 0, complaints }
}

beforeAll(async () => {
  // As `npm run build` makes it: the variables that vitest sets for its own tests would make a development build.
  const { PATH, HOME } = process.env
  const env = { PATH, HOME, NODE_ENV: 'production' }
  const build = spawnSync('node', ['src/tools/astro.mjs', 'build', '--outDir', folder], { encoding: 'utf8', env })
  expect(build.status, build.stdout + build.stderr).toBe(0)
  server = await serve()
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const executablePath = findChromium()
  browser = await chromium.launch({ ...(executablePath === undefined ? {} : { executablePath }), args: CHROMIUM_ARGS })
})

afterAll(async () => {
  await browser?.close()
  server?.close()
  rmSync(folder, { recursive: true })
})

it.each(LOCALES)('serves the home page in $name, complete and asking nobody else', async ({ code, lang }) => {
  const { page, status, complaints } = await open(`/${code}/`)
  expect(status).toBe(200)
  expect(await page.getAttribute('html', 'lang')).toBe(lang)
  expect(await page.title()).toMatch(/^Layerlab/)
  expect(await page.locator('h1').count()).toBe(1)
  for (const other of LOCALES) {
    expect(await page.locator(`link[rel=alternate][hreflang="${other.lang}"]`).count(), other.lang).toBe(1)
  }
  expect(complaints).toEqual([])
  await page.context().close()
})

it('has the same headings, by id, in every language', async () => {
  const ids: string[][] = []
  const page = await browser.newPage()
  for (const { code } of LOCALES) {
    await page.goto(`${origin}/${code}/`)
    ids.push(await page.locator('main :is(h2, h3)[id]').evaluateAll((headings) => headings.map((heading) => heading.id)))
  }
  await page.close()
  expect(ids[0]).toContain('try')
  expect(ids.slice(1)).toEqual([ids[0], ids[0]])
})

it.each([1440, 820, 390])('never scrolls sideways at %i px', async (width) => {
  const page = await browser.newPage({ viewport: { width, height: 800 } })
  for (const { code } of LOCALES) {
    await page.goto(`${origin}/${code}/`)
    const { wide, shown } = await page.evaluate(() => ({ wide: document.documentElement.scrollWidth, shown: innerWidth }))
    expect(wide, code).toBeLessThanOrEqual(shown)
  }
  await page.close()
})

it.each([
  [['ru-RU', 'en'], '/ru/'],
  [['zh-Hant-TW'], '/zh/'],
  [['de', 'fr'], '/en/'],
])('sends a reader of %s to their language', async (languages, home) => {
  const context = await browser.newContext()
  await context.addInitScript((wanted) => Object.defineProperty(navigator, 'languages', { get: () => wanted }), languages)
  const page = await context.newPage()
  await page.goto(origin)
  await page.waitForURL(`${origin}/*/`)
  expect(new URL(page.url()).pathname).toBe(home)
  await context.close()
})

it('says that a page does not exist in all languages', async () => {
  const { page, status, complaints } = await open('/ru/nowhere/')
  expect(status).toBe(404)
  expect(await page.locator('main li[lang]').evaluateAll((lines) => lines.map((line) => line.getAttribute('lang')))).toEqual(
    LOCALES.map(({ lang }) => lang),
  )
  expect(complaints).toEqual([])
  await page.context().close()
})

it('switches between light and dark, and remembers it', async () => {
  const { page, complaints } = await open('/en/', { colorScheme: 'light' })
  const theme = () => page.getAttribute('html', 'data-theme')
  expect(await theme()).toBe('light')
  await page.locator('layerlab-theme button').click()
  expect(await theme()).toBe('dark')
  await page.reload()
  expect(await theme()).toBe('dark')
  expect(complaints).toEqual([])
  await page.context().close()
})

it('finds a word of the page, and does not find a word that is not there', async () => {
  const { page, complaints } = await open('/en/')
  await page.locator('site-search button[data-open-modal]').click()
  const field = page.locator('site-search input').first()
  await field.fill('section')
  await page.locator('site-search a[href*="/en/"]').first().waitFor()
  await field.fill('xylophone')
  await expect.poll(() => page.locator('site-search a[href*="/en/"]').count()).toBe(0)
  expect(complaints).toEqual([])
  await page.context().close()
})
