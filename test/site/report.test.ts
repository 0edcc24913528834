import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { LOCALES } from '../../src/i18n/locales.ts'
import { SandboxReader } from './sandbox-reader.ts'

it.each(LOCALES)('hands a moment on as an issue, a script and a scenario that passes in Node, in $name', async ({ code }) => {
  const reader = await SandboxReader.open(`/${code}/tools/playground/`)
  const { page, plate, words } = reader
  await reader.type('docker pull hello-world:missing')
  await plate.locator('summary', { hasText: words('sandbox.more') }).click()
  await plate.getByRole('button', { name: words('sandbox.report') }).click()
  const dialog = page.getByRole('dialog')
  const text = dialog.getByRole('textbox')
  await text.waitFor()
  expect(await text.inputValue()).toMatch(/## Steps\n\n1\. `docker pull hello-world:missing`\n[^]*manifest for hello-world:missing not found[^]*#capsule=/)
  await dialog.getByRole('radio', { name: words('report.script') }).check()
  expect(await text.inputValue()).toMatch(/^#!\/bin\/sh\n[^]*\ndocker pull hello-world:missing\n/)
  await dialog.getByRole('button', { name: words('report.copy') }).click()
  await dialog.getByText(words('report.copied'), { exact: true }).waitFor()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(await text.inputValue())
  await dialog.getByRole('radio', { name: words('report.scenario') }).check()
  const [download] = await Promise.all([page.waitForEvent('download'), dialog.getByRole('button', { name: words('report.download') }).click()])
  expect(download.suggestedFilename()).toBe('playground.json')
  const folder = mkdtempSync(join(tmpdir(), 'layerlab-report-'))
  try {
    const file = join(folder, 'playground.json')
    await download.saveAs(file)
    expect(readFileSync(file, 'utf8')).toContain('"docker pull hello-world:missing"')
    expect(execFileSync(process.execPath, ['sandbox/node/layerlab.mjs', 'run', file], { encoding: 'utf8' })).toContain('1 passed, 0 failed')
  } finally {
    rmSync(folder, { recursive: true })
  }
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
  expect(reader.complaints).toEqual([])
  await reader.close()
})
