import { markdownToHtml } from 'satteri'
import { expect, it } from 'vitest'
import { headingIds } from './heading-ids.ts'

const html = (text: string) => markdownToHtml(text, { mdastPlugins: [headingIds] }).html.trim()

it.each([
  ['## How to notice [#notice]', '<h2 id="notice">How to notice</h2>'],
  ['### 六种形态 [#forms]', '<h3 id="forms">六种形态</h3>'],
  ['## What `rmi` does [#rmi-2]', '<h2 id="rmi-2">What <code>rmi</code> does</h2>'],
])('takes the id written after a heading: %s', (text, expected) => {
  expect(html(text)).toBe(expected)
})

it('leaves a heading without a written id as it is', () => {
  expect(html('## Layers [2]')).toBe('<h2>Layers [2]</h2>')
})
