import { expect, it } from 'vitest'
import { markdownOf } from './markdown.ts'

const page = (main: string): string => `<html><body><nav>Menu</nav><main data-pagefind-body>${main}</main></body></html>`
const twin = (main: string) => markdownOf(page(main), 'https://site.example/en/do/tag/')

it('writes text, tables and links as Markdown, with addresses that hold elsewhere', async () => {
  expect(await twin('<h1>Tags and <code>&lt;none&gt;</code></h1><nav>trail</nav><p>See <a href="/en/do/list/#x">the list</a> or <a href="../save/">save</a>.</p><table><tr><th>a</th></tr><tr><td>1</td></tr></table>'))
    .toBe('# Tags and `<none>`\n\nSee [the list](https://site.example/en/do/list/#x) or [save](https://site.example/en/do/save/).\n\n| a |\n| - |\n| 1 |\n')
})

it('leaves out what only a screen has a use for, and keeps the word of a term', async () => {
  const term = '<button data-search-text>layer</button><span popover>a directory</span>'
  expect(await twin(`<p>A ${term}<!-- x --> is <b>one</b><span>thing</span>.</p><form><input value="no"></form><div hidden>no</div><ol><li><span aria-hidden="true">1</span>first</li></ol><button>Run</button>`))
    .toBe('A layer is **one** thing.\n\n1. first\n')
})

it('tells what a sandbox is for, and the lines it offers', async () => {
  const chip = (line: string, kind = '') => `<button class="chip${kind}" data-wake="offer"><span class="sign">x</span><span class="line">${line}</span></button>`
  expect(await twin(`<layerlab-run><figure><figcaption>Tap <code>a</code>.</figcaption><div>Layers</div>${chip('docker images')}${chip('Wait 8 s', ' time')}</figure></layerlab-run>`))
    .toBe('Tap `a`.\n\n```console\n$ docker images\n# Wait 8 s\n```\n')
})

it('puts a listing into a fence, in one piece', async () => {
  expect(await twin('<pre data-language="sh"><code><div class="ec-line"><span>echo</span> <span>a</span>\n</div><div class="ec-line"><span>ls</span>\n</div></code></pre>')).toBe('```sh\necho a\nls\n```\n')
})

it('makes none of a page that is not to be found', async () => {
  expect(await markdownOf('<main><p>x</p></main>', 'https://site.example/')).toBeUndefined()
})
