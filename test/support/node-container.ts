/**
 * A WebContainer made of this computer's Node: the package's own interface over a folder and child processes. It has no
 * network; what `npm install` would fetch is linked from this repository before anybody asks.
 */
import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, readFile, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { FileSystemAPI, FileSystemTree, SpawnOptions, Unsubscribe, WebContainer, WebContainerProcess } from '@webcontainer/api'

const MODULES = join(import.meta.dirname, '..', '..', 'node_modules')

/** What a test needs of the interface; whatever else is asked for fails, and says so. */
type Used = Pick<WebContainer, 'fs' | 'mount' | 'on' | 'spawn' | 'teardown' | 'path' | 'workdir'>

class NodeContainer implements Used {
  readonly workdir: string
  readonly path = `${join(MODULES, '.bin')}:${process.env['PATH'] ?? ''}`
  readonly fs: FileSystemAPI
  private readonly running = new Set<ReturnType<typeof spawn>>()

  constructor(folder: string) {
    this.workdir = folder
    const at = (path: string): string => join(folder, path)
    this.fs = {
      readFile: ((path: string, encoding?: NodeJS.BufferEncoding | null) => readFile(at(path), encoding)) as FileSystemAPI['readFile'],
      readdir: ((path: string) => readdir(at(path))) as FileSystemAPI['readdir'],
      writeFile: (path, data) => writeFile(at(path), data),
      mkdir: ((path: string, options?: { readonly recursive?: boolean }) => mkdir(at(path), options)) as FileSystemAPI['mkdir'],
      rm: (path, options) => rm(at(path), options),
      rename: (from, to) => rename(at(from), at(to)),
      watch: () => {
        throw new Error('watching is not part of this stand-in')
      },
    }
  }

  async mount(tree: FileSystemTree | Uint8Array | ArrayBuffer): Promise<void> {
    if (tree instanceof Uint8Array || tree instanceof ArrayBuffer) throw new Error('binary snapshots are not part of this stand-in')
    await put(this.workdir, tree)
  }

  on(): Unsubscribe {
    return () => undefined
  }

  spawn(command: string, args: string[], options?: SpawnOptions): Promise<WebContainerProcess>
  spawn(command: string, options?: SpawnOptions): Promise<WebContainerProcess>
  async spawn(command: string, second?: string[] | SpawnOptions, third?: SpawnOptions): Promise<WebContainerProcess> {
    const [args, options] = Array.isArray(second) ? [second, third] : [[], second]
    // `jsh` is the container's own shell; here sh does its work.
    const child = spawn(command === 'jsh' ? 'sh' : command, args, {
      cwd: join(this.workdir, options?.cwd ?? '.'),
      // A group of its own: what a command has started ends with it.
      detached: true,
      env: { PATH: this.path, HOME: this.workdir, npm_config_offline: 'true', npm_config_update_notifier: 'false', ...Object.fromEntries(Object.entries(options?.env ?? {}).map(([name, value]) => [name, String(value)])) },
    })
    this.running.add(child)
    const exit = new Promise<number>(resolve => {
      child.on('error', () => resolve(127))
      child.on('close', (status, signal) => {
        this.running.delete(child)
        resolve(signal === null ? (status ?? 0) : 143)
      })
    })
    return {
      exit,
      input: new WritableStream<string>({ write: text => void child.stdin.write(text) }),
      output: new ReadableStream<string>({
        start(controller) {
          for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => controller.enqueue(text))
          void exit.then(() => controller.close())
        },
      }),
      kill: () => endGroup(child),
      resize: () => undefined,
    }
  }

  teardown(): void {
    for (const child of this.running) endGroup(child)
  }
}

function endGroup({ pid }: { readonly pid?: number | undefined }): void {
  if (pid !== undefined) process.kill(-pid)
}

async function put(folder: string, tree: FileSystemTree): Promise<void> {
  for (const [name, node] of Object.entries(tree)) {
    const path = join(folder, name)
    if ('directory' in node) {
      await mkdir(path, { recursive: true })
      await put(path, node.directory)
    } else if ('contents' in node.file) await writeFile(path, node.file.contents)
    else await symlink(node.file.symlink, path)
  }
}

/** Packages of this repository, as an installation would leave them. */
export async function linkModules(folder: string, names: readonly string[]): Promise<void> {
  for (const name of [...names, '.bin']) {
    const path = join(folder, 'node_modules', name)
    await mkdir(dirname(path), { recursive: true })
    await symlink(join(MODULES, name), path)
  }
}

/** The part of the package that is used: boots in a folder of its own. @param installed packages that are there already */
export function nodePackage(installed: readonly string[]): { readonly folder: () => string; readonly WebContainer: { boot(): Promise<WebContainer> } } {
  let folder = ''
  return {
    folder: () => folder,
    WebContainer: {
      async boot() {
        folder = await mkdtemp(join(tmpdir(), 'layerlab-workshop-'))
        if (installed.length > 0) await linkModules(folder, installed)
        return new NodeContainer(folder) as unknown as WebContainer
      },
    },
  }
}
