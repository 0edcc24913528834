import { expect, it } from 'vitest'
import { LOCALES } from '../../src/i18n/locales.ts'
import { addresses, open, origin } from './reader.ts'

it.each([
  [['ru-RU', 'en'], '/ru/'],
  [['zh-Hant-TW'], '/zh/'],
  [['de', 'fr'], '/en/'],
])('sends a reader of %s to their language', async (languages, home) => {
  const { page } = await open('/404.html')
  await page.addInitScript((wanted) => Object.defineProperty(navigator, 'languages', { get: () => wanted }), languages)
  await page.goto(origin)
  await page.waitForURL(`${origin}/*/`)
  expect(new URL(page.url()).pathname).toBe(home)
  await page.context().close()
})

it('says in all languages that a page does not exist, and offers the search', async () => {
  const { page, status, complaints } = await open('/ru/nowhere/')
  expect(status).toBe(404)
  const lines = await page.locator('main li[lang]').evaluateAll((found) => found.map((line) => line.getAttribute('lang')))
  expect(lines).toEqual(LOCALES.map(({ lang }) => lang))
  await page.keyboard.press('/')
  await page.locator('#site-search input').waitFor()
  expect(complaints).toEqual([])
  await page.context().close()
})

it('switches between light and dark, and remembers it', async () => {
  const { page, complaints } = await open('/en/', { colorScheme: 'light' })
  const theme = () => page.getAttribute('html', 'data-theme')
  expect(await theme()).toBe('light')
  await page.locator('[data-theme-switch]').click()
  expect(await theme()).toBe('dark')
  await page.reload()
  expect(await theme()).toBe('dark')
  expect(complaints).toEqual([])
  await page.context().close()
})

it('keeps page and heading when the language changes', async () => {
  const path = (await addresses()).find((found) => found.startsWith('/en/') && found !== '/en/') ?? '/en/'
  const { page } = await open(path, { viewport: { width: 1440, height: 900 } })
  const id = await page.locator('main h2[id]').nth(1).getAttribute('id')
  await page.locator(`#${id}`).evaluate((heading) => heading.scrollIntoView())
  await page.locator('header a[hreflang=ru]').click()
  await page.waitForURL(`**/ru/**`)
  expect(new URL(page.url()).pathname).toBe(path.replace('/en/', '/ru/'))
  expect(new URL(page.url()).hash).toBe(`#${id}`)
  await page.context().close()
})

it('has its menu behind a button on a phone: sections, pages, languages', async () => {
  const path = (await addresses()).find((found) => found.startsWith('/zh/') && found !== '/zh/') ?? '/zh/'
  const { page } = await open(path, { viewport: { width: 390, height: 844 }, hasTouch: true })
  const menu = page.locator('#site-menu')
  expect(await menu.isVisible()).toBe(false)
  await page.locator('[popovertarget=site-menu]').click()
  expect(await menu.isVisible()).toBe(true)
  expect(await menu.locator('[aria-current=page]').count()).toBe(1)
  expect(await menu.locator('a[hreflang]').count()).toBe(LOCALES.length)
  await page.keyboard.press('Escape')
  expect(await menu.isVisible()).toBe(false)
  await page.context().close()
})

it('leads a reader on by keyboard: the first stop is the way past the header', async () => {
  const { page } = await open('/en/')
  await page.keyboard.press('Tab')
  expect(await page.evaluate(() => document.activeElement?.getAttribute('href'))).toBe('#_top')
  await page.context().close()
})
