/** Lets Node import `.svelte` files: compiled for the server, with their styles in the head. For galleries and tests. */
import { readFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { fileURLToPath } from 'node:url'
import { compile } from 'svelte/compiler'

registerHooks({
  load(url, context, nextLoad) {
    if (!url.endsWith('.svelte')) return nextLoad(url, context)
    const filename = fileURLToPath(url)
    const { js } = compile(readFileSync(filename, 'utf8'), { filename, generate: 'server', css: 'injected' })
    return { format: 'module', source: js.code, shortCircuit: true }
  },
})
