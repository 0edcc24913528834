/** The power is cut at a row of the trace, by keyboard and by a tap: what follows is what follows the row and then the plug. */
import { expect, it } from 'vitest'
import { LOCALES } from '../../src/i18n/locales.ts'
import { SandboxReader } from './sandbox-reader.ts'

const PAGE = 'hazards/power-loss'

/** Somebody who has loaded an image and looks at the lanes. */
async function loaded(code: string, options: Parameters<typeof SandboxReader.open>[1] = {}): Promise<SandboxReader> {
  const reader = await SandboxReader.open(`/${code}/${PAGE}/`, options)
  await reader.type('docker load -qi ubuntu.tar*')
  await reader.view('lanes')
  await reader.plate.locator('.lanes .cut-here').filter({ visible: true }).first().waitFor()
  return reader
}

/** A row of one step, among others: its place among them, and where it stands. */
const ROW = 1
async function rowOf(reader: SandboxReader): Promise<number> {
  const label = await reader.plate.locator('.lanes .cut-here').filter({ visible: true }).nth(ROW).getAttribute('aria-label')
  const step = Number(/\d+/.exec(label ?? '')?.[0])
  expect(label).toBe(reader.words('plug.here', { step }))
  expect(step).toBeGreaterThan(100)
  return step
}

/** The question about the plug is open: answer it, and read what was lost. */
async function lossAt(reader: SandboxReader, position: number): Promise<string> {
  const { page, plate, words } = reader
  await page.getByRole('dialog', { name: words('plug.title') }).waitFor()
  await expect.poll(async () => (await reader.position()).at).toBe(position)
  await page.getByRole('dialog').getByRole('button', { name: words('plug.cut') }).click()
  await expect.poll(async () => (await reader.position()).at).toBe(position + 1)
  return plate.locator('.dark .lost').innerText()
}

it.each(LOCALES)('cuts at a row by keyboard as the plug does there, in $name', async ({ code }) => {
  const reader = await loaded(code)
  const { page, plate, words } = reader
  const row = await rowOf(reader)
  await plate.getByRole('button', { name: words('plug.here', { step: row }) }).first().focus()
  await page.keyboard.press('Enter')
  const here = await lossAt(reader, row)
  expect(here).toMatch(/\d/)
  expect(reader.complaints).toEqual([])
  await reader.close()

  const other = await loaded(code)
  await other.plate.locator('.lanes g.cell').filter({ visible: true }).nth(ROW).click()
  await expect.poll(async () => (await other.position()).at).toBe(row)
  await other.plate.locator('.plug').filter({ visible: true }).first().click()
  expect(await lossAt(other, row)).toBe(here)
  await other.close()
})

it.each(LOCALES)('cuts at a row of the text form by a tap, 390 px wide, in $name', async ({ code }) => {
  const reader = await loaded(code, { viewport: { width: 390, height: 844 }, hasTouch: true })
  const { plate, words, page } = reader
  const row = await rowOf(reader)
  await plate.getByRole('button', { name: words('lanes.table') }).filter({ visible: true }).first().tap()
  const button = plate.locator('ol.text').getByRole('button', { name: words('plug.here', { step: row }) })
  const box = await button.boundingBox()
  expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(44)
  await button.tap()
  await lossAt(reader, row)
  // Nothing can be cut where there is no power.
  expect(await plate.getByRole('button', { name: words('plug.here', { step: row + 1 }) }).count()).toBe(0)
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
  expect(reader.complaints).toEqual([])
  await reader.close()
})

it('offers it in an open row of the disk, and says there how long data has been dirty', async () => {
  const reader = await loaded('en')
  const { plate, words } = reader
  await reader.view('disk')
  await plate.locator('.disk tr.memory button.row').filter({ visible: true }).first().click()
  expect(await plate.locator('.disk tr.memory .age').first().innerText()).toMatch(/dirty for \d+ s/)
  const { at } = await reader.position()
  await plate.locator('.disk tr.opened').getByRole('button', { name: words('plug.here', { step: at }) }).click()
  await lossAt(reader, at)
  await reader.close()
})
