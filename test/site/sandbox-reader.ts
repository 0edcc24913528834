import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BrowserContextOptions, Locator, Page } from 'playwright'
import { expect } from 'vitest'
import { messagesOf } from '../../src/i18n/messages.ts'
import { wordsFrom } from '../../src/i18n/words.ts'
import type { Words } from '../../src/i18n/words.ts'
import { open } from './reader.ts'

/** A fixture of the recordings, by name. */
export const fixture = (name: string): { readonly name: string; readonly mimeType: string; readonly buffer: Buffer } =>
  ({ name, mimeType: 'application/octet-stream', buffer: readFileSync(join(import.meta.dirname, '..', 'recordings', 'fixtures', name)) })

/** Interface words of a language, as the page has them. */
export const wordsOf = (code: string): Words => wordsFrom(messagesOf(code), code === 'zh' ? 'zh-CN' : code)

/** Somebody who uses the sandbox of a page with mouse and keyboard. */
export class SandboxReader {
  readonly page: Page
  readonly complaints: string[]
  readonly words: Words
  readonly plate: Locator

  private constructor(page: Page, complaints: string[], words: Words) {
    this.page = page
    this.complaints = complaints
    this.words = words
    this.plate = page.locator('layerlab-run').first()
  }

  /** Opens a page and does not touch it. */
  static async arrive(path: string, options: BrowserContextOptions = {}): Promise<SandboxReader> {
    const { page, complaints } = await open(path, { viewport: { width: 1440, height: 1000 }, permissions: ['clipboard-read', 'clipboard-write'], ...options })
    return new SandboxReader(page, complaints, wordsOf(path.split('/')[1] ?? 'en'))
  }

  /** Opens a page and its first sandbox. */
  static async open(path: string, options: BrowserContextOptions = {}): Promise<SandboxReader> {
    const reader = await SandboxReader.arrive(path, options)
    await reader.wake()
    return reader
  }

  async wake(): Promise<void> {
    await this.plate.locator('[data-wake="view"]').last().click()
    await this.awake()
  }

  /** Waits until there is a prompt. */
  async awake(): Promise<void> {
    await this.screen().filter({ hasText: '#' }).waitFor({ timeout: 60_000 })
  }

  close(): Promise<void> {
    return this.page.context().close()
  }

  /** What the terminal in front shows. */
  screen(): Locator {
    return this.plate.locator('.xterm-rows').filter({ visible: true }).first()
  }

  /** Its text, rows joined where the terminal wrapped them. */
  async text(): Promise<string> {
    return (await this.screen().innerText()).replaceAll('\u00a0', ' ')
  }

  async terminal(letter: string): Promise<void> {
    await this.plate.getByRole('tab', { name: this.words('sandbox.terminal', { terminal: letter }), exact: true }).click()
  }

  async view(name: 'layers' | 'disk' | 'lanes' | 'checks'): Promise<void> {
    await this.plate.locator(`[role=tab][id$="-${name}"]`).filter({ visible: true }).first().click()
  }

  /** Types a line and Enter. @returns what the transcript then says of it */
  async type(line: string): Promise<string> {
    const before = await this.transcript().count()
    await this.plate.locator('.xterm-helper-textarea').filter({ visible: true }).first().focus()
    await this.page.keyboard.type(line)
    await this.page.keyboard.press('Enter')
    return await this.answer(before)
  }

  /** Taps the chip of a line. @returns what the transcript then says of it */
  async tap(line: string): Promise<string> {
    const before = await this.transcript().count()
    await this.chip(line).click()
    return await this.answer(before)
  }

  chip(line: string): Locator {
    return this.plate.locator('.chip', { has: this.page.getByText(line, { exact: true }) }).first()
  }

  transcript(): Locator {
    return this.plate.locator(`section[aria-label="${this.words('terminal.transcript')}"] pre`)
  }

  private async answer(before: number): Promise<string> {
    await expect.poll(() => this.transcript().count(), { timeout: 60_000, interval: 50 }).toBeGreaterThan(before)
    // Browsers differ in whether they give back the carriage returns of a <pre>.
    return (await this.transcript().last().innerText()).replaceAll('\r', '')
  }

  /** The button of a lane's next step. */
  button(terminal: string, name: string): Locator {
    return this.plate.locator('.next [role=listitem], .next > *').filter({ has: this.page.getByText(terminal, { exact: true }) }).getByRole('button', { name })
  }

  /** `Step 12 of 40`: both numbers. */
  async position(): Promise<{ readonly at: number; readonly of: number }> {
    const slider = this.plate.getByRole('slider')
    return { at: Number(await slider.getAttribute('aria-valuenow')), of: Number(await slider.getAttribute('aria-valuemax')) }
  }

  /** How many checks the tab says are broken. */
  async broken(): Promise<number> {
    const count = this.plate.locator('.count').filter({ visible: true }).first()
    return (await count.count()) === 0 ? 0 : Number((await count.innerText()).replace(/\D+/g, '').slice(-1))
  }

  /** Cuts the power: all of it is lost. */
  async cut(): Promise<void> {
    await this.plate.locator('.plug').filter({ visible: true }).first().click()
    await this.page.getByRole('dialog').getByRole('button', { name: this.words('plug.cut') }).click()
    await this.plate.getByRole('button', { name: this.words('plug.on') }).first().waitFor()
  }

  async switchOn(): Promise<void> {
    await this.plate.getByRole('button', { name: this.words('plug.on') }).first().click()
    await this.page.keyboard.press('Enter')
    await this.plate.locator('.plug').filter({ hasText: this.words('plug.pull') }).waitFor()
    // Its start is shown for a moment, unless the key has come in time to end that.
    await this.plate.locator('.dark').waitFor({ state: 'hidden' })
  }

  async upload(...names: readonly string[]): Promise<void> {
    await this.plate.locator('input[type=file]').setInputFiles(names.map(fixture))
  }

  /** The link to this moment. */
  async link(): Promise<string> {
    await this.page.evaluate(() => navigator.clipboard.writeText(''))
    await this.plate.getByRole('button', { name: this.words('sandbox.copyLink') }).click()
    await expect.poll(() => this.page.evaluate(() => navigator.clipboard.readText()), { timeout: 30_000 }).toContain('#capsule=')
    return await this.page.evaluate(() => navigator.clipboard.readText())
  }
}
