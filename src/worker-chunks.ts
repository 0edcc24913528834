/**
 * How the worker's code is cut into files: what it needs at once is one of them, what every typed line needs besides is
 * another, and then each part of the engine.
 */

interface Module {
  readonly isEntry: boolean
  readonly importedIds: readonly string[]
  readonly importers: readonly string[]
}

/** What the bundler tells of its modules. */
interface Modules {
  getModuleInfo(id: string): Module | null
}

/** By bundle and root: is a module imported by that root, directly or not? */
type Answers = Map<string, boolean>

const fromEntry = new WeakMap<Modules, Answers>()
const fromLine = new WeakMap<Modules, Answers>()

const isLine = (id: string): boolean => id.endsWith('/src/playground/line.ts')

function isBelow(isRoot: (id: string, module: Module) => boolean, known: WeakMap<Modules, Answers>, id: string, modules: Modules, seen = new Set<string>()): boolean {
  let answers = known.get(modules)
  if (!answers) known.set(modules, (answers = new Map()))
  const answer = answers.get(id)
  if (answer !== undefined) return answer
  if (seen.has(id)) return false
  seen.add(id)
  const info = modules.getModuleInfo(id)
  const found = info !== null && (isRoot(id, info) || info.importers.some(importer => isBelow(isRoot, known, importer, modules, seen)))
  if (found || seen.size === 1) answers.set(id, found)
  return found
}

function fileOf(id: string, modules: Modules): string | null {
  if (isBelow((_, { isEntry }) => isEntry, fromEntry, id, modules)) return 'core'
  return isBelow(isLine, fromLine, id, modules) ? 'line' : null
}

/** For the bundler's `output.codeSplitting`. */
export const workerChunks = { groups: [{ name: fileOf }] }
