import { expect, it } from 'vitest'
import { breadcrumbs, nextOf, pageOf, previousOf, sections } from './site-map.ts'

it('finds a page by its address, with or without language, slashes and anchor', () => {
  for (const address of ['/ru/hazards/power-loss/', 'hazards/power-loss', '/hazards/power-loss/#recover', '/zh/hazards/power-loss']) expect(pageOf(address)?.path).toBe('hazards/power-loss')
  expect(pageOf('/en/')?.type).toBe('home')
  expect(pageOf('/en/hazards/no-such-page/')).toBeUndefined()
})

it('says which pages are written, and gives each its language', () => {
  expect(sections('ru').map(({ slug }) => slug)).toEqual(['understand', 'do', 'hazards', 'labs', 'problems', 'reference', 'tools'])
  for (const { pages } of sections('zh')) for (const { href, path } of pages) expect(href).toBe(`/zh/${path}/`)
})

it('leads only to pages that are written', () => {
  for (const page of [nextOf('', 'en'), nextOf('hazards/power-loss', 'en'), previousOf('hazards/load-and-remove', 'en')]) if (page !== undefined) expect(page.written).toBe(true)
  expect(previousOf('', 'en')).toBeUndefined()
})

it('gives the way to a page', () => {
  expect(breadcrumbs('hazards/power-loss', 'ru').map(({ title }) => title)).toEqual(['Риски', 'Отключение питания: образ в списке есть, но не запускается'])
  expect(breadcrumbs('', 'en')).toEqual([])
})
