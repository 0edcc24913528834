/** What the worker of a sandbox weighs: the file it starts with, and each part of the engine that it loads later. */
import { brotliCompressSync } from 'node:zlib'
import { build } from 'vite'
import { workerChunks } from '../worker-chunks.ts'

interface Chunk {
  readonly fileName: string
  readonly name: string
  readonly code: string
  readonly imports: readonly string[]
  readonly isEntry: boolean
  readonly isDynamicEntry: boolean
  readonly moduleIds: readonly string[]
}

export interface WorkerSizes {
  /** Bytes over the wire before the first line can run, brotli. */
  readonly atOnceBytes: number
  /** Source files in it. */
  readonly atOnceFiles: readonly string[]
  /** By name of the part: what it adds to a worker that has loaded no other part but the one for all lines. */
  readonly parts: Readonly<Record<string, number>>
}

/** Fetched later too, and no parts of what a line may use: the rehearsal of the first lines, and the explorer. */
const NO_PARTS: ReadonlySet<string> = new Set(['rehearsal', 'explorer-worker'])

/** Build the worker as the site does, and weigh it. */
export async function measureWorker(root: string): Promise<WorkerSizes> {
  const built = await build({
    root, logLevel: 'error', configFile: false,
    build: { write: false, minify: true, modulePreload: false, rolldownOptions: { input: `${root}/src/playground/worker.ts`, output: { codeSplitting: workerChunks } } },
  })
  const { output } = (Array.isArray(built) ? built[0] : built) as { readonly output: readonly Chunk[] }
  const chunks = new Map(output.filter(({ code }) => code !== undefined).map(chunk => [chunk.fileName, chunk]))
  const withImports = (fileName: string, seen = new Set<string>()): Set<string> => {
    const chunk = chunks.get(fileName)
    if (!chunk || seen.has(fileName)) return seen
    seen.add(fileName)
    for (const imported of chunk.imports) withImports(imported, seen)
    return seen
  }
  const entry = output.find(({ isEntry }) => isEntry)
  if (!entry) throw new Error('the worker has no entry')
  const atOnce = withImports(entry.fileName)
  const line = [...chunks.values()].find(({ name, isDynamicEntry }) => isDynamicEntry && name === 'line')
  if (!line) throw new Error('no part for all lines')
  const forLines = withImports(line.fileName)
  const weigh = (files: Iterable<string>): number => [...files].reduce((sum, file) => sum + brotliCompressSync(chunks.get(file)?.code ?? '').length, 0)
  const parts: Record<string, number> = {}
  for (const chunk of chunks.values()) {
    if (chunk.isDynamicEntry && !NO_PARTS.has(chunk.name)) parts[chunk.name] = weigh([...withImports(chunk.fileName)].filter(file => !atOnce.has(file) && (chunk === line || !forLines.has(file))))
  }
  return {
    atOnceBytes: weigh(atOnce), parts,
    atOnceFiles: [...atOnce].flatMap(file => chunks.get(file)?.moduleIds ?? []).map(id => id.slice(root.length + 1)).sort(),
  }
}
