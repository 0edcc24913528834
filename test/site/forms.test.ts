import { expect, it } from 'vitest'
import { addresses, open } from './reader.ts'

const HAZARD = '/en/hazards/power-loss/'

it('shows the verdict of a claim in the line, and its table in place', async () => {
  expect(await addresses()).toContain(HAZARD)
  const { page, complaints } = await open(HAZARD, { viewport: { width: 1440, height: 900 } })
  const claim = page.locator('details.proof').first()
  expect(await claim.locator('.panel').isVisible()).toBe(false)
  // A chip never makes its line higher than the others.
  const heights = await page.locator('.with-claims').evaluateAll((blocks) => blocks.map((block) => {
    const withChips = block.getBoundingClientRect().height
    for (const chip of block.querySelectorAll<HTMLElement>('.mark')) Object.assign(chip.style, { height: '1px', marginBlock: '0', border: '0', overflow: 'hidden' })
    return withChips - block.getBoundingClientRect().height
  }))
  expect(heights.length).toBeGreaterThan(0)
  expect(heights.filter((more) => more > 0.5)).toEqual([])
  await page.reload()
  await claim.locator('summary').press('Enter')
  expect(await claim.locator('tbody tr').count()).toBe(2)
  expect(await claim.locator('.panel').isVisible()).toBe(true)
  expect(complaints).toEqual([])
  await page.context().close()
})

it('reads, at the head of a correction, as separate words, and leads to the page that names the documents', async () => {
  const { page } = await open('/en/hazards/save-and-remove/')
  const head = page.locator('.correction .head').nth(1)
  expect((await head.textContent())?.trim()).toBe('Correction translation Statement S1.45')
  await head.getByRole('link', { name: 'Statement S1.45' }).click()
  await page.waitForURL('**/en/reference/sources/')
  expect(await page.locator('#documents').count()).toBe(1)
  await page.context().close()
})

it('asks the sandbox of the page to run a claim', async () => {
  const { page } = await open(HAZARD)
  const wishes = await page.evaluate(() => {
    const heard: unknown[] = []
    document.addEventListener('layerlab:run', (event) => heard.push((event as CustomEvent).detail))
    document.querySelector<HTMLElement>('.hazard button[data-scenario]')?.click()
    return heard
  })
  expect(wishes).toEqual([{ scenario: 'power-load', replay: 'eight-seconds' }])
  await page.context().close()
})

it('explains a term beside it, on a phone too', async () => {
  const { page } = await open('/ru/hazards/load-and-remove/', { viewport: { width: 390, height: 844 } })
  await page.locator('button.term').first().click()
  const box = await page.locator('.entry:popover-open').boundingBox()
  expect(box && box.x >= 0 && box.x + box.width <= 390 && box.height > 0).toBe(true)
  await page.keyboard.press('Escape')
  expect(await page.locator('.entry:popover-open').count()).toBe(0)
  await page.context().close()
})

it('prints the verdicts of claims', async () => {
  const { page } = await open(HAZARD)
  await page.emulateMedia({ media: 'print' })
  expect(await page.locator('details.proof .panel').first().isVisible()).toBe(true)
  await page.context().close()
})
