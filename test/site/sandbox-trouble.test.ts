import { createHash } from 'node:crypto'
import { packTar } from 'modern-tar'
import type { Page } from 'playwright'
import { beforeAll, expect, it } from 'vitest'
import { installNodeCodecs } from '../../sandbox/node/codecs.ts'
import { packCapsule } from '../../sandbox/scenario/capsule.ts'
import { LOCALES } from '../../src/i18n/locales.ts'
import { SandboxReader } from './sandbox-reader.ts'

beforeAll(installNodeCodecs)

const MARKUP = '<img src=x onerror="window.pwned=1"><script>window.pwned=1</script>'
/** A title and a link of the terminal, a clear screen, marks that turn the direction, and markup. */
const HOSTILE = `\x1b]0;pwned\x07\x1b]8;;https://example.org/\x07\x1b[2J\u202e\u2066${MARKUP}`

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
const file = (name: string, text: string | Uint8Array) => ({ header: { name, size: typeof text === 'string' ? Buffer.byteLength(text) : text.length, mode: 0o644 }, body: text })

/** An archive for `docker load` whose every free text is hostile. */
async function hostileArchive(): Promise<Buffer> {
  const layer = await packTar([file(`etc/${HOSTILE.replaceAll('/', '|')}`, 'x'), file('etc/plain', HOSTILE)])
  const config = JSON.stringify({
    architecture: 'amd64', os: 'linux', author: HOSTILE, config: { Labels: { [HOSTILE]: HOSTILE }, Cmd: [HOSTILE], Env: [`X=${HOSTILE}`] },
    history: [{ created_by: HOSTILE, comment: HOSTILE }], rootfs: { type: 'layers', diff_ids: [`sha256:${sha256(layer)}`] },
  })
  const name = `${sha256(Buffer.from(config))}.json`
  return Buffer.from(await packTar([file(name, config), file('layer.tar', layer), file('manifest.json', JSON.stringify([{ Config: name, RepoTags: ['hostile:1'], Layers: ['layer.tar'] }]))]))
}

/** Nothing of it was carried out. */
async function isUnharmed(page: Page, title: string): Promise<void> {
  expect(await page.evaluate(() => (globalThis as { pwned?: unknown }).pwned)).toBeUndefined()
  expect(await page.title()).toBe(title)
  expect(await page.locator('img[src="x"]').count()).toBe(0)
  expect(await page.locator('a[href="https://example.org/"]').count()).toBe(0)
}

it('shows hostile names of an archive as text, in the terminal and in every view', async () => {
  const reader = await SandboxReader.open('/en/tools/playground/')
  const title = await reader.page.title()
  reader.page.on('dialog', () => expect.unreachable('a dialog was opened'))
  await reader.plate.locator('input[type=file]').setInputFiles([{ name: 'hostile.tar', mimeType: 'application/x-tar', buffer: await hostileArchive() }, { name: `${MARKUP.replaceAll('/', '|')}\u202e.tar`, mimeType: 'application/x-tar', buffer: Buffer.from('x') }])
  await expect.poll(async () => await reader.type('ls'), { timeout: 30_000 }).toContain('hostile.tar')
  expect(await reader.type('docker load -i hostile.tar')).toContain('Loaded image: hostile:1')
  expect(await reader.type('docker inspect hostile:1')).toContain('onerror')
  expect(await reader.type('docker history --no-trunc hostile:1')).toContain('onerror')
  expect(await reader.type("docker inspect -f '{{range $k, $v := .Config.Labels}}{{$k}}{{end}}' hostile:1")).toContain('onerror')
  await reader.type('ls /var/lib/docker/overlay2/*/diff/etc')
  await reader.type('cat /var/lib/docker/overlay2/*/diff/etc/plain')
  await reader.type(`docker tag hostile:1 '${MARKUP}'`)
  await reader.type(`docker run --name '${MARKUP}' hostile:1`)
  for (const view of ['layers', 'disk', 'lanes', 'checks'] as const) {
    await reader.view(view)
    await reader.page.waitForTimeout(300)
    await isUnharmed(reader.page, title)
  }
  await reader.plate.locator('summary', { hasText: reader.words('upload.menu') }).click()
  expect(await reader.plate.locator('button.row').allInnerTexts()).toEqual(expect.arrayContaining([expect.stringContaining('<img src=x')]))
  await isUnharmed(reader.page, title)
  expect(reader.complaints).toEqual([])
  await reader.close()
})

it('shows a hostile link as text, and runs nothing of it unasked', async () => {
  const scenario = { id: 'hostile', terminal: { columns: 80, rows: 24 }, actors: { A: [`echo '${HOSTILE}'`] }, replays: {} }
  const fragment = packCapsule(scenario, [['A', 3]], '0'.repeat(64))
  const reader = await SandboxReader.arrive(`/en/tools/playground/#${fragment}`)
  const title = await reader.page.title()
  const dialog = reader.page.getByRole('dialog')
  await dialog.waitFor({ timeout: 60_000 })
  expect(await dialog.innerText()).toContain('<img src=x')
  await isUnharmed(reader.page, title)
  expect(await reader.transcript().count()).toBe(0)
  await dialog.getByRole('button', { name: reader.words('capsule.replay') }).click()
  await reader.page.waitForTimeout(2000)
  await isUnharmed(reader.page, title)
  expect(reader.complaints).toEqual([])
  await reader.close()
})

it.each(LOCALES)('says that its worker ended, and stands where it was at rest, in $name', async ({ code }) => {
  const reader = await SandboxReader.open(`/${code}/tools/playground/`)
  await reader.type('echo before; x=7')
  const [worker] = reader.page.workers()
  await worker?.evaluate(() => void setTimeout(() => {
    throw new Error('an error of the test')
  }))
  const notice = reader.plate.getByText('an error of the test')
  await notice.waitFor({ timeout: 30_000 })
  await expect.poll(() => reader.type('echo still $x'), { timeout: 60_000 }).toContain('still 7')
  expect(await notice.isVisible()).toBe(true)
  await reader.close()
})

it('notices a worker that does not answer any more', async () => {
  const reader = await SandboxReader.open('/en/tools/playground/')
  await reader.type('echo before')
  const [worker] = reader.page.workers()
  await worker?.evaluate(() => close())
  const notice = reader.plate.getByText(reader.words('sandbox.revived.silent'))
  await notice.waitFor({ timeout: 120_000 })
  // The new worker first does again what was done.
  await expect.poll(() => reader.type('echo after'), { timeout: 60_000 }).toContain('after')
  // It stands until it was read.
  expect(await notice.isVisible()).toBe(true)
  await reader.plate.getByRole('button', { name: reader.words('sandbox.dismiss') }).click()
  await notice.waitFor({ state: 'detached' })
  await reader.close()
})

it.each([
  ['denied', 'SecurityError'],
  ['full', 'QuotaExceededError'],
] as const)('goes on and says so when storage is %s', async (state, error) => {
  for (const { code } of LOCALES) {
    const reader = await SandboxReader.arrive(`/${code}/tools/playground/`)
    await reader.page.addInitScript(([name, denied]) => {
      const refuse = (): never => {
        throw new DOMException('no', name)
      }
      if (denied === 'denied') Object.defineProperty(globalThis, 'indexedDB', { get: refuse })
      else IDBObjectStore.prototype.put = refuse
    }, [error, state] as const)
    await reader.page.reload({ waitUntil: 'networkidle' })
    await reader.wake()
    expect(await reader.type('echo kept in memory')).toContain('kept in memory')
    await reader.plate.getByText(reader.words(`sandbox.storage.${state}`)).first().waitFor({ timeout: 30_000 })
    expect(await reader.type('docker images')).toContain('REPOSITORY')
    expect(reader.complaints).toEqual([])
    await reader.close()
  }
})

it('says in a second tab that the first one keeps the sandbox, and loses nothing of either', async () => {
  const reader = await SandboxReader.open('/ru/tools/playground/')
  await reader.type('echo first')
  await reader.page.waitForTimeout(1500)
  const second = await reader.page.context().newPage()
  await second.goto(reader.page.url(), { waitUntil: 'networkidle' })
  await second.locator('[data-wake="view"]').last().click()
  await second.getByText(reader.words('sandbox.elsewhere')).waitFor({ timeout: 60_000 })
  // The second one can keep it instead; then the first one says so. And back.
  await second.getByRole('button', { name: reader.words('sandbox.takeOver') }).click()
  await reader.plate.getByText(reader.words('sandbox.elsewhere')).waitFor({ timeout: 30_000 })
  await reader.plate.getByRole('button', { name: reader.words('sandbox.takeOver') }).click()
  await second.getByText(reader.words('sandbox.elsewhere')).waitFor({ timeout: 30_000 })
  await second.close()
  expect(await reader.type('echo more')).toContain('more')
  await reader.page.waitForTimeout(1500)
  await reader.page.reload({ waitUntil: 'networkidle' })
  await reader.wake()
  await expect.poll(async () => await reader.text(), { timeout: 30_000 }).toContain('echo more')
  await reader.close()
})
