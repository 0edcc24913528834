import axe from 'axe-core'
import { expect, it } from 'vitest'
import { LOCALES } from '../../src/i18n/locales.ts'
import { kinds, open } from './reader.ts'

const THEMES = ['light', 'dark'] as const
/** On a phone tables scroll, and Russian words are the longest. */
const PHONE = { code: 'ru', theme: 'light', width: 390 } as const
const CASES = [...LOCALES.flatMap(({ code }) => THEMES.map((theme) => ({ code, theme, width: 1280 }))), PHONE]

it.each(CASES)('has nothing that axe objects to: each kind of page, $code, $theme, $width px', async ({ code, theme, width }) => {
  for (const path of [...(await kinds(code)), `/${code}/hazards/power-loss/`]) {
    // By Playwright, not by a tag: the policy of the page lets no foreign script in.
    const { page } = await open(path, { colorScheme: theme, bypassCSP: true, viewport: { width, height: 844 } })
    await page.evaluate(axe.source)
    const { violations } = await page.evaluate(() => (globalThis as unknown as { axe: typeof axe }).axe.run(document))
    const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`)
    expect.soft(found, path).toEqual([])
    await page.context().close()
  }
})

it('has nothing that axe objects to in the open search', async () => {
  const { page } = await open('/ru/', { bypassCSP: true })
  await page.keyboard.press('/')
  await page.keyboard.type('docker')
  await page.locator('#site-search a').first().waitFor()
  await page.evaluate(axe.source)
  const { violations } = await page.evaluate(() => (globalThis as unknown as { axe: typeof axe }).axe.run('#site-search'))
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([])
  await page.context().close()
})
