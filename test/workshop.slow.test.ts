/** The workshop's project: run by plain Node, and through the adapter that a page uses for its WebContainer. */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { unzipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LOCALES } from '../src/i18n/locales.ts'
import { archiveOf } from '../src/islands/workshop/archive.ts'
import { BootError, bootNode } from '../src/islands/workshop/node-runtime.ts'
import type { BootOptions, BootStep, ContainerPackage, NodeRuntime } from '../src/islands/workshop/node-runtime.ts'
import { treeOf } from '../src/workshop/files.ts'
import type { ProjectFiles, WorkshopData } from '../src/workshop/files.ts'
import { workshopData } from '../src/workshop/project.ts'
import { linkModules, nodePackage } from './support/node-container.ts'

const ROOT = join(import.meta.dirname, '..')
const MODULES = ['vitest', 'typescript']
const DANGLING = "{ reference: 'hello:1', is: 'dangling' }"

let data: WorkshopData
let project: ProjectFiles
const folders: string[] = []

beforeAll(async () => {
  data = await workshopData(ROOT, 'en')
  project = { ...data.fixed, ...data.files }
})
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

/** The project as files, with what npm would have installed. */
async function unpacked(files: ProjectFiles): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'layerlab-project-'))
  folders.push(folder)
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  await linkModules(folder, MODULES)
  return folder
}

/** As somebody would at a prompt. The variables that vitest sets for its own tests are not theirs. */
const npm = (folder: string, ...words: readonly string[]): ReturnType<typeof spawnSync> =>
  spawnSync('npm', words, { cwd: folder, encoding: 'utf8', env: { PATH: `${join(ROOT, 'node_modules', '.bin')}:${process.env['PATH'] ?? ''}`, HOME: folder, CI: '1', npm_config_update_notifier: 'false' } })

describe('by plain Node', () => {
  it('runs its scenario, its tests and its compiler', async () => {
    const folder = await unpacked(project)
    expect(npm(folder, 'run', '-s', 'scenario')).toMatchObject({ status: 0, stdout: expect.stringContaining('2 passed, 0 failed') })
    expect(npm(folder, 'run', '-s', 'replay')).toMatchObject({ status: 0, stdout: expect.stringContaining('#capsule=') })
    expect(npm(folder, 'test')).toMatchObject({ status: 0, stdout: expect.stringContaining('2 passed') })
    expect(npm(folder, 'run', '-s', 'types')).toMatchObject({ status: 0, stdout: '' })
  })

  it('fails where the scenario is wrong, in each of them', async () => {
    const scenario = project['scenarios/load-rmi.ts'] ?? ''
    const folder = await unpacked({ ...project, 'scenarios/load-rmi.ts': scenario.replace(DANGLING, "{ image: 'hello:1', is: 'listed' }") })
    expect(npm(folder, 'run', '-s', 'scenario')).toMatchObject({ status: 1, stdout: expect.stringContaining('hello:1 is listed: it is absent') })
    expect(npm(folder, 'test').status).toBe(1)
    writeFileSync(join(folder, 'scenarios/load-rmi.ts'), scenario.replace("schedule: ['loader', 'cleaner']", "schedule: ['loader', 'claener']"))
    expect(npm(folder, 'run', '-s', 'types')).toMatchObject({ status: 2, stdout: expect.stringContaining('claener') })
  })

  it('runs TypeScript also on a Node that does not by itself', async () => {
    const folder = await unpacked(project)
    const node = join(ROOT, 'node_modules', '.bin', 'node')
    const printed = execFileSync(node, ['--no-experimental-strip-types', '--import', './engine/typescript.js', 'engine/layerlab.js', 'run', 'scenarios/load-rmi.ts'], { cwd: folder, encoding: 'utf8' })
    expect(printed).toContain('2 passed, 0 failed')
  })

  it('is the same in each language but for its README, and whole in the archive', async () => {
    for (const { code } of LOCALES) {
      const { files, fixed } = await workshopData(ROOT, code)
      expect(fixed).toEqual(data.fixed)
      expect(Object.keys(files)).toEqual(Object.keys(data.files))
      expect(Object.entries(files).filter(([path, text]) => data.files[path] !== text).map(([path]) => path)).toEqual(code === 'en' ? [] : ['README.md'])
    }
    const unzipped = unzipSync(archiveOf(project))
    expect(Object.fromEntries(Object.entries(unzipped).map(([path, bytes]) => [path.replace('layerlab-workshop/', ''), new TextDecoder().decode(bytes)]))).toEqual(project)
  })
})

describe('through the adapter of the page', () => {
  const near = { online: true, isolated: true, sharedMemory: true, reach: () => Promise.resolve() }

  async function boot(changed: Partial<BootOptions> = {}, container = nodePackage(MODULES)): Promise<{ runtime: NodeRuntime; steps: BootStep[]; output: () => string; folder: string }> {
    const steps: BootStep[] = []
    let output = ''
    const runtime = await bootNode({
      files: project, surroundings: near, load: () => Promise.resolve(container as ContainerPackage), bootMsMax: 60_000, signal: new AbortController().signal,
      onStep: step => void steps.push(step), onOutput: text => void (output += text), ...changed,
    })
    folders.push(container.folder())
    return { runtime, steps, output: () => output, folder: container.folder() }
  }

  it('mounts the very files that plain Node runs, and runs npm scripts and vitest on them', async () => {
    const { runtime, steps, folder } = await boot()
    expect(steps).toEqual(['looking', 'fetching', 'booting', 'mounting', 'ready'])
    for (const [path, text] of Object.entries(project)) expect(readFileSync(join(folder, path), 'utf8')).toBe(text)
    let printed = ''
    const run = async (...words: readonly string[]): Promise<number> => {
      printed = ''
      return await (await runtime.run(words[0] ?? '', words.slice(1), text => void (printed += text))).exit
    }
    expect(await run('npm', 'run', '-s', 'scenario')).toBe(0)
    expect(printed).toContain('2 passed, 0 failed')
    expect(await run('npm', 'test')).toBe(0)
    expect(printed).toContain('2 passed')
    // An edit arrives, and a broken scenario fails there too.
    await runtime.write('scenarios/load-rmi.ts', (project['scenarios/load-rmi.ts'] ?? '').replace(DANGLING, '{ listed: 7 }'))
    await runtime.write('notes/new/deep.txt', 'text\n')
    expect(await run('npm', 'run', '-s', 'scenario')).toBe(1)
    expect(printed).toContain('7 images are listed: there are 0')
    expect(await run('jsh', '-c', 'cat notes/new/deep.txt')).toBe(0)
    expect(printed).toBe('text\n')
    await runtime.remove('notes/new/deep.txt')
    expect(await run('jsh', '-c', 'cat notes/new/deep.txt')).not.toBe(0)
    runtime.dispose()
  })

  it('types to a command, and stops one', async () => {
    const { runtime } = await boot()
    let printed = ''
    const asked = await runtime.run('jsh', ['-c', 'read x; echo got $x; sleep 1000'], text => void (printed += text))
    await asked.write('this\n')
    await expect.poll(() => printed, { timeout: 60_000 }).toBe('got this\n')
    asked.stop()
    expect(await asked.exit).not.toBe(0)
  })

  it('says that the installation failed, with its output, where nothing is installed and there is no network', async () => {
    const container = nodePackage([])
    let output = ''
    await expect(boot({ onOutput: text => void (output += text) }, container)).rejects.toMatchObject({ why: 'install' })
    folders.push(container.folder())
    expect(output).not.toBe('')
  })

  const refusal = async (changed: Partial<BootOptions>): Promise<string> => await boot(changed).then(() => 'booted', (error: unknown) => (error instanceof BootError ? error.why : String(error)))
  const never = new Promise<never>(() => undefined)
  const booting = (result: () => Promise<never>): Partial<BootOptions> => ({ load: () => Promise.resolve({ WebContainer: { boot: result } }), bootMsMax: 300 })

  it.each<readonly [string, Partial<BootOptions>]>([
    ['offline', { surroundings: { ...near, online: false } }],
    ['not-isolated', { surroundings: { ...near, isolated: false } }],
    ['unsupported', { surroundings: { ...near, isolated: false, sharedMemory: false } }],
    ['unsupported', { surroundings: { ...near, sharedMemory: false } }],
    ['blocked', { surroundings: { ...near, reach: () => Promise.reject(new TypeError('Failed to fetch')) } }],
    ['silent', { surroundings: { ...near, reach: () => never }, bootMsMax: 300 }],
    ['silent', booting(() => never)],
    ['terms', booting(() => Promise.reject(new Error('Unauthorized: this origin has no licence')))],
    ['failed', booting(() => Promise.reject(new Error('out of memory')))],
    ['failed', { load: () => Promise.reject(new Error('no such chunk')) }],
    ['stopped', { ...booting(() => never), bootMsMax: 60_000, signal: AbortSignal.timeout(100) }],
  ])('tells why there is no Node: %s', async (why, changed) => {
    expect(await refusal(changed)).toBe(why)
  })
})

it('makes a tree of paths, and refuses a file that is a folder', () => {
  expect(treeOf({ 'a/b/c.txt': '1', 'a/d': '2' })).toEqual({ a: { directory: { b: { directory: { 'c.txt': { file: { contents: '1' } } } }, d: { file: { contents: '2' } } } } })
  expect(() => treeOf({ a: '1', 'a/b': '2' })).toThrow('a is a file')
})
