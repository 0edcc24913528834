import { readFileSync } from 'node:fs'
import type { BrowserContextOptions, Locator } from 'playwright'
import { expect } from 'vitest'
import { SandboxReader } from './sandbox-reader.ts'

/** Somebody who works on a lab: at its sandbox, and at the tasks beside it. */
export class LabReader {
  readonly sandbox: SandboxReader
  readonly lab: Locator

  private constructor(sandbox: SandboxReader) {
    this.sandbox = sandbox
    this.lab = sandbox.page.locator('layerlab-lab')
  }

  /** Opens the page of a lab and does not touch it. */
  static async arrive(code: string, name: string, options: BrowserContextOptions = {}): Promise<LabReader> {
    return new LabReader(await SandboxReader.arrive(`/${code}/labs/${name}/`, options))
  }

  /** Opens a lab and its sandbox, and waits until its tasks were looked at. */
  static async open(code: string, name: string, options: BrowserContextOptions = {}): Promise<LabReader> {
    const reader = await LabReader.arrive(code, name, options)
    await reader.wake()
    return reader
  }

  async wake(): Promise<void> {
    await this.sandbox.plate.locator('[data-wake="terminal"]').filter({ visible: true }).last().click()
    await this.sandbox.awake()
    await this.looked()
  }

  /** Its tasks have been compared with the sandbox. */
  async looked(): Promise<void> {
    await this.lab.locator('.why, .busy, .all, .free').first().waitFor()
  }

  get words(): SandboxReader['words'] {
    return this.sandbox.words
  }

  close(): Promise<void> {
    return this.sandbox.close()
  }

  /** Waits until just so many tasks are reached. */
  async reached(count: number): Promise<void> {
    await expect.poll(() => this.lab.locator('[data-task][data-state="done"]').count()).toBe(count)
  }

  /** Waits until all are, and nothing was complained about. */
  async finished(): Promise<void> {
    await this.reached(await this.lab.locator('[data-task]').count())
    await this.lab.getByText(this.words('lab.allReached'), { exact: false }).first().waitFor()
    expect(this.sandbox.complaints).toEqual([])
  }

  /** Rows of what is not yet so: what, goal, yours. */
  async gaps(): Promise<readonly string[][]> {
    const rows = await this.lab.locator('.why tbody tr').all()
    return Promise.all(rows.map(async row => Promise.all((await row.locator('th, td').all()).map(async cell => (await cell.innerText()).trim()))))
  }

  button(key: 'lab.solution' | 'lab.back' | 'lab.undo' | 'lab.restart' | 'lab.free' | 'lab.free.end' | 'lab.export'): Locator {
    return this.lab.getByRole('button', { name: this.words(key), exact: true })
  }

  /** Chooses a product or a disk model in the title block. */
  async choose(what: 'sandbox.profile' | 'sandbox.disk', name: string): Promise<void> {
    await this.choice(what).selectOption(name)
  }

  /** The product and the disk model that the title block shows. */
  async chosen(): Promise<readonly string[]> {
    return Promise.all((['sandbox.profile', 'sandbox.disk'] as const).map(what => this.choice(what).inputValue()))
  }

  private choice(what: 'sandbox.profile' | 'sandbox.disk'): Locator {
    return this.sandbox.plate.locator('label', { has: this.sandbox.page.getByText(this.words(what), { exact: true }) }).locator('select').filter({ visible: true })
  }

  /** The log that is exported now. */
  async log(): Promise<string> {
    const [download] = await Promise.all([this.sandbox.page.waitForEvent('download'), this.button('lab.export').click()])
    return readFileSync(await download.path(), 'utf8')
  }

  /** Hands in a file of progress. */
  async takeIn(text: string): Promise<void> {
    await this.lab.locator('input[type=file][accept*=json]').setInputFiles({ name: 'progress.json', mimeType: 'application/json', buffer: Buffer.from(text) })
  }
}
