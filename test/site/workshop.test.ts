import axe from 'axe-core'
import type { BrowserContextOptions, Locator, Page } from 'playwright'
import { beforeAll, describe, expect, it } from 'vitest'
import { installNodeCodecs } from '../../sandbox/node/codecs.ts'
import { CAPSULE_REPLAY, unpackCapsule } from '../../sandbox/scenario/capsule.ts'
import { playReplay } from '../../sandbox/scenario/replay.ts'
import { LOCALES } from '../../src/i18n/locales.ts'
import type { Words } from '../../src/i18n/words.ts'
import { addresses, open, origin } from './reader.ts'
import { SandboxReader, wordsOf } from './sandbox-reader.ts'

beforeAll(installNodeCodecs)

const PHONE: BrowserContextOptions = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }
const MONACO = /monaco|editor\.worker|ts\.worker|json\.worker|nls|codicon|tsMode|jsonMode/i
/** What Monaco writes into: Chromium's own editing surface, or the field before that. */
const WRITTEN = '.monaco-editor .native-edit-context, .monaco-editor textarea'
const FILE = 'scenarios/load-rmi.ts'

/** Somebody in the workshop. */
class WorkshopReader {
  readonly page: Page
  readonly complaints: string[]
  readonly words: Words
  readonly asked: string[] = []
  readonly shop: Locator

  private constructor(page: Page, complaints: string[], words: Words) {
    this.page = page
    this.complaints = complaints
    this.words = words
    this.shop = page.locator('layerlab-workshop')
    page.on('request', request => this.asked.push(request.url()))
  }

  static async arrive(code: string, options: BrowserContextOptions = {}): Promise<WorkshopReader> {
    const { page, complaints } = await open(`/${code}/tools/workshop/`, { viewport: { width: 1440, height: 1000 }, permissions: ['clipboard-read', 'clipboard-write'], ...options })
    return new WorkshopReader(page, complaints, wordsOf(code))
  }

  static async open(code: string, options: BrowserContextOptions = {}): Promise<WorkshopReader> {
    const reader = await WorkshopReader.arrive(code, options)
    await reader.enter()
    return reader
  }

  async enter(): Promise<void> {
    await this.shop.locator('[data-open]').click()
    await this.button('workshop.run', { file: FILE }).waitFor()
    await expect.poll(() => this.button('workshop.run', { file: FILE }).isEnabled()).toBe(true)
  }

  button(key: Parameters<Words>[0], params: Parameters<Words>[1] = {}): Locator {
    return this.shop.getByRole('button', { name: this.words(key, params), exact: true })
  }

  async run(): Promise<string> {
    await this.button('workshop.run', { file: FILE }).click()
    await this.shop.locator('.replays, .result .problems').first().waitFor()
    return await this.shop.locator('.result').innerText()
  }

  /** Put a text in the place of all that is in the editor, as typed. */
  async write(text: string): Promise<void> {
    await this.page.locator(WRITTEN).first().focus()
    await this.page.keyboard.press('Control+A')
    await this.page.keyboard.insertText(text)
  }

  close(): Promise<void> {
    return this.page.context().close()
  }
}

const scenario = (expected: string): string => `import { defineScenario } from '#sandbox/scenario'
const hello = { tags: ['hello:1'], command: ['/bin/cat', '/message'], layers: [{ 'bin/cat': { program: 'busybox' }, message: 'Hello' }] }
export default defineScenario({
  id: 'typed', files: { 'hello.tar': { archive: [hello] } }, start: ['docker load -i hello.tar'],
  actors: { loader: ['docker load -i hello.tar'], cleaner: ['docker rmi hello:1'] },
  points: { found: { step: 'lock', target: 'references' } },
  replays: { between: { schedule: [['loader', 'found'], 'cleaner', 'loader'], expect: [${expected}] } },
})
`
const RIGHT = "{ reference: 'hello:1', is: 'dangling' }"

describe.each(LOCALES)('the workshop in $name', ({ code }) => {
  it('fetches no byte of Monaco before it is opened, and then speaks the language of the page', async () => {
    const reader = await WorkshopReader.arrive(code)
    await reader.page.reload({ waitUntil: 'networkidle' })
    await reader.shop.locator('[data-open]').hover()
    expect(reader.asked.filter(url => MONACO.test(url) || /\.wasm$|workshop\//.test(new URL(url).pathname.replace('/tools/workshop/', '')))).toEqual([])
    await reader.enter()
    expect(reader.asked.some(url => MONACO.test(url))).toBe(true)
    await reader.page.locator(WRITTEN).first().focus()
    await reader.page.keyboard.press('F1')
    const first = reader.page.locator('.quick-input-list .monaco-list-row').first()
    await first.waitFor()
    const rows = await reader.page.locator('.quick-input-list').innerText()
    expect(/[а-я]{4}/.test(rows)).toBe(code === 'ru')
    expect(/[\u4e00-\u9fff]{2}/.test(rows)).toBe(code === 'zh')
    await reader.page.keyboard.press('Escape')
    expect(reader.complaints).toEqual([])
    await reader.close()
  })

  it('lets a scenario be written with completion, run, broken, mended, run, and shared as a capsule', async () => {
    const reader = await WorkshopReader.open(code)
    const { page, shop, words } = reader
    // Written: the word for a state comes from the engine's declarations.
    const [before = '', after = ''] = scenario("{ reference: 'hello:1', is: '|' }").split('|')
    await reader.write(before)
    await page.keyboard.press('Control+Space')
    const offered = page.locator('.suggest-widget .monaco-list-row')
    await offered.first().waitFor()
    await expect.poll(async () => (await offered.allInnerTexts()).map(text => text.trim()).sort()).toEqual(expect.arrayContaining([expect.stringContaining('absent'), expect.stringContaining('dangling'), expect.stringContaining('resolves')]))
    await page.keyboard.type('dang')
    await page.keyboard.press('Enter')
    await page.keyboard.insertText(after)
    await expect.poll(() => shop.locator('.problems .count').first().innerText()).toBe(words('editor.problems', { count: 0 }))
    // Run.
    expect(await reader.run()).toContain(words('workshop.passed', { passed: 1, all: 1 }))
    await reader.shop.getByText(words('workshop.broken', { checks: 'every-reference-resolves' })).waitFor()
    // Broken: the compiler says so while it is typed, the engine when it is run.
    await reader.write(scenario(RIGHT).replace("'cleaner', 'loader'", "'claener', 'loader'"))
    await expect.poll(() => shop.locator('.problems li').allInnerTexts()).toEqual([expect.stringContaining('claener')])
    const wrong = await reader.run()
    expect(wrong).toContain(words('workshop.wrong.scenario', { file: FILE }))
    expect(wrong).toContain('claener')
    await reader.write('export default defineScenario({')
    expect(await reader.run()).toContain(words('workshop.wrong.script', { file: FILE }))
    await reader.write(scenario("{ reference: 'hello:1', is: 'resolves' }"))
    expect(await reader.run()).toContain('it is dangling')
    // Mended.
    await reader.write(scenario(RIGHT))
    expect(await reader.run()).toContain(words('workshop.passed', { passed: 1, all: 1 }))
    // Shared: the link replays it elsewhere, and in Node it ends the same.
    await reader.button('workshop.link.of', { replay: 'between' }).click()
    await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toContain(`/${code}/tools/playground/#capsule=`)
    const link = await page.evaluate(() => navigator.clipboard.readText())
    const capsule = unpackCapsule(link)
    const { end } = playReplay(capsule.scenario, CAPSULE_REPLAY)
    expect(end.endDigest).toBe(capsule.endDigest)
    expect(end.looks.get('end')?.references.get('hello:1')).toBe('dangling')
    expect(reader.complaints).toEqual([])
    await reader.close()
    const other = await open(link.replace(origin, ''))
    await other.page.getByRole('dialog').getByRole('button', { name: words('capsule.replay'), exact: true }).click()
    await other.page.getByText(words('sandbox.same', { digest: capsule.endDigest.slice(0, 12) })).waitFor()
    await other.page.context().close()
  })

  it('gives a plain editor to a finger: the same files, the same run, and no Monaco', async () => {
    const reader = await WorkshopReader.open(code, PHONE)
    const field = reader.shop.locator('textarea.plain-editor')
    expect(await field.inputValue()).toContain('defineScenario')
    expect(await reader.run()).toContain(reader.words('workshop.passed', { passed: 2, all: 2 }))
    await field.fill((await field.inputValue()).replace("is: 'dangling'", "is: 'resolves'"))
    expect(await reader.run()).toContain('it is dangling')
    expect(reader.asked.filter(url => MONACO.test(url))).toEqual([])
    // Nothing reaches past the edge of the screen.
    expect(await reader.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
    expect(reader.complaints).toEqual([])
    await reader.close()
  })

  it('says within 20 seconds what is missing without network, and goes on in the page', async () => {
    const reader = await WorkshopReader.open(code)
    const { page, shop, words } = reader
    await page.route(/^https:/, route => route.abort('internetdisconnected'))
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true)
    await reader.button('workshop.where.node').click()
    const begun = performance.now()
    await reader.button('workshop.node.start').click()
    await shop.getByText(words('workshop.node.refused.blocked')).waitFor({ timeout: 20_000 })
    expect(performance.now() - begun).toBeLessThan(20_000)
    await reader.button('workshop.node.inPage').click()
    expect(await reader.run()).toContain(words('workshop.passed', { passed: 2, all: 2 }))
    await reader.close()
  })
})

it('gives up a Node that never answers, within 20 seconds, with the real package', async () => {
  const reader = await WorkshopReader.open('en')
  const { page, shop, words } = reader
  // The vendor answers, and then its frame says nothing: as behind an extension that blocks it.
  await page.route(/^https:/, route => route.fulfill({ status: 200, contentType: 'text/html', headers: { 'cross-origin-resource-policy': 'cross-origin', 'cross-origin-embedder-policy': 'credentialless' }, body: '<p>silence</p>' }))
  await reader.button('workshop.where.node').click()
  const begun = performance.now()
  await reader.button('workshop.node.start').click()
  await shop.getByText(words('workshop.node.refused.silent')).waitFor({ timeout: 20_000 })
  expect(performance.now() - begun).toBeLessThan(20_000)
  expect(reader.asked.some(url => url.startsWith('https://stackblitz.com/headless'))).toBe(true)
  await reader.button('workshop.node.reload').waitFor()
  await reader.close()
})

it('asks nobody else before Node is started, keeps changes over a reload, and gives the project out whole', async () => {
  const reader = await WorkshopReader.open('en')
  const { page, shop, words } = reader
  await reader.write(scenario(RIGHT))
  await shop.getByText(words('workshop.kept')).waitFor()
  await expect.poll(() => page.evaluate(() => new Promise(resolve => {
    const opened = indexedDB.open('layerlab')
    opened.onsuccess = () => {
      const get = opened.result.transaction('sandboxes').objectStore('sandboxes').get('draft:tools/workshop')
      get.onsuccess = () => {
        opened.result.close()
        resolve(JSON.stringify(get.result ?? ''))
      }
    }
  }))).toContain('typed')
  await page.reload({ waitUntil: 'networkidle' })
  await reader.enter()
  expect(await reader.run()).toContain('between')
  const [archive] = await Promise.all([page.waitForEvent('download'), reader.button('workshop.download').click()])
  expect(archive.suggestedFilename()).toBe('layerlab-workshop.zip')
  await reader.button('workshop.startOver').click()
  await shop.getByText(words('workshop.asItCame')).waitFor()
  expect(await reader.run()).toContain('load-first')
  // The replay can be watched, in a sandbox of an isolated page.
  await reader.button('workshop.watch.of', { replay: 'rmi-in-between' }).click()
  await expect.poll(() => shop.locator('.xterm-rows').allInnerTexts()).toEqual(expect.arrayContaining([expect.stringContaining('Deleted: sha256:')]))
  expect(reader.complaints).toEqual([])
  await reader.close()
})

it('isolates the workshop, and no other page', async () => {
  const isolated: string[] = []
  for (const path of [...await addresses(), '/', '/404.html']) {
    const { headers } = await fetch(origin + path, { method: 'HEAD' })
    const values = [headers.get('cross-origin-opener-policy'), headers.get('cross-origin-embedder-policy')]
    if (values.join() === 'same-origin,credentialless') isolated.push(path)
    else expect(values, path).toEqual([null, null])
  }
  expect(isolated.sort()).toEqual(LOCALES.map(({ code }) => `/${code}/tools/workshop/`).sort())
  for (const code of ['en', 'ru', 'zh']) {
    expect(await (await fetch(`${origin}/${code}/tools/workshop/`)).text()).toContain("frame-src 'self' https://stackblitz.com")
    expect(await (await fetch(`${origin}/${code}/tools/playground/`)).text()).not.toContain('stackblitz')
  }
})

it.each(['light', 'dark'] as const)('has nothing that axe objects to in the open workshop and in the editor of a sandbox, %s', async theme => {
  const objections = async (page: Page, root: string): Promise<string[]> => {
    await page.evaluate(axe.source)
    // What Monaco draws is its own: of it only what we say to it is looked at.
    const { violations } = await page.evaluate(at => (globalThis as unknown as { axe: typeof axe }).axe.run({ include: [at], exclude: ['.monaco-editor'] }), root)
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`)
  }
  const reader = await WorkshopReader.open('ru', { colorScheme: theme, bypassCSP: true })
  await reader.run()
  expect(await objections(reader.page, 'body')).toEqual([])
  await reader.button('workshop.where.node').click()
  expect(await objections(reader.page, 'body')).toEqual([])
  await reader.close()
  const sandbox = await SandboxReader.open('/zh/tools/playground/', { colorScheme: theme, bypassCSP: true })
  await sandbox.type('edit Dockerfile')
  await sandbox.page.locator(WRITTEN).first().waitFor({ state: 'attached' })
  await sandbox.page.keyboard.insertText('RUN x\n')
  await sandbox.page.locator('.problems li').first().waitFor()
  expect(await objections(sandbox.page, 'dialog[open]')).toEqual([])
  await sandbox.close()
})

describe.each(LOCALES)('the editor of a sandbox in $name', ({ code }) => {
  it('saves a Dockerfile as an act that a link and a reload repeat, and keeps what is not saved', async () => {
    const reader = await SandboxReader.open(`/${code}/tools/playground/`)
    const { page, words } = reader
    const dialog = page.locator('dialog[open]')
    const button = (key: Parameters<Words>[0]): Locator => dialog.getByRole('button', { name: words(key), exact: true })
    await reader.type('docker load -qi hello.tar; mkdir build')
    for (const name of ['vi', 'nano']) expect(await reader.type(`${name} build/Dockerfile`)).toContain('"edit FILE"')
    expect(await reader.type('edit build/Dockerfile')).toContain('build/Dockerfile: new file')
    await page.locator(WRITTEN).first().waitFor({ state: 'attached' })
    await page.keyboard.insertText('FROM hello-world\nRUNN true\n')
    await expect.poll(() => dialog.locator('.problems li').allInnerTexts()).toEqual([expect.stringContaining('unknown instruction: RUNN')])
    // By keyboard alone: out of the editor with two Escapes, and in again.
    await page.keyboard.press('Escape')
    await page.keyboard.press('Escape')
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('BUTTON')
    await page.locator(WRITTEN).first().focus()
    await page.keyboard.press('Control+A')
    await page.keyboard.insertText('FROM hello-world\nENV SEEN=yes\n')
    await page.keyboard.press('Control+S')
    await dialog.getByText(words('editor.saved', { path: '/root/build/Dockerfile' })).waitFor()
    await page.keyboard.press('Control+End')
    await page.keyboard.insertText('LABEL not=saved\n')
    await button('editor.closeKeep').click()
    expect(await reader.type('docker build -q -t mine build && docker inspect -f "{{.Config.Env}}" mine')).toContain('SEEN=yes')
    // The link carries the text.
    const capsule = unpackCapsule(await reader.link())
    const { end } = playReplay(capsule.scenario, CAPSULE_REPLAY)
    expect(end.endDigest).toBe(capsule.endDigest)
    expect(end.looks.get('end')?.images.map(({ reference }) => reference)).toContain('mine:latest')
    // So does what the browser keeps; and the draft is still there.
    await page.reload({ waitUntil: 'networkidle' })
    await reader.wake()
    await expect.poll(async () => await reader.text()).toContain('SEEN=yes')
    expect(await reader.type('cat build/Dockerfile')).not.toContain('LABEL')
    await reader.type('edit build/Dockerfile')
    await dialog.getByText(words('editor.restored')).waitFor()
    await expect.poll(() => dialog.locator('.view-lines').innerText()).toContain('LABEL')
    await button('editor.discard').click()
    await expect.poll(() => dialog.locator('.view-lines').innerText()).not.toContain('LABEL')
    await button('editor.close').click()
    expect(reader.complaints).toEqual([])
    await reader.close()
  })

  it('is a plain field for a finger', async () => {
    const reader = await SandboxReader.open(`/${code}/tools/playground/`, PHONE)
    const asked: string[] = []
    reader.page.on('request', request => asked.push(request.url()))
    await reader.type('edit Dockerfile')
    const dialog = reader.page.locator('dialog[open]')
    await dialog.locator('textarea.plain-editor').fill('FROM hello-world\nEXPOSE\nFOO\n')
    await expect.poll(() => dialog.locator('.problems li').allInnerTexts()).toEqual(expect.arrayContaining([expect.stringContaining('unknown instruction: FOO')]))
    await dialog.locator('textarea.plain-editor').fill('FROM hello-world\n')
    await dialog.getByRole('button', { name: reader.words('editor.save'), exact: true }).click()
    await dialog.getByText(reader.words('editor.saved', { path: '/root/Dockerfile' })).waitFor()
    await dialog.getByRole('button', { name: reader.words('editor.close'), exact: true }).click()
    expect(await reader.type('cat Dockerfile')).toContain('FROM hello-world')
    expect(asked.filter(url => MONACO.test(url))).toEqual([])
    expect(reader.complaints).toEqual([])
    await reader.close()
  })
})

it('opens a file of the store from the Disk view', async () => {
  const reader = await SandboxReader.open('/en/tools/playground/')
  await reader.type('docker load -qi hello.tar')
  await reader.view('disk')
  const row = reader.plate.getByRole('button', { name: /repositories\.json/ }).first()
  for (const fold of await reader.plate.locator('.settled button[aria-expanded=false]').all()) await fold.click()
  await row.click()
  await reader.plate.getByRole('button', { name: reader.words('disk.edit') }).click()
  const dialog = reader.page.locator('dialog[open]')
  await dialog.getByText('/var/lib/docker/image/overlay2/repositories.json').waitFor()
  await expect.poll(() => dialog.locator('.view-lines').innerText()).toContain('hello-world')
  await reader.close()
})
