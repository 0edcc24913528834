import { readdirSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import type { Scenario } from '#sandbox/scenario'
import { describe, expect, it } from 'vitest'
import { frontMatterOf, sourceOf, writtenPages } from '../src/content-runs/page-source.ts'
import type { Page } from '../src/content-runs/page.ts'
import { treeOf } from '../src/markdown/check-page.ts'
import { factsOf } from '../src/markdown/page-facts.ts'
import { found } from '../src/markdown/tree.ts'
import { fileOf, pageOf } from '../src/site-map.ts'
import { PAGES } from './map.ts'

const pages = writtenPages()
const english = pages.filter(({ lang }) => lang === 'en')
const inLanguage = (path: string, lang: Page['lang']): Page | undefined => pages.find((page) => page.path === path && page.lang === lang)
const facts = new Map(pages.map((page) => [page, factsOf(treeOf(sourceOf(page)))]))
const withoutCode = (title: string): string => title.replaceAll('`', '')

/** Claims that no page says yet although every page that runs their scenario is written. */
const NOT_YET_SAID: readonly string[] = []

describe.each(pages.map((page) => [page.file, page] as const))('%s', (_, page) => {
  const front = frontMatterOf(sourceOf(page))

  it('is a page of the map, under its title', () => {
    const planned = pageOf(page.path)
    expect(planned, 'in content/map.ts').toBeDefined()
    if (planned && page.path !== '') expect(withoutCode(front['title'] ?? '')).toBe(withoutCode(planned.titles[page.lang]))
  })

  it('has a description that fits', () => {
    const { description = '' } = front
    expect(description).not.toBe('')
    expect(description.length, description).toBeLessThanOrEqual(page.lang === 'zh' ? 80 : 160)
  })

  it('gives each column of a table a head', () => {
    expect(sourceOf(page)).not.toMatch(/^\|(?:.*\|)?[ \t]*\|.*\n\| *:?---/m)
  })

  it('says of which revision it is', () => {
    const original = inLanguage(page.path, 'en')
    expect(original, 'the English page').toBeDefined()
    const { revision } = original ? frontMatterOf(sourceOf(original)) : {}
    expect(Number(revision), 'revision of the English page').toBeGreaterThan(0)
    if (page.lang !== 'en') expect(front['of'], 'a translation that is behind: translate the change, then set `of`').toBe(revision)
  })

  // Markdown does not end bold text between a full-width stop and a letter.
  it('shows no asterisks of bold text', () => {
    expect(found(treeOf(sourceOf(page)), ({ type, value }) => type === 'text' && (value ?? '').includes('**')).map(({ value }) => value)).toEqual([])
  })

  it('names the source documents by title: a file name or a bare number of one tells a reader nothing', () => {
    expect(sourceOf(page).match(/\d{3}_[0-9a-f]{6,}/g)).toBeNull()
    // The two pages that say what the numbers mean. In a box the number is an attribute, and leads to the first of them.
    if (['reference/sources', 'reference/corrections'].includes(page.path)) return
    expect(sourceOf(page).replaceAll(/<[A-Z][^>]*>/g, '').match(/\bS[0-4]\b(?:\.\d+)?/g)).toBeNull()
  })

  it('has an id after each heading', () => {
    const { headings = [] } = facts.get(page) ?? {}
    expect(headings.filter((id) => id.startsWith('(no id)'))).toEqual([])
    expect(new Set(headings).size, 'an id twice').toBe(headings.length)
  })
})

it.each(english.map((page) => [page.path || 'home', page] as const))('%s is in three languages, the same in each', (_, page) => {
  for (const lang of ['ru', 'zh'] as const) {
    const translation = inLanguage(page.path, lang)
    expect(translation, `${page.path} in ${lang}`).toBeDefined()
    if (translation) expect(facts.get(translation), `${translation.file} beside ${page.file}`).toEqual(facts.get(page))
  }
})

it('says every claim somewhere', async () => {
  const said = new Set([...facts.values()].flatMap(({ claims }) => claims))
  const silent: string[] = []
  for (const file of readdirSync('content/scenarios').filter((name) => name.endsWith('.ts'))) {
    const { default: scenario } = (await import(pathToFileURL(`content/scenarios/${file}`).href)) as { default: Scenario }
    // A page that is still to be written will say the rest.
    const toCome = PAGES.some(({ path, runs }) => runs?.split(' ').includes(scenario.id) === true && fileOf(path, 'en') === undefined)
    const planned = PAGES.some(({ runs }) => runs?.split(' ').includes(scenario.id) === true)
    if (planned && !toCome) silent.push(...Object.keys(scenario.claims ?? {}).map((name) => `${scenario.id}/${name}`).filter((name) => !said.has(name)))
  }
  expect(silent).toEqual(NOT_YET_SAID)
})
