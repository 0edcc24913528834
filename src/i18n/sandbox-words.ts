/**
 * The words that a sandbox fetches: those that its source speaks of. The pages are rendered with theirs before they are
 * sent, and no browser needs them again. What is fetched after the prompt stands (editor, explorer, workshop, dialogs) has its words in a file of
 * its own: `en.json?later`.
 */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from 'vite'

const SOURCES = join(import.meta.dirname, '..', 'islands')
/** Folders of islands, dialogs, and what of the views comes after a click: not there when a sandbox opens. */
const LATER = /^(?:(?:editor|explorer|workshop)\/|sandbox\/(?:(?:Capsule|Keys|Report)Dialog\.svelte|capsule-rows\.ts)$|views\/(?:(?:Breaks|Compare|Diff|Tasks)\.svelte|(?:breaks|diff)\.ts)$)/

function areasIn(isWanted: (file: string) => boolean): ReadonlySet<string> {
  const sources = globSync('**/*.{ts,svelte}', { cwd: SOURCES }).filter(file => !file.endsWith('.test.ts') && isWanted(file)).map(file => readFileSync(join(SOURCES, file), 'utf8'))
  return new Set(sources.flatMap(source => [...source.matchAll(/['"`]([a-z]\w*)\./g)].map(([, area = '']) => area)))
}

/** First parts of the keys that a living sandbox may ask for. */
// Labs have theirs in their pages: few sandboxes are in labs.
export const sandboxAreas = (): ReadonlySet<string> => areasIn(file => !LATER.test(file) && !file.startsWith('lab/'))

/** Those that come after a click only. */
export function laterAreas(): ReadonlySet<string> {
  const before = sandboxAreas()
  return new Set([...areasIn(file => LATER.test(file))].filter(area => !before.has(area)))
}

/** Leaves the other words out of what browsers fetch. */
export const sandboxWords = (): Plugin => ({
  name: 'layerlab-sandbox-words',
  enforce: 'pre',
  transform(code, id) {
    const file = /\/i18n\/messages\/\w+\.json(\?later)?$/.exec(id)
    if (!file || (this.environment.name !== 'client' && file[1] === undefined)) return undefined
    const areas = file[1] === undefined ? sandboxAreas() : laterAreas()
    const words = Object.entries(JSON.parse(code) as Record<string, string>).filter(([key]) => areas.has(key.split('.')[0] ?? ''))
    const json = JSON.stringify(Object.fromEntries(words))
    // With a query behind its name the bundler does not take it for JSON.
    return file[1] === undefined ? json : { code: `export default ${json}`, moduleType: 'js' }
  },
})
