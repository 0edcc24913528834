/** A witness of the explorer replays identically in Node and in a browser: forwards, backwards and after a reload. */
import { beforeAll, expect, it } from 'vitest'
import '#sandbox/all-parts'
import loadRmi from '../../content/scenarios/load-rmi.ts'
import { installNodeCodecs } from '../../sandbox/node/codecs.ts'
import { unpackCapsule } from '../../sandbox/scenario/capsule.ts'
import { SILENT, Session } from '../../sandbox/scenario/session.ts'
import { playReplay } from '../../sandbox/scenario/replay.ts'
import { readyOf } from '../../src/playground/explorable.ts'
import { Explorer } from '../../src/playground/explorer.ts'
import type { ExploreNews } from '../../src/playground/explore-messages.ts'
import { SandboxReader } from './sandbox-reader.ts'

beforeAll(installNodeCodecs)

/** Links of all ends that Node's explorer finds, broken ones first. */
async function witnesses(): Promise<readonly string[]> {
  const news: ExploreNews[] = []
  const explorer = new Explorer({
    tell: one => void news.push(one), now: () => performance.now(), breathe: () => new Promise(resolve => setImmediate(resolve)), load: async () => {},
    memory: { recall: async () => undefined, remember: async () => {} },
  })
  const scenario = readyOf(loadRmi, 'found-then-deleted')?.scenario ?? loadRmi
  await explorer.handle({ do: 'explore', wish: { scenario, profiles: ['docker-20.10'], orders: true, cutsUnder: undefined }, uploads: [] })
  const ends = news.flatMap(one => (one.is === 'orders' ? one.result.ends : []))
  return [...ends].sort((a, b) => b.switches - a.switches).map(({ witness }) => witness.capsule ?? '')
}

it('comes to the same at every moment that is looked at', async () => {
  const links = await witnesses()
  expect(links.length).toBe(10)
  for (const link of [links[0], links.at(-1)]) {
    const { scenario, schedule, endDigest } = unpackCapsule(link ?? '')
    expect(playReplay({ ...scenario, replays: { own: { schedule } } }, 'own').end.endDigest).toBe(endDigest)
    const node = new Session(scenario, new Map(), SILENT)
    node.follow(schedule)
    const { length } = node.happenings
    const digestAt = (position: number): string => {
      node.go(position)
      return node.moment().endDigest
    }
    const reader = await SandboxReader.arrive(`/en/tools/playground/#${link ?? ''}`)
    const { page, words, plate } = reader
    const dialog = page.getByRole('dialog')
    await dialog.waitFor({ timeout: 60_000 })
    await dialog.getByRole('button', { name: words('capsule.step') }).click()
    await expect.poll(() => reader.position(), { timeout: 60_000 }).toEqual({ at: 0, of: length })
    const here = async (): Promise<string> => unpackCapsule(await reader.link()).endDigest
    const press = async (key: string, at: number): Promise<void> => {
      await plate.getByRole('slider').focus()
      await page.keyboard.press(key)
      await expect.poll(() => reader.position()).toEqual({ at, of: length })
    }
    // Forwards, step by step and in a jump.
    for (let at = 1; at <= 5; at++) await press('.', at)
    expect(await here()).toBe(digestAt(5))
    await press('End', length)
    expect(await here()).toBe(endDigest)
    // Backwards.
    for (let at = length - 1; at >= length - 4; at--) await press(',', at)
    expect(await here()).toBe(digestAt(length - 4))
    await press('Home', 0)
    expect(await here()).toBe(digestAt(0))
    await press('End', length)
    expect(await here()).toBe(endDigest)
    const shown = await reader.text()
    const broken = await reader.broken()
    // What is kept is written after it came to rest.
    await expect.poll(() => page.evaluate(() => new Promise<number>(resolve => {
      const request = indexedDB.open('layerlab')
      request.onsuccess = () => {
        const all = request.result.transaction('sandboxes').objectStore('sandboxes').getAll()
        all.onsuccess = () => resolve((all.result as { position: number }[])[0]?.position ?? -1)
      }
    }))).toBe(length)
    await page.goto(page.url().replace(/#.*/, ''), { waitUntil: 'networkidle' })
    await page.reload({ waitUntil: 'networkidle' })
    await reader.wake()
    await expect.poll(() => reader.position()).toEqual({ at: length, of: length })
    expect(await here()).toBe(endDigest)
    await expect.poll(() => reader.text()).toBe(shown)
    await expect.poll(() => reader.broken()).toBe(broken)
    await press('Home', 0)
    expect(await here()).toBe(digestAt(0))
    expect(reader.complaints).toEqual([])
    await reader.close()
  }
})
