/** The explorer in a page: the counts of Node, witnesses that replay, stopping, keyboard, a phone, both themes. */
import axe from 'axe-core'
import type { BrowserContextOptions, Locator, Page } from 'playwright'
import { beforeAll, expect, it } from 'vitest'
import '#sandbox/all-parts'
import { estimate, explore, exploreCrashes, exploreSecondCuts, secondWorks, tryRepairs } from '#sandbox/parts/explorer'
import type { CrashExploration, Estimate, Exploration } from '#sandbox/parts/explorer'
import loadRmi from '../../content/scenarios/load-rmi.ts'
import powerLoad from '../../content/scenarios/power-load.ts'
import powerTag from '../../content/scenarios/power-tag.ts'
import { installNodeCodecs } from '../../sandbox/node/codecs.ts'
import { LOCALES } from '../../src/i18n/locales.ts'
import type { Words } from '../../src/i18n/words.ts'
import { cutGroups, cutHeadline } from '../../src/islands/explorer/ends.ts'
import { readyOf } from '../../src/playground/explorable.ts'
import { open } from './reader.ts'
import { SandboxReader, wordsOf } from './sandbox-reader.ts'

const REPLAY = 'load-rmi/found-then-deleted'

function toEnd<Result>(search: Generator<unknown, Result, void>): Result {
  let next = search.next()
  while (!next.done) next = search.next()
  return next.value
}

let node: Exploration
let nodeEstimate: Estimate
let nodeCuts: CrashExploration

beforeAll(() => {
  installNodeCodecs()
  node = toEnd(explore(readyOf(loadRmi, 'found-then-deleted')?.scenario ?? loadRmi, {}))
  nodeEstimate = toEnd(estimate(node.scenario, node.groups.map(({ end }) => end)))
  nodeCuts = toEnd(exploreCrashes(readyOf(powerTag, 'before')?.scenario ?? powerTag, 'A'))
})

/** Somebody at the explorer. */
class Explorer {
  readonly page: Page
  readonly complaints: string[]
  readonly words: Words
  readonly answers: Locator

  private constructor(page: Page, complaints: string[], words: Words) {
    this.page = page
    this.complaints = complaints
    this.words = words
    this.answers = page.locator('.explored')
  }

  static async arrive(code: string, asked: string, options: BrowserContextOptions = {}): Promise<Explorer> {
    const { page, complaints } = await open(`/${code}/tools/explorer/${asked}`, { viewport: { width: 1440, height: 1000 }, ...options })
    return new Explorer(page, complaints, wordsOf(code))
  }

  /** Waits until everything was told. */
  async done(): Promise<void> {
    await expect.poll(() => this.answers.locator('[data-bound]').count(), { timeout: 120_000 }).toBeGreaterThan(0)
    await this.page.locator('[type=submit][aria-disabled=false]').waitFor({ timeout: 240_000 })
  }

  /** What the rows of a table count. */
  async counts(): Promise<string[]> {
    return (await this.answers.locator('td.amount .share').allInnerTexts()).map(text => text.trim())
  }

  /** How often the ends of the rows came up in timed runs. */
  async timed(): Promise<string[]> {
    return (await this.answers.locator('td.amount .estimate').allInnerTexts()).map(text => text.trim())
  }

  bound(what: 'orders' | 'cuts'): Locator {
    return this.answers.locator(`[data-bound=${what}]`)
  }

  close(): Promise<void> {
    return this.page.context().close()
  }
}

it.each(LOCALES)('finds in the page what Node finds, and says so in $name', async ({ code }) => {
  const explorer = await Explorer.arrive(code, `?run=${REPLAY}`)
  await explorer.done()
  const { words } = explorer
  expect(await explorer.counts()).toEqual(node.groups.map(({ count }) => words('explorer.of', { count: count ?? 0, all: node.orders })))
  expect(await explorer.bound('orders').innerText()).toContain(words('explorer.orders.all', { count: node.orders }))
  const broken = node.groups.filter(({ end }) => end.broken.length > 0).length
  expect(await explorer.answers.locator('tbody > tr.broken').count()).toBe(broken)
  expect(await explorer.answers.locator('[data-lead=orders]').innerText()).toContain(words('explorer.broken', { count: broken }))
  // The same runs by the clock, and they are called an estimate.
  expect(await explorer.timed()).toEqual(nodeEstimate.counts.map(count => words(count === 0 ? 'explorer.timed.never' : 'explorer.timed', { count, runs: nodeEstimate.runs })))
  expect(await explorer.answers.locator('[data-estimate]').innerText()).toBe(words('explorer.timed.note', { count: nodeEstimate.runs }))
  // Told to those who do not see it.
  expect(await explorer.answers.locator('p.vh[role=status]').innerText()).toContain(words('explorer.ends', { count: node.groups.length }))
  console.log(`${code}: explored in ${await explorer.bound('orders').getAttribute('data-ms') ?? '?'} ms (bar: 500 ms on a quiet machine)`)
  expect(explorer.complaints).toEqual([])
  await explorer.close()
})

it('remembers what it found, and finds it again with other commands', async () => {
  const explorer = await Explorer.arrive('en', `?run=${REPLAY}`)
  await explorer.done()
  await explorer.page.reload()
  await explorer.done()
  expect(await explorer.bound('orders').innerText()).toContain(explorer.words('explorer.remembered'))
  expect(await explorer.counts()).toHaveLength(node.groups.length)
  await explorer.page.getByLabel(explorer.words('explorer.commands.of', { terminal: 'B' })).fill('docker tag hello-world:latest other:1')
  await explorer.page.locator('[type=submit]').click()
  await expect.poll(() => explorer.bound('orders').innerText()).not.toContain(explorer.words('explorer.remembered'))
  await explorer.close()
})

it('replays a witness step by step in a sandbox below, to the end of its row', async () => {
  const explorer = await Explorer.arrive('en', `?run=${REPLAY}`)
  await explorer.done()
  const { page, words } = explorer
  const row = explorer.answers.locator('tbody > tr.broken').first()
  await row.getByRole('button', { name: /^Replay/ }).click()
  const plate = explorer.answers.locator('.sandbox')
  const slider = plate.getByRole('slider')
  const steps = (node.groups.find(({ end }) => end.broken.length > 0)?.schedule ?? []).length
  expect(steps).toBeGreaterThan(1)
  await expect.poll(() => slider.getAttribute('aria-valuenow')).toBe('0')
  const last = Number(await slider.getAttribute('aria-valuemax'))
  expect(last).toBeGreaterThan(50)
  // One step at a time, then to the end.
  await slider.focus()
  await page.keyboard.press('.')
  await expect.poll(() => slider.getAttribute('aria-valuenow')).toBe('1')
  await page.keyboard.press('End')
  await expect.poll(() => slider.getAttribute('aria-valuenow')).toBe(String(last))
  await plate.locator('[role=tab][id$="-checks"]').filter({ visible: true }).first().click()
  await expect.poll(() => plate.locator('.checks .broken').count()).toBeGreaterThan(0)
  expect(await plate.locator('.checks .broken').first().innerText()).toContain(words('checks.every-reference-resolves'))
  // Another end in the same sandbox.
  await explorer.answers.locator('tbody > tr.holds').first().getByRole('button', { name: /^Replay/ }).click()
  await expect.poll(() => plate.locator('.checks .broken').count()).toBe(0)
  expect(explorer.complaints).toEqual([])
  await explorer.close()
})

it('stops when it is told to, and keeps what was seen', async () => {
  const explorer = await Explorer.arrive('en', '')
  const { page, words } = explorer
  // A build and a clean-up have more orders than anybody waits for.
  await page.locator('[name=ready]').selectOption({ label: 'docker build -t app:1 build ∥ docker image prune -f' })
  await expect.poll(() => page.getByLabel(words('explorer.commands.of', { terminal: 'B' })).inputValue()).toBe('docker image prune -f')
  await page.locator('[type=submit]').click()
  await explorer.answers.locator('[data-stop]').click()
  await explorer.done()
  expect(await explorer.bound('orders').innerText()).toContain(words('explorer.orders.stopped'))
  expect(await explorer.counts()).toContain(words('explorer.seen'))
  await explorer.close()
})

it('shows ends one after the other as they are found, and leaves the focus where it is', async () => {
  const explorer = await Explorer.arrive('en', '')
  const { page, words, answers } = explorer
  await page.locator('[name=ready]').selectOption({ label: 'docker build -t app:1 build ∥ docker image prune -f' })
  await expect.poll(() => page.getByLabel(words('explorer.commands.of', { terminal: 'B' })).inputValue()).toBe('docker image prune -f')
  await page.locator('[type=submit]').focus()
  await page.keyboard.press('Enter')
  const stop = answers.locator('[data-stop]')
  await stop.focus()
  const rows = answers.locator('tr.met')
  await expect.poll(() => rows.count()).toBeGreaterThan(1)
  const first = await rows.first().innerText()
  const seen = await rows.count()
  await expect.poll(() => rows.count()).toBeGreaterThan(seen)
  // What was there stays, and whoever stood on the button stands there still.
  expect(await rows.first().innerText()).toBe(first)
  expect(await stop.evaluate(button => button === document.activeElement)).toBe(true)
  expect(await rows.locator('button, a').count()).toBe(0)
  const found = await rows.count()
  await page.keyboard.press('Enter')
  await explorer.done()
  expect(await rows.count()).toBe(0)
  expect(await explorer.counts()).toHaveLength(await answers.locator('tbody > tr').count())
  expect(await answers.locator('tbody > tr').count()).toBeGreaterThanOrEqual(found)
  // The button is gone: the next key goes to the answers.
  expect(await answers.evaluate(element => element === document.activeElement)).toBe(true)
  expect(explorer.complaints).toEqual([])
  await explorer.close()
})

it('cuts the power as Node does, with the repairs of each end, and puts products side by side', async () => {
  const explorer = await Explorer.arrive('en', '?run=power-tag/before&profiles=docker-20.10+openeuler-18.09')
  await explorer.done()
  const { words } = explorer
  expect(await explorer.bound('cuts').count()).toBe(2)
  expect(await explorer.bound('cuts').first().innerText()).toContain(words('explorer.cuts.all', { tried: nodeCuts.states, all: nodeCuts.states, model: 'ext4' }))
  const heads = await explorer.answers.locator('thead th').allInnerTexts()
  expect(heads).toEqual(expect.arrayContaining(['docker-20.10', 'openeuler-18.09']))
  const counts = await explorer.answers.locator('tbody > tr > td.amount[data-head="docker-20.10"] .share').allInnerTexts()
  const all = nodeCuts.groups.reduce((sum, { count }) => sum + count, 0)
  expect(counts).toEqual(nodeCuts.groups.map(({ count }) => words('explorer.of', { count, all })))
  await explorer.close()
})

it.each(LOCALES)('cuts again while the machine boots, and replays both cuts, in $name', async ({ code }) => {
  const explorer = await Explorer.arrive(code, '?run=power-tag/before')
  await explorer.done()
  const { page, words, answers } = explorer
  await answers.locator('tbody .head').last().click()
  await answers.locator('[data-second=boot]').click()
  const rows = answers.locator('.second tbody tr')
  await expect.poll(() => rows.count(), { timeout: 120_000 }).toBeGreaterThan(0)
  const [first] = toEnd(exploreSecondCuts(nodeCuts, secondWorks(nodeCuts.groups.slice(-1), [])))
  const all = (first?.groups ?? []).reduce((sum, { count }) => sum + count, 0)
  expect(await answers.locator('.second [role=status]').innerText()).toBe(words('explorer.second.note', { steps: first?.steps ?? 0, count: first?.states ?? 0 }))
  expect(await rows.count()).toBe(first?.groups.length)
  expect(await rows.first().innerText()).toContain(words('explorer.of', { count: first?.groups[0]?.count ?? 0, all }))
  await rows.first().getByRole('button', { name: words('explorer.second.replay') }).click()
  const plate = answers.locator('.sandbox')
  const slider = plate.getByRole('slider')
  // It stands before the cut, the boot so far, the second cut, and the boot.
  const ahead = async (): Promise<number> => Number(await slider.getAttribute('aria-valuemax')) - Number(await slider.getAttribute('aria-valuenow'))
  await expect.poll(ahead).toBe(4)
  await slider.focus()
  await page.keyboard.press('End')
  await expect.poll(ahead).toBe(0)
  expect(explorer.complaints).toEqual([])
  await explorer.close()
})

it('cuts again during a repair as Node does, says whether the same repair helps then, and replays it, typed at a terminal of its own', async () => {
  const found = toEnd(exploreCrashes(readyOf(powerLoad, 'one-second')?.scenario ?? powerLoad, 'A'))
  const repaired = toEnd(tryRepairs(found))
  const repairs = (group: (typeof found.groups)[number]) => repaired.find(one => one.group === group)?.tried ?? []
  const lead = cutGroups(new Map([['docker-20.10', { ...found, milliseconds: 0, ends: found.groups.map(group => ({ ...group, schedule: [], repairs: repairs(group) })) }]]))
  const at = lead.findIndex(({ variants: [first] }) => first?.found.repairs.some(({ repair, works }) => repair === 'remove-and-again' && works))
  const shown = found.groups.find(({ troubles }) => troubles === lead[at]?.variants[0]?.found.troubles)
  const work = secondWorks(shown ? [shown] : [], repaired).find(({ repair }) => repair?.repair === 'remove-and-again')
  const [node] = toEnd(exploreSecondCuts(found, work ? [work] : []))
  expect(node?.groups.length).toBeGreaterThan(1)
  const explorer = await Explorer.arrive('en', '?run=power-load/one-second')
  await explorer.done()
  const { page, words, answers } = explorer
  await answers.locator('tbody .head').nth(at).click()
  await answers.locator('[data-second=remove-and-again]').click()
  const rows = answers.locator('.second tbody tr')
  await expect.poll(() => rows.count(), { timeout: 120_000 }).toBe(node?.groups.length)
  expect(await answers.locator('.second [role=status]').innerText()).toBe(words('explorer.second.repair.note', { steps: node?.steps ?? 0, count: node?.states ?? 0 }))
  for (const [i, end] of (node?.groups ?? []).entries()) {
    const row = await rows.nth(i).innerText()
    expect(row).toContain(cutHeadline(end, words))
    expect(row).toContain(words(end.repeated ? end.repeated.works ? 'explorer.cuts.works' : 'explorer.cuts.fails' : 'explorer.cuts.repair.needless'))
  }
  const typed = node?.groups.findIndex(({ again }) => again.steps > 0) ?? 0
  await rows.nth(typed).getByRole('button', { name: words('explorer.second.replay') }).click()
  const plate = answers.locator('.sandbox')
  const slider = plate.getByRole('slider')
  // Two cuts, two boots, and the steps of the repair in between.
  const ahead = async (): Promise<number> => Number(await slider.getAttribute('aria-valuemax')) - Number(await slider.getAttribute('aria-valuenow'))
  await expect.poll(ahead).toBe(4 + (node?.groups[typed]?.again.steps ?? 0))
  await slider.focus()
  await page.keyboard.press('End')
  await expect.poll(ahead).toBe(0)
  expect(await plate.innerText()).toContain(node?.repair?.lines[0]?.replace(/sha256:[0-9a-f]{64}/, '') ?? '')
  expect(explorer.complaints).toEqual([])
  await explorer.close()
})

it('decides each name by itself on the model posix, and says how far it came', async () => {
  const explorer = await Explorer.arrive('en', '')
  const { page, words, answers } = explorer
  await page.locator('[name=ready]').selectOption({ value: 'power-tag/before' })
  await expect.poll(() => page.getByLabel(words('explorer.commands.of', { terminal: 'A' })).inputValue()).toContain('docker tag')
  await page.locator('[name=model]').selectOption('posix')
  await page.locator('[type=submit]').click()
  await explorer.done()
  const found = toEnd(exploreCrashes({ ...(readyOf(powerTag, 'before')?.scenario ?? powerTag), disk: { model: 'posix' } }, 'A'))
  expect(found.names?.undoneMax).toBe('any')
  const bound = await explorer.bound('cuts').innerText()
  expect(bound).toContain(words('explorer.cuts.all', { tried: found.states, all: found.states, model: 'posix' }))
  expect(bound).toContain(words('explorer.cuts.names.any', { count: found.names?.places ?? 0 }))
  const counts = await answers.locator('tbody > tr > td.amount .share').allInnerTexts()
  expect(counts).toHaveLength(new Set(found.groups.map(({ clean, troubles }) => clean ?? troubles[0] ?? 'other')).size)
  await explorer.close()
})

it('is asked, stopped, unfolded, and replayed by keyboard alone', async () => {
  const explorer = await Explorer.arrive('ru', '')
  const { page } = explorer
  const focused = (selector: string): Promise<boolean> => page.evaluate(wanted => document.activeElement?.matches(wanted) ?? false, selector)
  const tabTo = async (selector: string): Promise<void> => {
    for (let pressed = 0; pressed < 80 && !await focused(selector); pressed++) await page.keyboard.press('Tab')
    expect(await focused(selector), selector).toBe(true)
  }
  await tabTo('[name=C]')
  await tabTo('[name=what]')
  await tabTo('[type=submit]')
  await page.keyboard.press('Enter')
  await explorer.done()
  expect(await explorer.counts()).toHaveLength(node.groups.length)
  await tabTo('.explored tbody .head')
  await page.keyboard.press('Enter')
  await explorer.answers.locator('tr.detail').waitFor()
  await tabTo('.explored .way .sandbox-button')
  await page.keyboard.press('Enter')
  await explorer.answers.locator('.sandbox').getByRole('slider').waitFor()
  await explorer.close()
})

it('fits a phone', async () => {
  const explorer = await Explorer.arrive('zh', `?run=${REPLAY}&try=both`, { viewport: { width: 390, height: 844 }, hasTouch: true })
  await explorer.done()
  await explorer.answers.locator('.head').first().click()
  await explorer.answers.locator('tr.detail').first().waitFor()
  const { wide, narrow } = await explorer.page.evaluate(() => ({ wide: document.documentElement.scrollWidth, narrow: innerWidth }))
  expect(wide).toBeLessThanOrEqual(narrow)
  await explorer.close()
})

it.each(['light', 'dark'] as const)('gives axe nothing to object to: asked and answered, %s', async colorScheme => {
  const explorer = await Explorer.arrive('en', `?run=${REPLAY}&try=both`, { colorScheme, bypassCSP: true })
  await explorer.done()
  await explorer.answers.locator('tr.broken .head').first().click()
  await explorer.answers.locator('tr.detail').first().waitFor()
  await explorer.page.evaluate(axe.source)
  const { violations } = await explorer.page.evaluate(() => (globalThis as unknown as { axe: typeof axe }).axe.run('layerlab-explorer'))
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html.slice(0, 160))])).toEqual([])
  await explorer.close()
})

it('takes a sandbox\'s commands along: a fresh one by its name, one that was used by what was typed', async () => {
  const reader = await SandboxReader.open('/en/hazards/save-and-remove/')
  const goOn = async ({ page, words, plate }: SandboxReader): Promise<void> => {
    await plate.getByText(words('sandbox.more'), { exact: true }).click()
    await plate.getByRole('button', { name: words('sandbox.explore') }).click()
    await page.waitForURL('**/tools/explorer/**')
  }
  await goOn(reader)
  expect(new URL(reader.page.url()).search).toBe('?run=save-rmi/run')
  await reader.page.locator('.explored [data-bound=orders]').waitFor({ timeout: 60_000 })
  await reader.close()

  const used = await SandboxReader.open('/en/tools/playground/')
  const { page, words, plate } = used
  await used.type('docker load -i hello.tar')
  await plate.getByRole('button', { name: words('sandbox.addTerminal') }).click()
  await plate.locator('.xterm-helper-textarea').nth(1).focus()
  await page.keyboard.type('docker rmi hello-world:latest')
  await page.keyboard.press('Enter')
  await expect.poll(() => used.transcript().count()).toBe(2)
  await goOn(used)
  expect(new URL(page.url()).hash).toMatch(/^#capsule=/)
  const line = (terminal: string): Promise<string> => page.getByLabel(words('explorer.commands.of', { terminal })).inputValue()
  await expect.poll(() => line('B')).toBe('docker rmi hello-world:latest')
  expect(await line('A')).toBe('docker load -i hello.tar')
  // A link is never carried out before somebody wants it.
  expect(await page.locator('.explored [data-bound]').count()).toBe(0)
  await page.locator('[type=submit]').click()
  await page.locator('.explored [data-bound=orders]').waitFor({ timeout: 60_000 })
  await used.close()
})
