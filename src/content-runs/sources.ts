import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Lab, Scenario } from '#sandbox'
import type { Measurement } from '../../content/measured/measurement.ts'
import type { LocaleCode } from '../i18n/locales.ts'
import { fileOf } from '../site-map.ts'

/** Where what pages name is found. Tests hand in their own. */
export interface Sources {
  scenario(id: string): Promise<Scenario | undefined>
  lab(name: string): Promise<Lab | undefined>
  measurement(file: string): Promise<Measurement | undefined>
  /** A recording of a real engine: `concurrency/load-rmi`, `damage/damage-lower-empty`. */
  recording(name: string): unknown
  /** Ids of the headings of a page; undefined while the page is not written. */
  headings(path: string, lang: LocaleCode): readonly string[] | undefined
  /** The text of a glossary entry. */
  term(id: string, lang: LocaleCode): string | undefined
}

const NAME = /^[a-z0-9-]+(?:\/[a-z0-9-]+)*$/

/** The default export of a file of ours; undefined when there is no such file. */
async function exportOf(folder: string, name: string): Promise<unknown> {
  const file = join(process.cwd(), folder, `${name}.ts`)
  if (!NAME.test(name) || !existsSync(file)) return undefined
  return ((await import(/* @vite-ignore */ pathToFileURL(file).href)) as { default: unknown }).default
}

/** What is in the project, each thing read once. */
export function projectSources(): Sources {
  const recordings = new Map<string, unknown>()
  return {
    scenario: async (id) => (await exportOf('content/scenarios', id)) as Scenario | undefined,
    lab: async (name) => (await exportOf('content/labs', name)) as Lab | undefined,
    measurement: async (file) => (await exportOf('content/measured', file)) as Measurement | undefined,
    recording(name) {
      if (!recordings.has(name)) recordings.set(name, readRecording(name))
      return recordings.get(name)
    },
    headings(path, lang) {
      const file = fileOf(path, lang)
      return file === undefined ? undefined : headingsOf(readFileSync(join(process.cwd(), file), 'utf8'))
    },
    term(id, lang) {
      const file = join(process.cwd(), 'content/glossary', id, `${lang}.md`)
      return NAME.test(id) && existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined
    },
  }
}

/** Ids written after the headings of a page. */
export const headingsOf = (source: string): readonly string[] => [...source.matchAll(/^#{2,}\s.*\[#([a-z0-9-]+)\]\s*$/gm)].map(([, id]) => id ?? '')

function readRecording(name: string): unknown {
  if (!NAME.test(name)) return undefined
  const file = ['test/recordings', 'test/recordings/scenarios'].map((folder) => join(process.cwd(), folder, `${name}.json`)).find((path) => existsSync(path))
  return file === undefined ? undefined : JSON.parse(readFileSync(file, 'utf8'))
}
