/**
 * Runs what the reader has written: a module whose default export is a scenario. It becomes the text of a worker of its
 * own, which the page's policy allows and which can be ended; no script is put into the page. Only data comes out of it.
 */

/** Why there is no scenario; the sentence says so. */
export class ScriptError extends Error {
  override readonly name = 'ScriptError'
}

/** Modules as CommonJS, by path. */
export type Scripts = Readonly<Record<string, string>>

/** Longer than this no description of a scenario takes. */
const RUN_MS_MAX = 5000

/**
 * JavaScript with imports and exports as CommonJS, where there is no compiler: imports of names, default exports, and the
 * types that stand by themselves are taken out. Types inside of expressions are not understood.
 */
export function withoutModules(source: string): string {
  return source
    .replace(/^import\s+type\s[^;\n]*(?:;|$)/gm, '')
    .replace(/^import\s+\{([^}]*)\}\s+from\s+(['"][^'"\n]+['"]);?/gm, (_, names: string, from: string) =>
      `const {${names.split(',').filter(name => !/^\s*type\s/.test(name)).join(',').replace(/(\w+)\s+as\s+(\w+)/g, '$1: $2')}} = require(${from});`)
    .replace(/^import\s+(\w+)\s+from\s+(['"][^'"\n]+['"]);?/gm, 'const $1 = require($2).default;')
    .replace(/^export\s+default\s+/gm, 'exports.default = ')
    .replace(/^export\s+(const|let|function\*?|class)\s+(\w+)/gm, '$1 $2')
    .replace(/\s+satisfies\s+\w+(?:<[^>\n]*>)?/g, '')
    .replace(/\s+as\s+const\b/g, '') + exportsOf(source)
}

const exportsOf = (source: string): string => [...source.matchAll(/^export\s+(?:const|let|function\*?|class)\s+(\w+)/gm)].map(([, name = '']) => `\nexports.${name} = ${name};`).join('')

/** The text of a worker that carries out a module and the modules that it asks for, and posts its default export. */
export function workerText(scripts: Scripts, entry: string): string {
  return `'use strict'
const sources = {${Object.entries(scripts).map(([path, code]) => `${JSON.stringify(path)}: function (exports, require, module) {\n${code}\n}`).join(',\n')}}
const loaded = {}
function load(path) {
  if (!loaded[path]) {
    const module = loaded[path] = { exports: {} }
    sources[path](module.exports, name => find(path, name), module)
  }
  return loaded[path].exports
}
function find(from, name) {
  if (name === '#sandbox/scenario') return { defineScenario: scenario => scenario }
  if (!name.startsWith('.')) throw new Error('there is no module ' + name + ' here: it needs Node')
  const parts = from.split('/').slice(0, -1)
  for (const part of name.split('/')) if (part === '..') parts.pop(); else if (part !== '.') parts.push(part)
  const path = parts.join('/')
  const found = [path, path + '.ts', path + '.js', path.replace(/\\.js$/, '.ts')].find(one => Object.hasOwn(sources, one))
  if (!found) throw new Error(from + ': there is no file ' + name)
  return load(found)
}
try {
  const scenario = load(${JSON.stringify(entry)}).default
  if (scenario === undefined) throw new Error('there is no default export; a scenario file says: export default defineScenario({…})')
  postMessage({ json: JSON.stringify(scenario) ?? 'null' })
} catch (error) {
  postMessage({ problem: error instanceof Error ? error.name + ': ' + error.message : String(error) })
}
`
}

/**
 * Carry out a module and take its default export, as plain data.
 *
 * @throws ScriptError
 */
export function runScript(scripts: Scripts, entry: string, msMax: number = RUN_MS_MAX): Promise<unknown> {
  const url = URL.createObjectURL(new Blob([workerText(scripts, entry)], { type: 'text/javascript' }))
  const worker = new Worker(url, { name: 'scenario' })
  return new Promise<unknown>((resolve, reject) => {
    const timer = setTimeout(() => reject(new ScriptError(`${entry} did not end within ${msMax / 1000} seconds`)), msMax)
    const settle = (action: () => void): void => {
      clearTimeout(timer)
      action()
    }
    worker.addEventListener('message', ({ data }: MessageEvent<{ readonly json?: string; readonly problem?: string }>) => settle(() => {
      if (typeof data.json === 'string') resolve(JSON.parse(data.json))
      else reject(new ScriptError(`${entry}: ${data.problem ?? ''}`))
    }))
    // It does not parse: the browser says where in its own words.
    worker.addEventListener('error', event => {
      event.preventDefault()
      settle(() => reject(new ScriptError(`${entry}: ${event.message === '' ? 'it is no JavaScript that this browser reads' : event.message}`)))
    })
  }).finally(() => {
    worker.terminate()
    URL.revokeObjectURL(url)
  })
}
