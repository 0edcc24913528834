/** One task among several is stepped and held, as a reader would: of a command, of nobody, of the kernel. */
import axe from 'axe-core'
import type { Locator } from 'playwright'
import { beforeAll, expect, it } from 'vitest'
import '../../sandbox/all-parts.ts'
import { installNodeCodecs } from '../../sandbox/node/codecs.ts'
import { CAPSULE_REPLAY, unpackCapsule } from '../../sandbox/scenario/capsule.ts'
import { playReplay } from '../../sandbox/scenario/replay.ts'
import { sayKind } from '../../src/islands/views/breaks.ts'
import { SandboxReader } from './sandbox-reader.ts'

beforeAll(installNodeCodecs)

const PLAYGROUND = 'tools/playground'

/** What a row of tasks says, without its buttons: where the task stands. */
async function standing(reader: SandboxReader): Promise<ReadonlyMap<string, string>> {
  const rows = await reader.plate.locator('.strands li').filter({ visible: true }).all()
  return new Map(await Promise.all(rows.map(async row => [await row.locator('code').innerText(), (await row.locator('.what').innerText()).replaceAll(/\s+/g, ' ')] as const)))
}

const button = (reader: SandboxReader, what: 'tasks.step' | 'tasks.hold', task: string): Locator => reader.plate.getByRole('button', { name: reader.words(what, { task }), exact: true })
const row = (reader: SandboxReader, task: string): Locator => reader.plate.locator('.strands li', { has: reader.page.getByText(task, { exact: true }) }).filter({ visible: true })
const byHand = (reader: SandboxReader): Locator => reader.plate.getByRole('button', { name: reader.words('lanes.pace.hold'), exact: true })
const threads = (reader: SandboxReader): Locator => reader.plate.locator('.strands summary', { hasText: reader.words('tasks.of.kernel', { count: 2 }) })

/** Types a line whose command waits for steps. */
async function typeHeld(reader: SandboxReader, line: string): Promise<void> {
  await reader.plate.locator('.xterm-helper-textarea').filter({ visible: true }).first().focus()
  await reader.page.keyboard.type(line)
  await reader.page.keyboard.press('Enter')
  await reader.button('A', reader.words('lanes.step', { lane: 'A' })).waitFor()
}

/** Takes steps of the lane, one by one, until something is so. */
async function stepUntil(reader: SandboxReader, press: (step: Locator) => Promise<void>, so: () => Promise<boolean>): Promise<void> {
  for (let steps = 0; !await so(); steps++) {
    expect(steps).toBeLessThan(120)
    const { of } = await reader.position()
    await press(reader.button('A', reader.words('lanes.step', { lane: 'A' })))
    await expect.poll(async () => (await reader.position()).of).toBe(of + 1)
  }
}

/** The link to this moment ends the same in Node. */
async function endsTheSame(reader: SandboxReader): Promise<ReturnType<typeof unpackCapsule>> {
  const capsule = unpackCapsule(await reader.link())
  expect(playReplay(capsule.scenario, CAPSULE_REPLAY).end.endDigest).toBe(capsule.endDigest)
  return capsule
}

it('steps one of two downloads, and holds one while the other goes to its end, by mouse', async () => {
  const reader = await SandboxReader.open(`/en/${PLAYGROUND}/`)
  const { words, plate } = reader
  await reader.view('lanes')
  await byHand(reader).click()
  await typeHeld(reader, 'docker pull nginx:1.14.0')
  const stepping = async (): Promise<string[]> => (await plate.locator('.strands .buttons button[aria-disabled=false]').filter({ visible: true }).all()).length < 2 ? [] : [...await standing(reader)].flatMap(([task, text]) => (/^download/.test(task) && !text.includes(words('tasks.waits')) ? [task] : []))
  await stepUntil(reader, step => step.click(), async () => await plate.locator('.strands li').count() >= 5)
  await plate.locator('.strands summary').first().click()
  await stepUntil(reader, step => step.click(), async () => (await stepping()).length >= 2)
  const [other = '', one = ''] = await stepping()
  const before = await standing(reader)
  const { of } = await reader.position()
  await button(reader, 'tasks.step', one).click()
  await expect.poll(async () => (await reader.position()).of).toBe(of + 1)
  const after = await standing(reader)
  expect([...after].filter(([task, text]) => text !== before.get(task)).map(([task]) => task)).toEqual([one])
  // Held, it stays where it is, and the others go on without it.
  await button(reader, 'tasks.hold', other).click()
  await expect.poll(() => row(reader, other).innerText()).toContain(words('tasks.held'))
  const held = (await standing(reader)).get(other)
  await plate.getByRole('button', { name: words('lanes.breaks'), exact: true }).click()
  await plate.locator('section.breaks select').selectOption('network/any')
  await plate.locator('section.breaks').getByRole('button', { name: words('breaks.run-to', { lane: 'A' }) }).click()
  await plate.locator('.notice').filter({ hasText: sayKind('network/any', words) }).waitFor()
  expect((await reader.position()).of).toBeGreaterThan(of + 2)
  expect((await standing(reader)).get(other)).toBe(held)
  await reader.button('A', words('lanes.to-end')).click()
  await expect.poll(() => plate.locator('.next .reason').first().innerText()).toBe(words('lanes.held'))
  expect((await standing(reader)).get(other)).toBe(held)
  expect(await reader.text()).not.toContain('Downloaded newer image')
  const { schedule } = await endsTheSame(reader)
  expect(schedule.filter(item => typeof item === 'string')).toEqual([expect.stringMatching(/^!hold=A\/docker1\/download\d$/)])
  // One step of it by hand moves it, although it is held.
  await button(reader, 'tasks.step', other).click()
  await expect.poll(async () => (await standing(reader)).get(other)).not.toBe(held)
  await button(reader, 'tasks.hold', other).click()
  await reader.button('A', words('lanes.to-end')).click()
  await expect.poll(() => reader.text()).toContain('Downloaded newer image')
  await endsTheSame(reader)
  const link = await reader.link()
  expect(reader.complaints).toEqual([])
  await reader.close()

  const another = await SandboxReader.arrive(new URL(link).pathname + new URL(link).hash)
  const dialog = another.page.getByRole('dialog')
  await dialog.waitFor()
  expect(await dialog.innerText()).toContain(words('capsule.hold', { task: other }))
  await dialog.getByRole('button', { name: words('capsule.replay') }).click()
  await another.plate.locator('.notice').filter({ hasText: words('sandbox.same', { digest: unpackCapsule(link).endDigest.slice(0, 12) }) }).waitFor()
  await another.close()
})

it('holds a container of nobody and lets the journal commit, by keyboard alone', async () => {
  const reader = await SandboxReader.open(`/ru/${PLAYGROUND}/`)
  const { page, words, plate } = reader
  const press = async (what: Locator): Promise<void> => {
    await what.focus()
    await page.keyboard.press('Enter')
  }
  await reader.view('lanes')
  await reader.type('docker run -d --name tick busybox sh -c "while true; do date > /x; sleep 1; done"')
  await reader.type('sleep 3 &')
  const container = /^tick\d+\/sleep\d+$/
  const named = async (pattern: RegExp): Promise<string> => [...(await standing(reader)).keys()].find(task => pattern.test(task)) ?? ''
  await expect.poll(() => named(container)).not.toBe('')
  const [asleep, job] = [await named(container), await named(/^sleep\d+$/)]
  await press(button(reader, 'tasks.hold', asleep))
  await expect.poll(() => row(reader, asleep).innerText()).toContain(words('tasks.held'))
  const held = (await standing(reader)).get(asleep)
  // The job ends while time passes in the same terminal; the container stays where it is.
  await reader.type('sleep 5')
  await expect.poll(() => row(reader, job).count()).toBe(0)
  expect((await standing(reader)).get(asleep)).toBe(held)
  await reader.type('echo more > file')
  await press(threads(reader))
  const { of } = await reader.position()
  await press(button(reader, 'tasks.step', words('lanes.journal')))
  await expect.poll(async () => (await reader.position()).of).toBe(of + 1)
  expect(await plate.locator('.lanes h3').innerText()).toContain(words('steps.does.commit', { lane: words('lanes.journal') }))
  expect((await standing(reader)).get(asleep)).toBe(held)
  // There is nothing to commit any more: the key does nothing, and the focus is where it was.
  await page.keyboard.press('Enter')
  expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-disabled'))).toBe('true')
  const { schedule } = await endsTheSame(reader)
  expect(schedule).toEqual(expect.arrayContaining([expect.stringMatching(/^!hold=A\/docker\d+\/tick\d+\/sleep\d+$/), ['kernel#journal', 1]]))
  // Stepped to its end it is gone, and the keyboard stays among the next steps.
  await press(button(reader, 'tasks.step', asleep))
  await expect.poll(() => row(reader, asleep).count()).toBe(0)
  await expect.poll(() => page.evaluate(() => document.activeElement?.closest('.next') !== null)).toBe(true)
  await endsTheSame(reader)
  // One step back it is held still; at the start nothing is.
  await plate.getByRole('slider').focus()
  await page.keyboard.press(',')
  await expect.poll(async () => (await standing(reader)).get(asleep)).toBe(held)
  await page.keyboard.press('Home')
  await expect.poll(() => row(reader, asleep).count()).toBe(0)
  expect(await plate.locator('.strands button[aria-pressed=true]').count()).toBe(0)
  await page.keyboard.press('End')
  await expect.poll(() => reader.position()).toEqual({ at: of + 2, of: of + 2 })
  expect(reader.complaints).toEqual([])
  await reader.close()
})

it('holds one end of a pipe by tapping at 390 px, and gives axe nothing to object to', async () => {
  const reader = await SandboxReader.arrive(`/zh/${PLAYGROUND}/`, { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, bypassCSP: true })
  const { page, words, plate } = reader
  await plate.locator('[data-wake=terminal]').last().tap()
  await reader.awake()
  await reader.type('docker pull hello-world')
  await reader.view('lanes')
  await byHand(reader).tap()
  await typeHeld(reader, 'docker save hello-world | gzip > x')
  await stepUntil(reader, step => step.tap(), async () => await plate.locator('.strands summary').count() > 1)
  await plate.locator('.strands summary').first().tap()
  await button(reader, 'tasks.hold', 'gzip2').tap()
  await expect.poll(() => row(reader, 'gzip2').innerText()).toContain(words('tasks.held'))
  await reader.button('A', words('lanes.to-end')).tap()
  await expect.poll(() => plate.locator('.next .reason').first().innerText()).toBe(words('lanes.held'))
  for (const each of await plate.locator('.strands button, .strands summary').filter({ visible: true }).all()) expect((await each.boundingBox())?.height).toBeGreaterThanOrEqual(44)
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
  await page.evaluate(axe.source)
  const { violations } = await page.evaluate(() => (globalThis as unknown as { axe: typeof axe }).axe.run('layerlab-run .next'))
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`)).toEqual([])
  await endsTheSame(reader)
  const { of } = await reader.position()
  await button(reader, 'tasks.step', 'gzip2').tap()
  await expect.poll(async () => (await reader.position()).of).toBe(of + 1)
  await button(reader, 'tasks.hold', 'gzip2').tap()
  await reader.button('A', words('lanes.to-end')).tap()
  await expect.poll(() => byHand(reader).count()).toBe(1)
  await expect.poll(() => plate.locator('.next .idle').first().innerText()).toBe(words('lanes.ready'))
  await endsTheSame(reader)
  expect(reader.complaints).toEqual([])
  await reader.close()
})
