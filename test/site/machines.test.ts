import { expect, it } from 'vitest'
import { PAGES } from '../../content/map.ts'
import { LOCALES } from '../../src/i18n/locales.ts'
import { addresses, origin } from './reader.ts'

const textOf = async (path: string): Promise<string> => {
  const response = await fetch(origin + path)
  expect(response.status, path).toBe(200)
  return await response.text()
}

it('has a twin in Markdown of every page, named by the page and by llms.txt', async () => {
  const listed = [...(await textOf('/llms.txt')).matchAll(/\]\((?:https?:\/\/[^/]*)([^)]*)\)/g)].map(([, path = '']) => path)
  const pages = await addresses()
  expect(listed.toSorted()).toEqual(pages.map((path) => `${path}index.md`).toSorted())
  for (const path of pages) {
    const html = await textOf(path)
    expect(html, path).toContain(`<link rel="alternate" type="text/markdown" href="${path}index.md">`)
    const twin = await textOf(`${path}index.md`)
    expect(twin, path).toMatch(/^# \S/)
    // Nothing of the frame, and no rest of a tag outside of code.
    expect(twin.replace(/```[\s\S]*?\n```|`[^`\n]*`/g, ''), path).not.toMatch(/<\/?(?:div|span|p|button|layerlab-\w+)\b/)
  }
})

it.each(LOCALES)('announces the labs in a feed in $name', async ({ code, lang }) => {
  const feed = await textOf(`/${code}/labs/feed.xml`)
  expect(feed).toContain(`<language>${lang}</language>`)
  const links = [...feed.matchAll(/<item>[\s\S]*?<link>[^<]*?\/\/[^/<]*([^<]*)<\/link>/g)].map(([, path = '']) => path)
  const pages = await addresses()
  const labs = PAGES.filter(({ type }) => type === 'lab').map(({ path }) => `/${code}/${path}/`)
  expect(links.toSorted()).toEqual(labs.filter((path) => pages.includes(path)).toSorted())
  expect(links).not.toEqual([])
  const days = [...feed.matchAll(/<pubDate>([^<]*)<\/pubDate>/g)].map(([, day = '']) => Date.parse(day))
  expect(days).toEqual(days.toSorted((one, other) => other - one))
})
