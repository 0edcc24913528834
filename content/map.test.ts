import { expect, it } from 'vitest'
import { PAGES } from './map.ts'

const PATHS = new Set(PAGES.map(({ path }) => path))
const names = (list: string | undefined) => (list ?? '').split(' ').filter((name) => name !== '').map((name) => (name === 'home' ? '' : name))

it('has each path and each title once', () => {
  expect(PATHS.size).toBe(PAGES.length)
  for (const lang of ['en', 'ru', 'zh'] as const) {
    const titles = PAGES.map((page) => page.titles[lang])
    expect(titles.filter((title, at) => titles.indexOf(title) !== at), lang).toEqual([])
  }
})

it('names only pages that it has', () => {
  const unknown = PAGES.flatMap(({ path, needs, next }) => [...names(needs), ...names(next)].filter((name) => !PATHS.has(name)).map((name) => `${path}: ${name}`))
  expect(unknown).toEqual([])
})

it('leads from every page to the next, and to every page but those of a list', () => {
  const led = new Set(PAGES.flatMap(({ next }) => names(next)))
  expect(PAGES.filter(({ next }) => next === undefined).map(({ path }) => path)).toEqual([])
  expect(PAGES.map(({ path }) => path).filter((path) => !led.has(path))).toEqual(['problems', 'reference/commands/pull'])
})
