import { expect, it } from 'vitest'
import { LOCALES } from '../../src/i18n/locales.ts'
import { addresses, forEachPage, open, origin } from './reader.ts'

const WIDTHS = [1440, 820, 390]

it.each(LOCALES)('serves every page in $name: complete, quiet, asking nobody else, never scrolling sideways', async ({ code, lang }) => {
  const paths = (await addresses()).filter((path) => path.startsWith(`/${code}/`))
  expect(paths).toContain(`/${code}/`)
  await forEachPage(paths, async (path) => {
    const { page, status, complaints } = await open(path, { viewport: { width: 1440, height: 900 } })
    expect.soft(status, path).toBe(200)
    expect.soft(await page.getAttribute('html', 'lang'), path).toBe(lang)
    expect.soft(await page.locator('h1').count(), path).toBe(1)
    expect.soft(await page.locator('link[rel=canonical]').getAttribute('href'), path).toMatch(new RegExp(`${path}$`))
    const others = LOCALES.map(({ code: other, lang: tag }) => [tag, path.replace(`/${code}/`, `/${other}/`)])
    const alternates = await page.locator('link[rel=alternate][hreflang]').evaluateAll((links) =>
      links.map((link) => [link.getAttribute('hreflang') ?? '', new URL(link.getAttribute('href') ?? '').pathname]),
    )
    expect.soft(alternates, path).toEqual(expect.arrayContaining(others))
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 900 })
      const wide = await page.evaluate(() => document.documentElement.scrollWidth)
      expect.soft(wide, `${path} at ${width}`).toBeLessThanOrEqual(width)
    }
    expect.soft(complaints, path).toEqual([])
    await page.context().close()
  })
}, 900_000)

it('has the same pages, with the same headings by id, in every language', async () => {
  const found: Record<string, Record<string, string[]>> = {}
  for (const path of await addresses()) {
    const [, code = ''] = path.split('/')
    const html = await (await fetch(origin + path)).text()
    const main = /<main[\s\S]*<\/main>/.exec(html)?.[0] ?? ''
    const ids = [...main.matchAll(/<h[23][^>]*\sid="([^"]*)"/g)].map(([, id = '']) => id)
    found[code] = { ...found[code], [path.slice(code.length + 2)]: ids }
  }
  for (const { code } of LOCALES.slice(1)) expect(found[code], code).toEqual(found['en'])
})

it('has no link that leads nowhere', async () => {
  const ids = new Map<string, Set<string>>()
  const links: (readonly [from: string, to: string])[] = []
  for (const path of await addresses()) {
    const html = await (await fetch(origin + path)).text()
    ids.set(path, new Set([...html.matchAll(/\sid="([^"]*)"/g)].map(([, id = '']) => id)))
    for (const [, href = ''] of html.matchAll(/<a\b[^>]*\shref="([^"]*)"/g)) links.push([path, href.replaceAll('&amp;', '&')])
  }
  const dead: string[] = []
  const status = new Map<string, Promise<number>>()
  for (const [from, to] of links) {
    const url = new URL(to, origin + from)
    if (url.origin !== origin) continue
    if (!status.has(url.pathname)) status.set(url.pathname, fetch(url).then((response) => response.status))
    const there = await status.get(url.pathname)
    const anchor = decodeURIComponent(url.hash.slice(1))
    // A capsule in the address is not a heading.
    const isMissing = anchor !== '' && !anchor.includes('=') && ids.get(url.pathname)?.has(anchor) === false
    if (there !== 200 || isMissing) dead.push(`${from} -> ${to}`)
  }
  expect(dead).toEqual([])
})
