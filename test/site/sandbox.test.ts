import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { LOCALES } from '../../src/i18n/locales.ts'
import loadRmi from '../../content/scenarios/load-rmi.ts'
import '../../sandbox/all-parts.ts'
import { capsuleOf } from '../../sandbox/scenario/at-terminals.ts'
import { CAPSULE_REPLAY, packCapsule, unpackCapsule } from '../../sandbox/scenario/capsule.ts'
import { playReplay } from '../../sandbox/scenario/replay.ts'
import { installNodeCodecs } from '../../sandbox/node/codecs.ts'
import { SandboxReader, fixture } from './sandbox-reader.ts'

beforeAll(installNodeCodecs)

describe.each(LOCALES)('the sandbox in $name', ({ code }) => {
  it('runs what is typed and what is tapped', async () => {
    const reader = await SandboxReader.open(`/${code}/hazards/power-loss/`)
    expect(await reader.tap('docker load -i ubuntu.tar')).toContain('Loaded image: ubuntu:18.04')
    expect(await reader.type('docker images')).toContain('ubuntu')
    expect(await reader.type('docker rmi nothing')).toContain('No such image: nothing')
    await expect.poll(() => reader.text()).toContain('No such image: nothing')
    expect(reader.complaints).toEqual([])
    await reader.close()
  })

  it('takes an archive, shows the recorded IDs, and gives a saved one back byte for byte', async () => {
    const reader = await SandboxReader.open(`/${code}/tools/playground/`)
    await reader.upload('hello.tar')
    await expect.poll(async () => await reader.type('ls'), { timeout: 30_000 }).toContain('hello.tar')
    expect(await reader.type('docker load -i hello.tar')).toContain('Loaded image: hello-world:latest')
    expect(await reader.type('docker images --no-trunc -q')).toContain('sha256:39c1fc547ffe77b94da39d533ab6ab10f21cf8d506754bbd2ad7c242bbcaf75f')
    await reader.type('docker save -o saved.tar hello-world:latest')
    await reader.plate.locator('summary', { hasText: reader.words('upload.menu') }).click()
    const [download] = await Promise.all([
      reader.page.waitForEvent('download'),
      reader.plate.locator('button.row', { hasText: 'saved.tar' }).click(),
    ])
    const bytes = readFileSync(await download.path())
    const printed = await reader.type('sha256sum saved.tar')
    expect(printed).toContain(createHash('sha256').update(bytes).digest('hex'))
    expect(download.suggestedFilename()).toBe('saved.tar')
    // The archive that a real engine saved of this image holds the same entries and the same bytes.
    expect(bytes.length).toBe(fixture('hello.tar').buffer.length)
    expect(reader.complaints).toEqual([])
    await reader.close()
  })

  it('leads two commands into each other by clicks, and goes back and forth', async () => {
    const reader = await SandboxReader.open(`/${code}/hazards/load-and-remove/`)
    await reader.view('lanes')
    await reader.chip('docker load -i hello.tar').click()
    const step = reader.words('lanes.step', { lane: 'A' })
    await reader.button('A', step).waitFor()
    await reader.button('A', step).click()
    await reader.button('A', step).click()
    await expect.poll(() => reader.position()).toEqual({ at: 2, of: 2 })
    await reader.plate.locator('.next summary').first().click()
    await reader.button('A', reader.words('lanes.to-point', { point: 'image-found' })).click()
    await expect.poll(async () => (await reader.position()).at, { timeout: 30_000 }).toBeGreaterThan(20)
    const { at: found } = await reader.position()
    await reader.terminal('B')
    await reader.chip('docker rmi hello-world:latest').click()
    await reader.button('B', reader.words('lanes.to-end')).click()
    await expect.poll(async () => await reader.text(), { timeout: 30_000 }).toContain('Deleted: sha256:')
    await reader.terminal('A')
    await reader.button('A', reader.words('lanes.to-end')).click()
    await expect.poll(async () => await reader.text(), { timeout: 30_000 }).toContain('Loaded image: hello-world:latest')
    await reader.view('checks')
    await reader.plate.getByText(reader.words('checks.every-reference-resolves'), { exact: true }).first().waitFor()
    await expect.poll(() => reader.broken()).toBe(1)
    // Backwards: before the removal nothing is broken; forwards again it is.
    const { of } = await reader.position()
    await reader.plate.getByRole('slider').focus()
    await reader.page.keyboard.press('Home')
    await expect.poll(() => reader.position()).toEqual({ at: 0, of })
    await expect.poll(() => reader.broken()).toBe(0)
    for (let steps = 0; steps < 3; steps++) await reader.page.keyboard.press('ArrowRight')
    await expect.poll(() => reader.position()).toEqual({ at: 3, of })
    await reader.page.keyboard.press('End')
    await expect.poll(() => reader.position()).toEqual({ at: of, of })
    await expect.poll(() => reader.broken()).toBe(1)
    expect(found).toBeLessThan(of)
    expect(reader.complaints).toEqual([])
    await reader.close()
  })

  it('cuts at a chosen step, boots, fails to run, and is repaired', async () => {
    const reader = await SandboxReader.open(`/${code}/hazards/power-loss/`)
    await reader.type('docker load -qi ubuntu.tar*')
    await reader.type('sleep 8')
    const { of } = await reader.position()
    await reader.plate.getByRole('slider').focus()
    await reader.page.keyboard.press('End')
    await expect.poll(() => reader.position()).toEqual({ at: of, of })
    await reader.cut()
    await reader.switchOn()
    expect(await reader.type('docker images')).toContain('ubuntu')
    expect(await reader.type('docker run --rm ubuntu:18.04 cat /etc/os-release')).toContain('error creating overlay mount')
    await reader.view('checks')
    expect(await reader.broken()).toBeGreaterThan(1)
    await reader.type('docker rmi ubuntu:18.04')
    await reader.type('docker load -qi ubuntu.tar*')
    expect(await reader.type('docker run --rm ubuntu:18.04 cat /etc/os-release')).toContain('Bionic Beaver')
    // The failed run has left a directory that no command of Docker removes; the images are whole again.
    await expect.poll(() => reader.broken()).toBe(1)
    expect(await reader.plate.locator('[role=tabpanel]').filter({ visible: true }).last().innerText()).toContain(reader.words('checks.no-orphan-data'))
    // Half way through the load: the names are not there yet.
    await reader.plate.getByRole('slider').focus()
    await reader.page.keyboard.press('Home')
    for (let steps = 0; steps < 40; steps++) await reader.page.keyboard.press('ArrowRight')
    await expect.poll(async () => (await reader.position()).at).toBe(40)
    await reader.cut()
    await reader.switchOn()
    expect(await reader.type('docker images -q')).not.toContain('ubuntu')
    expect(reader.complaints).toEqual([])
    await reader.close()
  })

  it('stands where it was left after a reload, also in another language', async () => {
    const reader = await SandboxReader.open(`/${code}/hazards/power-loss/`)
    await reader.type('docker load -qi ubuntu.tar*')
    await reader.type('docker tag ubuntu:18.04 mine:1')
    const { of } = await reader.position()
    await reader.page.waitForTimeout(1500) // what is stored is written once it rests
    await reader.page.reload({ waitUntil: 'networkidle' })
    await reader.wake()
    await expect.poll(() => reader.position(), { timeout: 30_000 }).toEqual({ at: of, of })
    await expect.poll(() => reader.text()).toContain('docker tag ubuntu:18.04 mine:1')
    expect(await reader.type('docker images')).toContain('mine')
    const other = code === 'en' ? 'ru' : 'en'
    await reader.page.waitForTimeout(1500)
    await reader.page.goto(reader.page.url().replace(`/${code}/`, `/${other}/`), { waitUntil: 'networkidle' })
    await reader.plate.locator('[data-wake="view"]').last().click()
    await expect.poll(async () => (await reader.position()).of, { timeout: 30_000 }).toBeGreaterThan(of)
    await reader.close()
  })
})

it('takes what is typed from the moment on when the machine is switched on, and a second press there as none', async () => {
  const reader = await SandboxReader.open('/en/hazards/power-loss/')
  const { page, plate } = reader
  await reader.type('docker load -qi ubuntu.tar*; sync')
  for (const how of ['the plug', 'its screen'] as const) {
    await reader.cut()
    const before = await reader.transcript().count()
    const button = how === 'the plug' ? plate.locator('.plug').filter({ visible: true }).first() : plate.locator('.dark button')
    await button.focus()
    for (const key of ['Enter', 'Enter']) await page.keyboard.press(key)
    await page.keyboard.type('docker images')
    await page.keyboard.press('Enter')
    await expect.poll(() => reader.transcript().count(), { message: how }).toBe(before + 1)
    expect(await reader.transcript().last().innerText()).toContain('18.04')
    expect(await page.getByRole('dialog').count()).toBe(0)
  }
  expect(reader.complaints).toEqual([])
  await reader.close()
})

it('makes a link that ends the same in a fresh browser and in Node', async () => {
  const reader = await SandboxReader.open('/en/hazards/power-loss/')
  await reader.type('docker load -qi ubuntu.tar*')
  await reader.cut()
  await reader.switchOn()
  await reader.type('docker images -a')
  const link = await reader.link()
  const capsule = unpackCapsule(link)
  const { end } = playReplay(capsule.scenario, CAPSULE_REPLAY)
  expect(end.endDigest).toBe(capsule.endDigest)
  await reader.close()

  const other = await SandboxReader.arrive(new URL(link).pathname + new URL(link).hash)
  const dialog = other.page.getByRole('dialog')
  await dialog.waitFor({ timeout: 60_000 })
  // First it says what it will do.
  expect(await dialog.innerText()).toContain('docker load -qi ubuntu.tar*')
  expect(await dialog.innerText()).toContain(capsule.endDigest.slice(0, 12))
  await dialog.getByRole('button', { name: other.words('capsule.replay') }).click()
  await expect.poll(async () => (await other.position()).of, { timeout: 30_000 }).toBeGreaterThan(50)
  expect(unpackCapsule(await other.link()).endDigest).toBe(capsule.endDigest)
  expect(other.complaints).toEqual([])
  await other.close()
})

it('plays a capsule that the command line made of scripts: their lines are typed at terminals, and it ends as it says', async () => {
  const fragment = capsuleOf(loadRmi, 'found-then-deleted')
  const { endDigest } = unpackCapsule(fragment)
  const reader = await SandboxReader.arrive(`/en/tools/playground/#${fragment}`)
  const dialog = reader.page.getByRole('dialog')
  await dialog.getByRole('button', { name: reader.words('capsule.replay') }).click({ timeout: 60_000 })
  await reader.plate.getByText(reader.words('sandbox.same', { digest: endDigest.slice(0, 12) })).waitFor({ timeout: 60_000 })
  for (const line of Object.values(unpackCapsule(fragment).scenario.actors).flat()) await expect.poll(() => reader.plate.locator('.xterm-rows').allInnerTexts().then(texts => texts.join('').replaceAll('\u00a0', ' '))).toContain(line)
  expect(await reader.broken()).toBeGreaterThan(0)
  expect(reader.complaints).toEqual([])
  await reader.close()
})

it('says of a capsule in which nobody types that a page has nothing to show', async () => {
  const { end } = playReplay(loadRmi, 'found-then-deleted')
  const reader = await SandboxReader.arrive(`/ru/tools/playground/#${packCapsule(loadRmi, end.schedule, end.endDigest)}`)
  const dialog = reader.page.getByRole('dialog')
  await dialog.getByText('nobody types at a terminal').waitFor({ timeout: 60_000 })
  expect(await dialog.getByRole('button', { name: reader.words('capsule.replay') }).count()).toBe(0)
  await reader.close()
})

it('says that a damaged link is damaged, and does nothing', async () => {
  const reader = await SandboxReader.arrive('/en/tools/playground/#capsule=1.0123456789abcdef.H4sIAAAA')
  const dialog = reader.page.getByRole('dialog')
  await dialog.waitFor({ timeout: 60_000 })
  expect(await dialog.innerText()).toContain('damaged')
  expect(await dialog.getByRole('button', { name: reader.words('capsule.replay') }).count()).toBe(0)
  await reader.close()
})

it('holds a command that was tapped on the poster where commands go by hand, with and without motion', async () => {
  for (const reducedMotion of ['reduce', 'no-preference'] as const) {
    const reader = await SandboxReader.arrive('/en/hazards/load-and-remove/', { reducedMotion })
    await reader.chip('docker load -i hello.tar').click()
    await reader.button('A', reader.words('lanes.step', { lane: 'A' })).click()
    await expect.poll(() => reader.position()).toEqual({ at: 1, of: 1 })
    await reader.close()
  }
})
