/**
 * Makes the workshop's project: a folder that any Node runs as it is, with the engine inside. The page mounts it into a
 * WebContainer or gives it out as an archive; a test runs it with plain Node. Nothing in it depends on this repository.
 */
import { readFileSync, globSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { join } from 'node:path'
import { build } from 'vite'
import type { LocaleCode } from '../i18n/locales.ts'
import { declarationsOf, moduleOf } from './declarations.ts'
import type { ProjectFiles, WorkshopData } from './files.ts'

interface Chunk {
  readonly fileName: string
  readonly code?: string
}

/** Parts of the command that have no use in a project: they answer with a sentence. */
const LEFT_OUT: Readonly<Record<string, string>> = { 'golden.ts': 'golden', 'serve/command.ts': 'serve' }

/** The engine as JavaScript files: `layerlab.js` is the command, `play.js` and `scenario.js` are what scenarios and tests import. */
async function engineOf(root: string): Promise<Record<string, string>> {
  const node = join(root, 'sandbox', 'node')
  const built = await build({
    root, logLevel: 'error', configFile: false,
    ssr: { noExternal: true },
    build: {
      ssr: true, write: false, minify: true, target: 'node20',
      rolldownOptions: {
        input: { layerlab: join(node, 'main.ts'), play: join(node, 'play.ts'), scenario: join(root, 'sandbox', 'scenario', 'index.ts') },
        external: [/^node:/, ...builtinModules],
        output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
    plugins: [{
      name: 'layerlab-left-out',
      enforce: 'pre',
      resolveId: (id, importer) => (importer?.startsWith(node) === true && LEFT_OUT[id.replace(/^\.\//, '')] !== undefined ? `\0left-out:${id.replace(/^\.\//, '')}` : undefined),
      load: id => (id.startsWith('\0left-out:') ? `export const runServe = () => { throw new Error('layerlab ${LEFT_OUT[id.slice(10)] ?? ''} is not part of a project') }` : undefined),
    }],
  })
  const { output } = (Array.isArray(built) ? built[0] : built) as { readonly output: readonly Chunk[] }
  return Object.fromEntries(output.flatMap(({ fileName, code }) => (code === undefined ? [] : [[`engine/${fileName}`, code]])))
}

/** Node before 22.18 does not run TypeScript: then the compiler of the project does, file by file. */
const TYPESCRIPT = `import { register } from 'node:module'

if (!process.features.typescript) register('./typescript-hooks.js', import.meta.url)
`
const TYPESCRIPT_HOOKS = `import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

export async function load(url, context, next) {
  if (!url.endsWith('.ts')) return next(url, context)
  const compilerOptions = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022, sourceMap: false }
  const { outputText } = ts.transpileModule(readFileSync(fileURLToPath(url), 'utf8'), { compilerOptions, fileName: fileURLToPath(url) })
  return { format: 'module', source: outputText, shortCircuit: true }
}
`

/** How each script of the project is started, by its name. */
const run = (words: string): string => `node --import ./engine/typescript.js engine/layerlab.js ${words}`

/** The project without what is the reader's. */
async function fixedFiles(root: string, declarations: ProjectFiles): Promise<ProjectFiles> {
  const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { readonly devDependencies: Readonly<Record<string, string>> }
  const json = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`
  return {
    'package.json': json({
      name: 'layerlab-workshop', version: '1.0.0', private: true, type: 'module',
      scripts: { scenario: run('run scenarios/load-rmi.ts'), replay: run('replay scenarios/load-rmi.ts rmi-in-between'), test: 'vitest run', types: 'tsc -p .' },
      imports: {
        '#sandbox/scenario': { types: './engine/scenario.d.ts', default: './engine/scenario.js' },
        '#sandbox/node/play': { types: './engine/play.d.ts', default: './engine/play.js' },
      },
      devDependencies: { typescript: devDependencies['typescript'], vitest: devDependencies['vitest'] },
    }),
    'tsconfig.json': json({
      compilerOptions: { target: 'es2023', module: 'nodenext', moduleResolution: 'nodenext', strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, noEmit: true, allowImportingTsExtensions: true, skipLibCheck: true, types: [] },
      include: ['scenarios', 'tests'],
    }),
    'engine/package.json': json({ type: 'module' }),
    'engine/typescript.js': TYPESCRIPT,
    'engine/typescript-hooks.js': TYPESCRIPT_HOOKS,
    'engine/scenario.d.ts': declarations['scenario.d.ts'] ?? '',
    'engine/play.d.ts': declarations['play.d.ts'] ?? '',
    ...await engineOf(root),
  }
}

const made = new Map<string, Promise<{ readonly fixed: ProjectFiles; readonly declarations: ProjectFiles }>>()

function shared(root: string): Promise<{ readonly fixed: ProjectFiles; readonly declarations: ProjectFiles }> {
  let known = made.get(root)
  if (known) return known
  known = (async () => {
    const declarations = { 'scenario.d.ts': declarationsOf('sandbox/scenario/index.ts', root), 'play.d.ts': declarationsOf('sandbox/node/play.ts', root) }
    return { declarations, fixed: await fixedFiles(root, declarations) }
  })()
  made.set(root, known)
  return known
}

/** The one place where the project is made. @param root of the repository */
export async function workshopData(root: string, code: LocaleCode): Promise<WorkshopData> {
  const { fixed, declarations } = await shared(root)
  const from = join(root, 'content', 'workshop')
  const text = (path: string): string => readFileSync(join(from, path), 'utf8')
  const files: Record<string, string> = {}
  for (const path of globSync('{scenarios,tests}/*.ts', { cwd: from }).sort()) files[path] = text(path)
  return {
    files: { ...files, Dockerfile: text('Dockerfile'), 'README.md': text(`README.${code}.md`) },
    fixed,
    declarations: Object.fromEntries(Object.entries({ '#sandbox/scenario': declarations['scenario.d.ts'], '#sandbox/node/play': declarations['play.d.ts'] }).map(([name, content]) => [`${name.replaceAll(/\W+/g, '-').replace(/^-/, '')}.d.ts`, moduleOf(name, content ?? '')])),
  }
}
