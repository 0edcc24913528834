import type { Page } from 'playwright'
import { expect, it } from 'vitest'
import { open, origin } from './reader.ts'

/** Types into the search and reads the addresses it offers, when it has said how many. */
async function search(page: Page, query: string): Promise<string[]> {
  const dialog = page.locator('#site-search')
  if (!(await dialog.isVisible())) await page.keyboard.press('/')
  await dialog.locator('input').fill('')
  await dialog.locator('[role=status]:empty').waitFor({ state: 'attached' })
  await dialog.locator('input').fill(query)
  await dialog.locator('[role=status]:not(:empty)').waitFor()
  return dialog.locator('a').evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''))
}

it('finds an inflected Russian word', async () => {
  const { page, complaints } = await open('/ru/')
  expect(await search(page, 'питанием')).toContainEqual(expect.stringContaining('/ru/hazards/power-loss/'))
  expect(await search(page, 'слоями')).not.toEqual([])
  expect(complaints).toEqual([])
  await page.context().close()
})

it('finds a Chinese word inside a sentence', async () => {
  const { page } = await open('/zh/')
  expect(await search(page, '掉电')).toContainEqual(expect.stringContaining('/zh/hazards/power-loss/'))
  expect(await search(page, '守护进程')).not.toEqual([])
  await page.context().close()
})

it('finds a message of Docker as it stands, at its heading', async () => {
  const { page } = await open('/en/')
  const found = await search(page, 'Error response from daemon: file integrity checksum failed for "bin/busybox"')
  expect(found).toContain('/en/hazards/power-loss/#notice')
  for (const address of found) expect(await (await fetch(origin + address)).text()).toContain('file integrity checksum failed')
  await page.context().close()
})

it.each([
  ['rename /var/lib/docker/image/overlay2/layerdb/tmp/write-set-508278197 /var/lib/docker/image/overlay2/layerdb/sha256/e5e13b0c77cb: file exists', 'write-set-exists'],
  ['Error response from daemon: readlink /var/lib/docker/overlay2/l: invalid argument', 'readlink-invalid'],
  ["failed to start daemon: Couldn't create reference store repository: EOF", 'repositories-eof'],
  ['failed to set parent sha256:0f3a: unknown parent image ID sha256:0f3a', 'unknown-parent'],
  ['Error response from daemon: a prune operation is already running', 'prune-already-running'],
  ['invalid diffID for layer 3: expected "sha256:11", got "sha256:22"', 'invalid-diffid'],
  ['Cannot overwrite digest sha256:4ab4c602aa5eed5528a6620ff18a1dc4faef0e1ab3a5eddeddb410714478c67f', 'two-pulls-digest'],
])('finds the problem to a pasted message, in every language: %s', async (message, slug) => {
  for (const code of ['en', 'ru', 'zh']) {
    const { page } = await open(`/${code}/`)
    expect(await search(page, message)).toContainEqual(expect.stringContaining(`/${code}/problems/${slug}/`))
    await page.context().close()
  }
})

it.each([
  ['en', 'xylophone'],
  ['en', 'docker xylophone'],
  ['ru', 'кракозябра'],
  ['ru', 'образ кракозябра'],
  ['zh', '犇骉鱻'],
  ['zh', '镜像葡萄酒'],
])('finds nothing for what is on no page (%s: %s)', async (code, nonsense) => {
  const { page } = await open(`/${code}/`)
  expect(await search(page, nonsense)).toEqual([])
  await page.context().close()
})

it('works by keyboard alone: / opens, arrows choose, Enter goes, Esc closes', async () => {
  const { page } = await open('/en/')
  const [first, second] = await search(page, 'docker')
  expect(second).toBeDefined()
  const chosen = () => page.locator('#site-search [aria-selected=true]').getAttribute('href')
  expect(await chosen()).toBe(first)
  await page.keyboard.press('ArrowDown')
  expect(await chosen()).toBe(second)
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('ArrowUp')
  expect(await chosen()).not.toBe(first)
  await page.keyboard.press('Escape')
  expect(await page.locator('#site-search').isVisible()).toBe(false)
  await search(page, 'docker')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await page.waitForURL(`**${second}`)
  await page.context().close()
})

it('leaves a slash alone where somebody writes', async () => {
  const { page } = await open('/en/')
  await page.evaluate(() => document.querySelector('main')?.prepend(document.createElement('textarea')))
  await page.locator('main textarea').pressSequentially('a/b')
  expect(await page.locator('main textarea').inputValue()).toBe('a/b')
  expect(await page.locator('#site-search').isVisible()).toBe(false)
  await page.context().close()
})
