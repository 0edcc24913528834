/** What `layerlab explore` explores: a scenario from a file, or one made of lines. */
import { createHash } from 'node:crypto'
import { readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { FileSource, Scenario } from '../scenario/scenario.ts'
import type { CommandLine } from './command-line.ts'
import { UsageError } from './command-line.ts'
import { readScenarioFile } from './scenario-file.ts'
import type { ScenarioFile } from './scenario-file.ts'

const FILES_MAX = 500
/** Whose work is cut at once. */
const CRASH_ACTORS_MAX = 2
const ACTORS = ['A', 'B', 'C'] as const

/** @throws UsageError */
export async function exploredScenario({ words, start, mount, model, profile, client, crash }: CommandLine): Promise<ScenarioFile> {
  if (client !== undefined) throw new UsageError('explore takes the client of the profile: write --profile instead of --client')
  const settings = { ...(profile === undefined ? {} : { profile }), ...(model === undefined ? {} : { disk: { model } }) }
  const [first] = words
  if (first !== undefined && (words.length === 1 || crash) && isFile(first)) {
    if (start.length > 0 || mount !== undefined) throw new UsageError('a scenario says itself what comes before and which files there are: leave --start and --mount away')
    const { scenario, uploads } = await readScenarioFile(first)
    return { scenario: { ...scenario, ...settings }, uploads }
  }
  const wanted = crash ? 'give one line in quotes, or two: layerlab explore --crash \'docker load -i app.tar\'' : 'give two or three lines, each in quotes: layerlab explore \'docker load -i app.tar\' \'docker rmi app:1\''
  if (crash ? words.length < 1 || words.length > CRASH_ACTORS_MAX : words.length < 2 || words.length > ACTORS.length) throw new UsageError(`${wanted}; or the file of a scenario`)
  const uploads = new Map<string, Uint8Array>()
  const files: Record<string, FileSource> = {}
  for (const path of mount === undefined ? mentioned([...start, ...words]) : below(mount)) {
    const bytes = new Uint8Array(readFileSync(mount === undefined ? path : join(mount, path)))
    const upload = `sha256:${createHash('sha256').update(bytes).digest('hex')}`
    uploads.set(upload, bytes)
    files[path] = { upload }
  }
  const actors = Object.fromEntries(words.map((line, at) => [ACTORS[at] as string, [line]]))
  const scenario: Scenario = { id: 'explored', ...settings, files, start, actors, replays: {} }
  return { scenario, uploads }
}

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false

/** Files of the directory we stand in that lines name. */
function mentioned(lines: readonly string[]): string[] {
  const words = new Set(lines.flatMap(line => line.split(/[\s;|&<>()'"=]+/)))
  return [...words].filter(word => /^[\w.][\w.-]*$/.test(word) && isFile(word)).sort()
}

function below(directory: string): string[] {
  const paths: string[] = []
  const walk = (path: string): void => {
    for (const name of readdirSync(join(directory, path)).sort()) {
      const one = path === '' ? name : `${path}/${name}`
      const stat = statSync(join(directory, one), { throwIfNoEntry: false })
      if (stat?.isDirectory()) walk(one)
      else if (stat?.isFile()) paths.push(one)
      if (paths.length > FILES_MAX) throw new UsageError(`--mount ${directory}: it holds more than ${FILES_MAX} files; mount a smaller folder`)
    }
  }
  if (!statSync(directory, { throwIfNoEntry: false })?.isDirectory()) throw new UsageError(`--mount ${directory}: there is no such directory`)
  walk('')
  return paths
}
