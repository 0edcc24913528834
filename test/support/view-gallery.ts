/**
 * Every scene of the store in the Layers and Checks views, as one page to look at: `node test/support/view-gallery.ts
 * OUT.html [WIDTH] [LANG] [SCENE…]`. Rendered for the server, so nothing in it reacts.
 */
import './svelte-in-node.ts'
import { readFileSync, writeFileSync } from 'node:fs'
import { render } from 'svelte/server'
import { LOCALES } from '../../src/i18n/locales.ts'
import { messagesOf } from '../../src/i18n/messages.ts'
import { wordsFrom } from '../../src/i18n/words.ts'
import type { State } from '../../src/playground/messages.ts'
import { installNodeCodecs } from '../../sandbox/node/codecs.ts'
import { layersDrawing } from '../../src/islands/views/layers.ts'
import { layersLabel } from '../../src/islands/views/layers-words.ts'
import { sizeWriter } from '../../src/islands/views/size.ts'
import { strataOf } from '../../src/islands/views/strata.ts'
import { SCENES, scene } from './store-scenes.ts'
import type { SceneName } from './store-scenes.ts'

installNodeCodecs()

const [out = 'gallery.html', widthText = '480', code = 'en', ...only] = process.argv.slice(2)
const width = Number(widthText)
const lang = LOCALES.find(locale => locale.code === code)?.lang ?? 'en'
const words = wordsFrom(messagesOf(code), lang)
const size = sizeWriter(lang)
const [{ default: LayersDrawing }, { default: Checks }] = await Promise.all([import('../../src/islands/views/LayersDrawing.svelte'), import('../../src/islands/views/Checks.svelte')])

let css = ''
const cells = (only.length > 0 ? (only as SceneName[]) : SCENES).map(name => {
  const store = scene(name)
  const drawing = layersDrawing(store, { width, size })
  const label = layersLabel(strataOf(store), words)
  const layers = render(LayersDrawing, { props: { drawing, label, words }, idPrefix: name })
  const checks = render(Checks, { props: { state: { store } as State, words, lang, show: () => undefined } })
  if (!css.includes(checks.head)) css += layers.head + checks.head
  return `<figure><figcaption>${name}<small>${label} · ${layers.body.length} B</small></figcaption><div class="view">${layers.body}</div>${store.checks.some(check => check.violations.length > 0) || !store.atRest ? `<div class="view">${checks.body}</div>` : ''}</figure>`
})
const tokens = readFileSync(new URL('../../src/styles/tokens.css', import.meta.url), 'utf8')
writeFileSync(out, `<!doctype html><html lang="${lang}"><meta charset="utf8"><meta name="viewport" content="width=device-width"><style>${tokens}
*{box-sizing:border-box}body{margin:16px;background:var(--paper);color:var(--ink);font:14px/1.5 var(--sans);display:flex;flex-wrap:wrap;gap:24px;align-items:flex-start}
figure{margin:0;width:${width + 34}px}figcaption{font-weight:600}small{display:block;font-weight:400;color:var(--ink-2)}.view{padding:16px;border:1px solid var(--line-2);background:var(--sheet);margin-top:6px}</style>${css}${cells.join('')}`)
