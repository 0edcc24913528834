import { expect, it } from 'vitest'
import { extractPage } from './extract.ts'

const HTML = `<html><head><meta name="description" content="A &quot;test&quot;"></head><body><nav>Menu</nav>
<main data-pagefind-body><nav>Trail</nav><h1 id="_top">Tags and <code>&lt;none&gt;</code></h1>
<p>Im<wbr>age<b>s</b> &amp; names.</p><p>Next<br>line</p><script>if (a < b) c()</script><button>Press</button>
<div><h2 id="run">Run <em>it</em></h2></div><div class="plate" data-search-ignore><div>no</div>no</div><table><tr><td>one</td><td>two</td></tr></table></main></body></html>`

it('reads a page by its headings, without controls and scripts', () => {
  expect(extractPage(HTML, '/en/x/')).toEqual({
    url: '/en/x/',
    title: 'Tags and <none>',
    description: 'A "test"',
    parts: [
      { id: '', heading: '', text: 'Images & names. Next line' },
      { id: 'run', heading: 'Run it', text: 'one two' },
    ],
  })
})

it('leaves out pages that do not want to be found', () => {
  expect(extractPage(HTML.replace(' data-pagefind-body', ''), '/404')).toBeUndefined()
})

it('reads the words of a term, and not its entry', () => {
  const html = '<main data-pagefind-body><p>A <dfn><button type="button" data-search-text>dangling image</button></dfn><span popover data-search-ignore>No name.</span>, listed.</p></main>'
  expect(extractPage(html, '/')?.parts.map(({ text }) => text)).toEqual(['A dangling image, listed.'])
})
