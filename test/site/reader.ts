import { chromium } from 'playwright'
import type { Browser, BrowserContextOptions, Page } from 'playwright'
import { afterAll, beforeAll, inject } from 'vitest'
import { CHROMIUM_ARGS, findChromium } from '../../src/tools/chromium.mjs'

/** Where the site under test is served. */
export const origin = inject('origin')

/** A page that was opened, and what there was to say against it. */
export interface Opened {
  readonly page: Page
  readonly status: number
  /** What the browser complained about, and whom else the page asked. */
  readonly complaints: string[]
}

let browser: Browser

beforeAll(async () => {
  const executablePath = findChromium()
  browser = await chromium.launch({ ...(executablePath === undefined ? {} : { executablePath }), args: CHROMIUM_ARGS })
})
afterAll(() => browser.close())

/** Opens a page as a new reader would. Close it with `page.context().close()`. */
export async function open(path: string, options: BrowserContextOptions = {}): Promise<Opened> {
  const context = await browser.newContext({ reducedMotion: 'reduce', serviceWorkers: 'block', ...options })
  // The machine may be busy with other tests: half a minute is not for ever.
  context.setDefaultTimeout(90_000)
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().includes('404')) complaints.push(message.text())
  })
  page.on('request', (request) => {
    const url = request.url()
    if (!url.startsWith(`${origin}/`) && !/^(data|blob):/.test(url)) complaints.push(`asks ${url}`)
  })
  const response = await page.goto(origin + path, { waitUntil: 'networkidle' })
  return { page, status: response?.status() ?? 0, complaints }
}

/** Does something with each, four at a time: most of a page's time is waiting until it is quiet. */
export async function forEachPage(paths: readonly string[], action: (path: string) => Promise<void>): Promise<void> {
  const waiting = [...paths]
  const lane = async (): Promise<void> => {
    for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) await action(path)
  }
  await Promise.all([lane(), lane(), lane(), lane()])
}

/** The addresses of all pages, as the sitemap gives them to search engines. */
export async function addresses(): Promise<string[]> {
  const map = await (await fetch(`${origin}/sitemap-0.xml`)).text()
  return [...map.matchAll(/<loc>[^<]*?\/\/[^/<]*(\/[^<]*)<\/loc>/g)].map(([, path = '']) => path).filter((path) => path !== '/')
}

/** One page of each kind that the site has in a language, and the page for what it does not have. */
export async function kinds(code: string): Promise<string[]> {
  const first = new Map<string, string>()
  for (const path of await addresses()) {
    const [, language, section = ''] = path.split('/')
    if (language === code && !first.has(section)) first.set(section, path)
  }
  return [...first.values(), `/${code}/nowhere/`]
}
