import type { APIRoute } from 'astro'
import { LOCALES } from '../i18n/locales.ts'
import { messagesOf } from '../i18n/messages.ts'
import tokens from '../styles/tokens.css?raw'

const LINES = LOCALES.map(({ code, lang }) => {
  const words = messagesOf(code)
  return `<li lang="${lang}">${words['site.offline']} <a href="/${code}/">${words['site.offline.home']}</a></li>`
})

/** What a reader without a network gets for a page they have not visited: one file without any other, in every language. */
const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>Layerlab: offline</title>
<style>
${tokens}
body { margin: 0; background: var(--paper); color: var(--ink); font: var(--t-md) / var(--lh) var(--sans); }
main { max-width: var(--measure); margin: 0 auto; padding: var(--s7) var(--s5); }
ul { margin: 0; padding: 20px 24px; border: 1.5px dashed var(--ink-3); list-style: none; }
li { padding: 8px 0; }
a { margin-inline-start: 0.4em; color: var(--accent); }
</style>
</head>
<body>
<main>
<h1 translate="no">Layerlab</h1>
<ul>
${LINES.join('\n')}
</ul>
</main>
</body>
</html>
`

export const GET: APIRoute = () => new Response(PAGE, { headers: { 'content-type': 'text/html; charset=utf-8' } })
