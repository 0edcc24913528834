/** The frame of the sandbox: it wakes without moving, works by keyboard and by tapping, and lets nothing hostile through. */
import axe from 'axe-core'
import type { Locator, Page } from 'playwright'
import { expect, it } from 'vitest'
import { LOCALES } from '../../src/i18n/locales.ts'
import { messagesOf } from '../../src/i18n/messages.ts'
import { open } from './reader.ts'

const POWER_LOSS = 'hazards/power-loss'

/** A sandbox of a page, and what can be done with it. */
class Plate {
  readonly page: Page
  readonly run: Locator

  constructor(page: Page, nth = 0) {
    this.page = page
    this.run = page.locator('layerlab-run').nth(nth)
  }

  /** What terminals show now, without the empty rows below. */
  async text(): Promise<string> {
    return (await this.run.locator('.terminal.shown .xterm-accessibility-tree').first().innerText()).replaceAll('\u00a0', ' ').trimEnd()
  }

  async waitFor(words: string | RegExp): Promise<void> {
    await expect.poll(() => this.text(), { timeout: 30_000 }).toMatch(words)
  }

  /** Wake it by touching its terminal. */
  async wake(): Promise<void> {
    await this.run.locator('[data-wake=terminal]').last().click()
    await this.awake()
  }

  async awake(): Promise<void> {
    await this.page.locator('layerlab-run[data-awake]').first().waitFor({ timeout: 30_000 })
  }

  /** Tap the nth offer. */
  async tap(index: number): Promise<void> {
    const chip = this.run.locator(`.offer .chip[data-index="${index}"]`)
    await expect.poll(() => chip.getAttribute('aria-disabled'), { timeout: 30_000 }).not.toBe('true')
    await chip.click()
  }

  async type(line: string): Promise<void> {
    await this.run.locator('.terminal.shown textarea').first().focus()
    await this.page.keyboard.type(line)
    await this.page.keyboard.press('Enter')
  }

  /** Pull the plug, and answer its dialog with the first choice. */
  async cut(code: string): Promise<void> {
    await this.run.locator('.plug').click()
    await this.page.getByRole('dialog').getByRole('button', { name: messagesOf(code)['plug.cut'], exact: true }).click()
    await this.run.locator('.dark').waitFor()
  }

  async boot(): Promise<void> {
    await this.run.locator('.dark button').click()
    await expect.poll(() => this.run.locator('.dark').count(), { timeout: 15_000 }).toBe(0)
  }
}

it.each(LOCALES)('wakes without moving, loses power, and shows what is left: $name', async ({ code }) => {
  const { page, complaints } = await open(`/${code}/${POWER_LOSS}/`)
  const plate = new Plate(page)
  const place = (): Promise<readonly number[]> => plate.run.evaluate(run => {
    const { top, left, width, height } = run.getBoundingClientRect()
    return [top + scrollY, left, width, height]
  })
  const before = await place()
  await plate.wake()
  expect(await place()).toEqual(before)
  await plate.waitFor(/root@host-a:~#/)
  await plate.type('docker images')
  await plate.waitFor(/REPOSITORY\s+TAG/)
  await plate.tap(0)
  await plate.waitFor('Loaded image: ubuntu:18.04')
  await plate.tap(1)
  // The line that was typed is one of those on offer.
  await expect.poll(() => plate.run.locator('.offer.done').count()).toBe(3)
  await plate.cut(code)
  await expect.poll(() => plate.run.locator('.plate.cut').count()).toBe(1)
  await plate.boot()
  await plate.type('docker run --rm ubuntu:18.04 cat /etc/os-release')
  await plate.waitFor('error creating overlay mount')
  expect(await plate.run.locator('.views.wide .count').innerText()).toMatch(/[1-9]/)
  expect(complaints).toEqual([])
  await page.context().close()
})

it('carries a moment in a link: shown first, then replayed to the same end', async () => {
  const { page } = await open(`/en/${POWER_LOSS}/`)
  const plate = new Plate(page)
  await plate.wake()
  await plate.tap(0)
  await plate.waitFor('Loaded image: ubuntu:18.04')
  await plate.cut('en')
  const [target] = await Promise.all([
    page.waitForURL(/\/en\/tools\/playground\/#capsule=/, { timeout: 30_000 }).then(() => page.url()),
    plate.run.getByRole('button', { name: messagesOf('en')['sandbox.openPlayground'] }).click(),
  ])
  await page.context().close()

  const fresh = await open(new URL(target).pathname + new URL(target).hash)
  const dialog = fresh.page.getByRole('dialog')
  await dialog.waitFor({ timeout: 30_000 })
  expect(await dialog.innerText()).toContain('docker load -i ubuntu.tar')
  expect(await dialog.innerText()).toContain(messagesOf('en')['plug.said.none'])
  await dialog.getByRole('button', { name: messagesOf('en')['capsule.replay'], exact: true }).click()
  await fresh.page.getByText(/It ended as the link says/).waitFor({ timeout: 30_000 })
  await fresh.page.locator('.dark').waitFor()
  expect(fresh.complaints).toEqual([])
  await fresh.page.context().close()
})

it('says of a damaged link that it is damaged, and runs nothing', async () => {
  const { page } = await open('/en/tools/playground/#capsule=1.0000000000000000.AAAA')
  const dialog = page.getByRole('dialog')
  await dialog.waitFor({ timeout: 30_000 })
  expect(await dialog.innerText()).toContain('the capsule is damaged')
  expect(await dialog.getByRole('button').count()).toBe(1)
  await page.context().close()
})

it('plays what a claim of the page asks for', async () => {
  const { page } = await open(`/en/${POWER_LOSS}/`)
  await page.evaluate(() => document.dispatchEvent(new CustomEvent('layerlab:run', { detail: { scenario: 'power-load', replay: 'eight-seconds' } })))
  const plate = new Plate(page)
  await plate.awake()
  await plate.waitFor('error creating overlay mount')
  await page.context().close()
})

it('shows hostile names as text', async () => {
  const { page, complaints } = await open('/en/tools/playground/')
  const plate = new Plate(page)
  await plate.wake()
  const name = '<img src=x onerror=alert(1)>\u202e.tar'
  await plate.run.locator('input[type=file]').setInputFiles({ name, mimeType: 'application/x-tar', buffer: Buffer.from('x') })
  await page.getByText(/<img src=x onerror=alert\(1\)>.*is in the working directory/).waitFor()
  await plate.type("printf 'before\\033]0;owned\\007\\033[6n\\033c after\\n'")
  await plate.waitFor('before after')
  expect(await page.title()).not.toContain('owned')
  expect(await page.locator('img[src=x]').count()).toBe(0)
  expect(complaints).toEqual([])
  await page.context().close()
})

it('works by keyboard alone, and lets go of the terminal', async () => {
  const { page } = await open('/en/tools/playground/')
  const plate = new Plate(page)
  await plate.run.locator('[data-wake=terminal]').last().focus()
  await page.keyboard.press('Enter')
  await plate.awake()
  await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe('TEXTAREA')
  await page.keyboard.type('docker loa')
  await page.keyboard.press('Tab')
  await plate.waitFor(/docker load/)
  await page.keyboard.press('Control+c')
  await page.keyboard.press('Alt+2')
  await plate.waitFor('Loaded image: hello-world:latest')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('BUTTON')
  await page.keyboard.press('2')
  await expect.poll(() => plate.run.locator('.views.wide [data-view=disk]').getAttribute('aria-selected')).toBe('true')
  await page.keyboard.press('?')
  await page.getByRole('dialog').waitFor()
  await page.keyboard.press('Escape')
  await page.keyboard.press('Shift+P')
  await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe(messagesOf('en')['plug.keep'])
  await page.context().close()
})

it('does not scroll sideways at 390 px, and is worked by tapping', async () => {
  const { page } = await open(`/ru/${POWER_LOSS}/`, { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true })
  const plate = new Plate(page)
  await plate.tap(0)
  await plate.awake()
  await plate.waitFor('Loaded image: ubuntu:18.04')
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
  await page.locator('.bar .power').tap()
  await page.getByRole('dialog').getByRole('button', { name: messagesOf('ru')['plug.cut'], exact: true }).tap()
  await plate.run.locator('.dark').waitFor()
  await page.context().close()
})

it.each(['light', 'dark'] as const)('has nothing that axe objects to while it is open: %s', async (theme) => {
  const { page } = await open(`/zh/${POWER_LOSS}/`, { colorScheme: theme, bypassCSP: true })
  const plate = new Plate(page)
  await plate.wake()
  await plate.tap(0)
  await plate.waitFor('Loaded image: ubuntu:18.04')
  await page.evaluate(axe.source)
  const judge = async (): Promise<string[]> => {
    const { violations } = await page.evaluate(() => (globalThis as unknown as { axe: typeof axe }).axe.run('layerlab-run, dialog[open]'))
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`)
  }
  for (const view of ['layers', 'disk', 'lanes', 'checks']) {
    await plate.run.locator(`.views.wide [data-view=${view}]`).click()
    await page.waitForTimeout(300)
    expect.soft(await judge(), view).toEqual([])
  }
  await plate.run.locator('.plug').click()
  expect.soft(await judge(), 'dialog').toEqual([])
  await page.getByRole('dialog').getByRole('button', { name: messagesOf('zh')['plug.cut'], exact: true }).click()
  await plate.run.locator('.dark').waitFor()
  expect.soft(await judge(), 'dark').toEqual([])
  await page.context().close()
})
