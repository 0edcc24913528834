/**
 * Disk, lanes, scrubber and comparison at real moments, as one page to look at: `node test/support/run-gallery.ts
 * OUT.html [WIDTH] [LANG] [MOMENT…]`. Rendered for the server, so nothing in it reacts.
 */
import './svelte-in-node.ts'
import { readFileSync, writeFileSync } from 'node:fs'
import type { Component } from 'svelte'
import { render } from 'svelte/server'
import { LOCALES } from '../../src/i18n/locales.ts'
import { messagesOf } from '../../src/i18n/messages.ts'
import { wordsFrom } from '../../src/i18n/words.ts'
import { installNodeCodecs } from '../../sandbox/node/codecs.ts'
import { MOMENTS, momentOf } from './moments.ts'
import type { MomentName } from './moments.ts'

installNodeCodecs()

const [out = 'gallery.html', widthText = '480', code = 'en', ...only] = process.argv.slice(2)
const width = Number(widthText)
const lang = LOCALES.find(locale => locale.code === code)?.lang ?? 'en'
const words = wordsFrom(messagesOf(code), lang)
type Loaded = { readonly default: Component<Record<string, unknown>> }
const load = async (name: string): Promise<Loaded['default']> => ((await import(`../../src/islands/views/${name}.svelte`)) as Loaded).default
const views = { Lanes: await load('Lanes'), Disk: await load('Disk'), Scrubber: await load('Scrubber'), Diff: await load('Diff') }

const styles = new Set<string>()
const figures = (only.length > 0 ? (only as MomentName[]) : MOMENTS).flatMap(name => {
  const moment = momentOf(name)
  const { state, timeline } = moment
  const common = { state, timeline, words, lang, send: () => undefined, read: () => Promise.resolve({ seen: undefined, durable: undefined }), widthFirst: width - 36 }
  return moment.views.map(({ view, props }) => {
    const { head, body } = render(views[view], { props: { ...common, ...props } })
    for (const style of head.match(/<style[^]*?<\/style>/g) ?? []) styles.add(style)
    return `<figure><figcaption>${name} · ${view}</figcaption><div class="view">${body}</div></figure>`
  })
})
const tokens = readFileSync(new URL('../../src/styles/tokens.css', import.meta.url), 'utf8')
writeFileSync(out, `<!doctype html><html lang="${lang}"><meta charset="utf8"><meta name="viewport" content="width=device-width"><style>${tokens}
*{box-sizing:border-box}body{margin:12px;background:var(--paper);color:var(--ink);display:flex;flex-wrap:wrap;gap:20px;align-items:flex-start}
figure{margin:0;width:${width}px}figcaption{font:600 12px var(--sans);color:var(--ink-3)}.view{padding:16px 18px 18px;border:1px solid var(--line-2);background:var(--sheet)}</style>${[...styles].join('')}${figures.join('')}`)
