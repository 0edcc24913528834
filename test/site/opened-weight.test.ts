import { brotliCompressSync } from 'node:zlib'
import type { Page, Request } from 'playwright'
import { expect, it } from 'vitest'
import { SandboxReader } from './sandbox-reader.ts'

const PAGE = '/en/hazards/power-loss/'
const KIND: ReadonlySet<string> = new Set(['script', 'stylesheet', 'fetch', 'other', 'xhr'])
const BAR_KB = 200

interface Weight {
  /** Asked for before the prompt stood. */
  readonly opened: ReadonlyMap<string, number>
  /** Asked for since, before anything was typed. */
  readonly later: ReadonlyMap<string, number>
}

/** Notes what a page asks for from now on, and when a prompt is first drawn. */
async function weigh(page: Page): Promise<() => Promise<Weight>> {
  const asked: Request[] = []
  const prompted = await page.evaluateHandle(() => ({
    atMs: new Promise<number>(resolve => {
      const observer = new MutationObserver(() => {
        if (!(document.querySelector('.xterm-rows')?.textContent ?? '').includes('#')) return
        observer.disconnect()
        resolve(performance.timeOrigin + performance.now())
      })
      observer.observe(document.body, { childList: true, subtree: true, characterData: true })
    }),
  }))
  page.on('request', request => {
    if (KIND.has(request.resourceType())) asked.push(request)
  })
  return async () => {
    const promptMs = await prompted.evaluate(({ atMs }) => atMs)
    const opened = new Map<string, number>()
    const later = new Map<string, number>()
    await Promise.all(asked.splice(0).map(async request => {
      const body = await (await request.response())?.body()
      if (body) (request.timing().startTime <= promptMs ? opened : later).set(request.url().replace(/^.*\//, ''), brotliCompressSync(body).length)
    }))
    return { opened, later }
  }
}

const listed = (files: ReadonlyMap<string, number>): string => [...files].sort((a, b) => b[1] - a[1]).map(([name, bytes]) => `${(bytes / 1000).toFixed(1).padStart(7)} KB  ${name}`).join('\n')
const total = (files: ReadonlyMap<string, number>): number => [...files.values()].reduce((sum, bytes) => sum + bytes, 0)

it(`loads ${BAR_KB} KB at most when a sandbox is opened`, async () => {
  // The server packs each file when it is first asked for; the second visit is quick, and nothing of what comes later mixes in.
  await (await SandboxReader.open(PAGE)).close()
  const reader = await SandboxReader.arrive(PAGE)
  const sinceThen = await weigh(reader.page)
  await reader.wake()
  await reader.page.waitForTimeout(READY_MS)
  const { opened, later } = await sinceThen()
  const kilobytes = total(opened) / 1000
  console.log(`opened: ${kilobytes.toFixed(1)} KB (brotli)\n${listed(opened)}\nsoon: ${(total(later) / 1000).toFixed(1)} KB\n${listed(later)}`)
  const starting = (start: string) => (name: string): boolean => name.startsWith(start)
  // The worker's own files are among them; what lines need is not, and is fetched at once.
  expect([...opened.keys()].some(starting('core-'))).toBe(true)
  expect([...later.keys()].some(starting('line-'))).toBe(true)
  expect(kilobytes).toBeLessThanOrEqual(BAR_KB)
  await reader.close()
})

/** So long does a reader look at a prompt. */
const READY_MS = 1500

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] as number

/** Real milliseconds from a key until the rows of the terminal show what is asked for, as the page sees it. */
async function untilShown(page: Page, key: string, text: string): Promise<number> {
  // It listens before the key is pressed: the two go to the browser on different ways.
  const shown = await page.evaluateHandle(wanted => {
    const told = new Promise<number>(resolve => {
      addEventListener('keydown', () => {
        const begun = performance.now()
        const rows = [...document.querySelectorAll<HTMLElement>('.xterm-rows')].find(element => element.offsetParent !== null)
        const observer = new MutationObserver(() => {
          if (!(rows?.textContent ?? '').replaceAll('\u00a0', ' ').includes(wanted)) return
          observer.disconnect()
          resolve(performance.now() - begun)
        })
        if (rows) observer.observe(rows, { childList: true, subtree: true, characterData: true })
      }, { capture: true, once: true })
    })
    return { told }
  }, text)
  await page.keyboard.press(key)
  return await shown.evaluate(({ told }) => told)
}

/** A pointer is over a sandbox for longer than this before anybody has found what to press. */
const APPROACH_MS = 200

/**
 * Real milliseconds from a click on a poster until the frame that shows a prompt, as the page sees it.
 *
 * @param near a pointer comes first, as every reader's does, and the page fetches and starts what it can; else the click
 * comes out of nowhere, as a script's would, and the whole way is measured
 */
async function untilPrompt(page: Page, near: boolean): Promise<number> {
  const shown = await page.evaluateHandle(() => {
    const run = document.querySelector('layerlab-run')
    const told = new Promise<number>(resolve => {
      addEventListener('click', () => {
        const begun = performance.now()
        const look = (): void => {
          if (run?.hasAttribute('data-awake') && (run.querySelector('.xterm-rows')?.textContent ?? '').includes('#')) resolve(performance.now() - begun)
          else requestAnimationFrame(look)
        }
        look()
      }, { capture: true, once: true })
    })
    return { told }
  })
  const target = page.locator('layerlab-run').first().locator('[data-wake="view"]').last()
  if (near) {
    await target.hover()
    await page.waitForTimeout(APPROACH_MS)
    await page.mouse.down()
    await page.mouse.up()
  } else await target.dispatchEvent('click')
  return await shown.evaluate(({ told }) => told)
}

it('is quick: the prompt (bar: 300 ms), a key and the first table (bar: 16 ms each)', async () => {
  const prompts: number[] = []
  const unprepared: number[] = []
  const echoes: number[] = []
  const tables: number[] = []
  for (let visit = 0; visit < 5; visit++) {
    const reader = await SandboxReader.arrive(PAGE)
    const { page } = reader
    prompts.push(await untilPrompt(page, true))
    await page.waitForTimeout(READY_MS)
    await page.locator('.xterm-helper-textarea').filter({ visible: true }).first().focus()
    await page.keyboard.type('docker image')
    echoes.push(await untilShown(page, 's', 'docker images'))
    tables.push(await untilShown(page, 'Enter', 'REPOSITORY'))
    await reader.close()
    const other = await SandboxReader.arrive(PAGE)
    unprepared.push(await untilPrompt(other.page, false))
    await other.close()
  }
  console.log(`prompt ${median(prompts).toFixed(0)} ms (${prompts.map(Math.round).join(', ')}), without a pointer before ${median(unprepared).toFixed(0)} ms (${unprepared.map(Math.round).join(', ')})\necho ${median(echoes).toFixed(1)} ms (${echoes.map(value => value.toFixed(1)).join(', ')})\ntable ${median(tables).toFixed(1)} ms (${tables.map(value => value.toFixed(1)).join(', ')})`)
  // The bars are for a quiet machine; these hold on a busy one.
  expect(median(prompts)).toBeLessThan(3000)
  expect(median(echoes)).toBeLessThan(250)
  expect(median(tables)).toBeLessThan(500)
})
