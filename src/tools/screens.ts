/**
 * Pictures of pages, to look at: each page in three languages, three widths, light and dark, and one sheet that shows
 * them together.
 *
 *     npm run screens -- [PAGE…] [--dir DIR] [--open] [--lang ru,zh] [--width 390] [--theme dark] [--out screens]
 *
 * PAGE is a path without its language (`hazards/power-loss`, `home` for the first page). Without `--dir` the site is
 * built first. `--open` wakes the page's first sandbox before the picture is taken.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { chromium } from 'playwright'
import type { Browser } from 'playwright'
import { LOCALES } from '../i18n/locales.ts'
import { CHROMIUM_ARGS, findChromium } from './chromium.mjs'
import { serveSite } from './serve.ts'

const USUAL = ['home', 'understand/what-an-image-is', 'hazards/power-loss', 'tools/playground']
const HEIGHTS: Readonly<Record<number, number>> = { 1440: 900, 820: 1100, 390: 844 }
const THEMES = ['light', 'dark'] as const
/** How much of a long page the sheet shows, and how small. */
const SHEET = { height: 4200, scale: 0.3 }

interface Shot {
  readonly file: string
  readonly language: string
  readonly theme: (typeof THEMES)[number]
  readonly width: number
}

const USAGE = 'npm run screens -- [PAGE…] [--dir DIR] [--open] [--lang ru,zh] [--width 390] [--theme dark] [--out screens]'

function refuse(why: string): never {
  console.error(`screens: ${why}\n${USAGE}`)
  process.exit(2)
}

function parsed() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        dir: { type: 'string' },
        out: { type: 'string', default: 'screens' },
        open: { type: 'boolean', default: false },
        lang: { type: 'string', multiple: true },
        width: { type: 'string', multiple: true },
        theme: { type: 'string', multiple: true },
        help: { type: 'boolean', default: false },
      },
    })
  } catch (error) {
    return refuse((error as Error).message)
  }
}
const { values, positionals } = parsed()
if (values.help) {
  console.log(USAGE)
  process.exit(0)
}

/** What is chosen of an option that may stand several times, or with commas; all where it does not stand. */
function chosen<T extends string>(option: 'lang' | 'width' | 'theme', all: readonly T[]): readonly T[] {
  const wanted = values[option]?.flatMap((value) => value.split(','))
  const unknown = wanted?.find((value) => !(all as readonly string[]).includes(value))
  if (unknown !== undefined) refuse(`--${option} ${unknown}: choose from ${all.join(', ')}`)
  return all.filter((value) => wanted?.includes(value) ?? true)
}
const languages = chosen('lang', LOCALES.map(({ code }) => code))
const widths = chosen('width', ['1440', '820', '390']).map(Number)
const themes = chosen('theme', THEMES)

/** Builds the site into a folder that goes away again. */
function build(): string {
  const folder = mkdtempSync(join(tmpdir(), 'layerlab-screens-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  const result = spawnSync(process.execPath, ['src/tools/astro.mjs', 'build', '--outDir', folder], { encoding: 'utf8' })
  if (result.status !== 0) throw new Error(result.stdout + result.stderr)
  return folder
}

/** Takes all pictures of one page; none where the site does not have it. */
async function shoot(browser: Browser, origin: string, name: string): Promise<Shot[]> {
  const shots: Shot[] = []
  for (const theme of themes) {
    for (const width of widths) {
      const touch = width < 800
      const viewport = { width, height: HEIGHTS[width] ?? 900 }
      const context = await browser.newContext({ colorScheme: theme, viewport, hasTouch: touch, reducedMotion: 'reduce' })
      const page = await context.newPage()
      for (const code of languages) {
        const response = await page.goto(`${origin}/${code}/${name === 'home' ? '' : `${name}/`}`, { waitUntil: 'networkidle' })
        if (response?.status() !== 200) continue
        if (values.open) await wake(page)
        const file = resolve(values.out, name, `${code}-${theme}-${width}.png`)
        mkdirSync(dirname(file), { recursive: true })
        await page.screenshot({ path: file, fullPage: true })
        shots.push({ file, language: code, theme, width })
      }
      await context.close()
    }
  }
  return shots
}

/** Opens the first sandbox of a page by its poster's button, and waits until it has something to show. */
async function wake(page: Awaited<ReturnType<Browser['newPage']>>): Promise<void> {
  const button = page.locator('layerlab-run [data-wake]').first()
  if ((await button.count()) === 0) return
  await button.click()
  await page.waitForLoadState('networkidle')
  await page.waitForTimeout(2500)
}

/** One picture of all pictures: a row for each theme, the widths of a language side by side. */
async function sheet(browser: Browser, name: string, shots: readonly Shot[]): Promise<string> {
  const rows = themes.map((theme) => {
    const figures = shots
      .filter((shot) => shot.theme === theme)
      .sort((a, b) => a.language.localeCompare(b.language) || b.width - a.width)
      .map(({ file, language, width }) => {
        const style = `width:${width * SHEET.scale}px;max-height:${SHEET.height * SHEET.scale}px`
        return `<figure><figcaption>${language} ${width} ${theme}</figcaption><div style="${style}"><img src="${pathToFileURL(file)}"></div></figure>`
      })
    return `<section>${figures.join('')}</section>`
  })
  const html = `<!doctype html><meta charset="utf-8"><style>
    body { display: inline-block; margin: 0; padding: 16px; background: #808890; font: 12px sans-serif; color: #fff }
    section { display: flex; gap: 10px; align-items: start; margin-bottom: 16px }
    figure { flex: none; margin: 0 } figcaption { padding: 2px 0 }
    div { overflow: hidden } img { display: block; width: 100% }
  </style>${rows.join('')}`
  const source = resolve(values.out, `${name}.html`)
  const file = resolve(values.out, `${name}.png`)
  writeFileSync(source, html)
  const page = await browser.newPage({ viewport: { width: 2500, height: 900 } })
  await page.goto(pathToFileURL(source).href, { waitUntil: 'load' })
  const box = await page.locator('body').boundingBox()
  if (box !== null) await page.setViewportSize({ width: Math.ceil(box.width), height: Math.ceil(box.height) })
  await page.screenshot({ path: file, fullPage: true })
  await page.close()
  rmSync(source)
  return file
}

const host = await serveSite(values.dir ?? build())
const executablePath = findChromium()
const browser = await chromium.launch({ ...(executablePath === undefined ? {} : { executablePath }), args: CHROMIUM_ARGS })
try {
  for (const given of positionals.length > 0 ? positionals : USUAL) {
    const name = given.replace(/^\/|\/$/g, '') || 'home'
    const shots = await shoot(browser, host.origin, name)
    console.log(shots.length === 0 ? `${name}: no such page` : await sheet(browser, name, shots))
  }
} finally {
  await browser.close()
  host.close()
}
