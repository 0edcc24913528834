/**
 * What Lighthouse says of the built site: home, one concept, one hazard and the playground in three languages, light,
 * and one of them dark. A score is the median of three runs (`--runs`), as Lighthouse simulates a phone on a slow network; the
 * site comes from `serve.ts`, compressed, as from a static host. Ends with 1 where a score is below 100.
 *
 *     npm run lighthouse -- [PAGE…] [--dir DIR] [--runs 3] [--lang ru]
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import lighthouse from 'lighthouse'
import { chromium } from 'playwright'
import { LOCALES } from '../i18n/locales.ts'
import { CHROMIUM_ARGS, findChromium } from './chromium.mjs'
import { serveSite } from './serve.ts'

const USUAL = ['home', 'understand/what-an-image-is', 'hazards/power-loss', 'tools/playground']
const CATEGORIES = ['performance', 'accessibility', 'best-practices', 'seo'] as const

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    dir: { type: 'string' },
    runs: { type: 'string', default: '3' },
    lang: { type: 'string', multiple: true },
  },
})
const runs = Number(values.runs)

/** What one look at a page gave. */
interface Look {
  readonly scores: readonly number[]
  /** What cost points. */
  readonly lost: readonly string[]
}

function build(): string {
  const folder = mkdtempSync(join(tmpdir(), 'layerlab-lighthouse-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  const result = spawnSync(process.execPath, ['src/tools/astro.mjs', 'build', '--outDir', folder], { encoding: 'utf8' })
  if (result.status !== 0) throw new Error(result.stdout + result.stderr)
  return folder
}

/** A port that nobody uses. */
function freePort(): Promise<number> {
  const server = createServer()
  return new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    }),
  )
}

/** A fresh browser for each look: nothing is in its cache. */
async function look(url: string, theme: 'light' | 'dark'): Promise<Look> {
  const port = await freePort()
  const executablePath = findChromium()
  const browser = await chromium.launch({
    ...(executablePath === undefined ? {} : { executablePath }),
    args: [...CHROMIUM_ARGS, `--remote-debugging-port=${port}`, ...(theme === 'dark' ? ['--blink-settings=preferredColorScheme=0'] : ['--blink-settings=preferredColorScheme=1'])],
  })
  try {
    const result = await lighthouse(url, { port, logLevel: 'error', onlyCategories: [...CATEGORIES] })
    if (result === undefined) throw new Error(`Lighthouse said nothing about ${url}`)
    const { categories, audits } = result.lhr
    const lost = CATEGORIES.flatMap((name) =>
      (categories[name]?.auditRefs ?? [])
        .filter(({ id, weight }) => weight > 0 && (audits[id]?.score ?? 1) < 1)
        .map(({ id }) => `${id} ${audits[id]?.displayValue ?? audits[id]?.score ?? ''}`),
    )
    return { scores: CATEGORIES.map((name) => Math.round((categories[name]?.score ?? 0) * 100)), lost }
  } finally {
    await browser.close()
  }
}

const median = (numbers: readonly number[]): number => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0

const host = await serveSite(values.dir ?? build())
const pages = positionals.length > 0 ? positionals : USUAL
let below = 0
try {
  console.log(`${'page'.padEnd(44)}${CATEGORIES.join('  ')}   (median of ${runs})`)
  for (const { code } of LOCALES.filter(({ code }) => values.lang?.includes(code) ?? true)) {
    for (const [at, given] of pages.entries()) {
      const name = given === 'home' ? '' : `${given.replace(/^\/|\/$/g, '')}/`
      const path = `/${code}/${name}`
      if ((await fetch(host.origin + path)).status !== 200) {
        console.log(`${path.padEnd(44)}no such page`)
        continue
      }
      // The first page of the first language also dark.
      for (const theme of code === 'en' && at === 0 ? (['light', 'dark'] as const) : (['light'] as const)) {
        const looks: Look[] = []
        for (let run = 0; run < runs; run++) looks.push(await look(host.origin + path, theme))
        const scores = CATEGORIES.map((_, category) => median(looks.map((one) => one.scores[category] ?? 0)))
        const isWhole = scores.every((score) => score === 100)
        if (!isWhole) below++
        const lost = isWhole ? '' : [...new Set(looks.flatMap((one) => one.lost))].join(', ')
        const shown = scores.map((score, category) => String(score).padStart(CATEGORIES[category]?.length ?? 0)).join('  ')
        console.log(`${`${path} ${theme === 'dark' ? 'dark' : ''}`.padEnd(44)}${shown}   ${lost}`)
      }
    }
  }
} finally {
  host.close()
}
process.exitCode = below === 0 ? 0 : 1
