/** Scenarios from files. */
import { createHash } from 'node:crypto'
import { readFileSync, readdirSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Scenario } from '../scenario/scenario.ts'
import { ScenarioError, validateScenario } from '../scenario/validate.ts'
import { UsageError } from './command-line.ts'

export interface ScenarioFile {
  readonly scenario: Scenario
  /** Files that it names by digest. */
  readonly uploads: Map<string, Uint8Array>
}

/** Larger files are not taken for uploads. */
const UPLOAD_BYTES_MAX = 512 * 1024 * 1024

/** Read a scenario. @throws UsageError with a sentence about what is wrong */
export async function readScenarioFile(file: string): Promise<ScenarioFile> {
  const path = resolve(file)
  const stat = statSync(path, { throwIfNoEntry: false })
  if (!stat) throw new UsageError(`${file}: there is no such file`)
  if (!stat.isFile()) throw new UsageError(`${file} is not a file; give a scenario such as content/scenarios/load-rmi.ts`)
  let data: unknown
  if (/\.[mc]?[jt]s$/.test(path)) {
    data = ((await import(pathToFileURL(path).href)) as { default?: unknown }).default
    if (data === undefined) throw new UsageError(`${file} has no default export; a scenario file says: export default defineScenario({…})`)
  } else {
    try {
      data = JSON.parse(readFileSync(path, 'utf8'))
    } catch (error) {
      throw new UsageError(`${file} is not a scenario: ${(error as Error).message}. It may be JSON, or TypeScript with a default export.`)
    }
  }
  const scenario = checked(file, data)
  return { scenario, uploads: uploadsOf(scenario, dirname(path)) }
}

/** @throws UsageError */
export function checked(file: string, data: unknown): Scenario {
  try {
    return validateScenario(data)
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error
    throw new UsageError(`${file} is not a scenario:\n${error.problems.map(problem => `  - ${problem}`).join('\n')}`)
  }
}

/** Files beside the scenario (or in `files/` there) whose digest it names. */
export function uploadsOf(scenario: Scenario, directory: string): Map<string, Uint8Array> {
  const wanted = new Set(Object.values(scenario.files ?? {}).flatMap(source => ('upload' in source ? [source.upload] : [])))
  const uploads = new Map<string, Uint8Array>()
  if (wanted.size === 0) return uploads
  for (const folder of [directory, join(directory, 'files')]) {
    if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) continue
    for (const name of readdirSync(folder).sort()) {
      const path = join(folder, name)
      const stat = statSync(path, { throwIfNoEntry: false })
      if (!stat?.isFile() || stat.size > UPLOAD_BYTES_MAX) continue
      const bytes = new Uint8Array(readFileSync(path))
      const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`
      if (wanted.has(digest)) uploads.set(digest, bytes)
    }
  }
  return uploads
}
