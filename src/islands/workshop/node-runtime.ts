/**
 * A real Node in the page: a WebContainer, which comes from its vendor's servers. Nothing of it is fetched before the
 * reader agrees. It may be out of reach for many reasons, and its `boot` then never ends, so each is looked for, and all
 * of it has a time limit of ours.
 */
import type { WebContainer } from '@webcontainer/api'
import { treeOf } from '../../workshop/files.ts'
import type { ProjectFiles } from '../../workshop/files.ts'
import { VENDOR_ORIGIN } from '../../workshop/isolation.ts'

/** The part of the package that is used. */
export interface ContainerPackage {
  readonly WebContainer: { boot(options?: { readonly coep?: 'credentialless' | 'require-corp' | 'none'; readonly workdirName?: string }): Promise<WebContainer> }
}

/** Where it stands on the way to a Node that is ready. */
export type BootStep = 'looking' | 'fetching' | 'booting' | 'mounting' | 'installing' | 'ready'

/** Why there is no Node. */
export type BootRefusal = 'offline' | 'blocked' | 'not-isolated' | 'unsupported' | 'silent' | 'terms' | 'install' | 'failed' | 'stopped'

export class BootError extends Error {
  override readonly name = 'BootError'
  readonly why: BootRefusal

  constructor(why: BootRefusal, message: string = why) {
    super(message)
    this.why = why
  }
}

/** What the page is like, as far as it matters. */
export interface Surroundings {
  readonly online: boolean
  readonly isolated: boolean
  /** Has the browser what an isolated page may use? */
  readonly sharedMemory: boolean
  /** Does the vendor's server answer? Rejects when it does not. */
  reach(signal: AbortSignal): Promise<unknown>
}

/** This page and this browser. */
export const pageSurroundings = (): Surroundings => ({
  online: navigator.onLine, isolated: crossOriginIsolated, sharedMemory: typeof SharedArrayBuffer === 'function',
  reach: signal => fetch(`${VENDOR_ORIGIN}/headless`, { mode: 'no-cors', cache: 'no-store', signal }),
})

export interface BootOptions {
  readonly files: ProjectFiles
  readonly surroundings: Surroundings
  readonly load: () => Promise<ContainerPackage>
  /** For reaching the vendor and booting, in milliseconds; what is installed after that takes what it takes and can be stopped. */
  readonly bootMsMax: number
  readonly onStep: (step: BootStep) => void
  readonly onOutput: (text: string) => void
  readonly signal: AbortSignal
}

/** Longest wait until the reader is told what is missing. */
export const BOOT_MS_MAX = 15_000

/**
 * Boot, mount the project, and install what it names.
 *
 * @throws BootError
 */
export async function bootNode({ files, surroundings, load, bootMsMax, onStep, onOutput, signal }: BootOptions): Promise<NodeRuntime> {
  onStep('looking')
  if (!surroundings.online) throw new BootError('offline')
  if (!surroundings.isolated) throw new BootError(surroundings.sharedMemory ? 'not-isolated' : 'unsupported')
  if (!surroundings.sharedMemory) throw new BootError('unsupported')
  const limit = new AbortController()
  const gone = new Promise<never>((_, reject) => {
    const timer = setTimeout(() => reject(new BootError('silent')), bootMsMax)
    if (signal.aborted) reject(new BootError('stopped'))
    signal.addEventListener('abort', () => reject(new BootError('stopped')), { once: true, signal: limit.signal })
    limit.signal.addEventListener('abort', () => clearTimeout(timer))
  })
  let container: WebContainer
  try {
    await Promise.race([gone, surroundings.reach(limit.signal).catch(() => Promise.reject(new BootError('blocked')))])
    onStep('fetching')
    const { WebContainer: api } = await Promise.race([gone, load()])
    onStep('booting')
    container = await Promise.race([gone, api.boot({ coep: 'credentialless', workdirName: 'workshop' })])
  } catch (error) {
    throw explained(error)
  } finally {
    gone.catch(() => undefined)
    limit.abort()
  }
  try {
    onStep('mounting')
    await container.mount(treeOf(files))
    const runtime = new NodeRuntime(container)
    if (!await isThere(container, 'node_modules')) {
      onStep('installing')
      const install = await runtime.run('npm', ['install', '--no-audit', '--no-fund'], onOutput)
      if (signal.aborted) install.stop()
      signal.addEventListener('abort', () => install.stop())
      const status = await install.exit
      if (signal.aborted) throw new BootError('stopped')
      if (status !== 0) throw new BootError('install', `npm install ended with ${status}`)
    }
    onStep('ready')
    return runtime
  } catch (error) {
    container.teardown()
    throw explained(error)
  }
}

function explained(error: unknown): BootError {
  if (error instanceof BootError) return error
  const message = error instanceof Error ? error.message : String(error)
  return new BootError(/licen[cs]e|api key|unauthori[sz]ed|forbidden|not allowed/i.test(message) ? 'terms' : 'failed', message)
}

const isThere = (container: WebContainer, path: string): Promise<boolean> => container.fs.readdir(path).then(() => true, () => false)

/** A command at work. */
export interface RunningCommand {
  /** Its exit status. */
  readonly exit: Promise<number>
  /** Type to it. */
  write(text: string): Promise<void>
  stop(): void
}

/** A Node with the project. */
export class NodeRuntime {
  private readonly container: WebContainer

  constructor(container: WebContainer) {
    this.container = container
  }

  /** Start a command in the project's folder. What it writes comes as it would on a terminal. */
  async run(command: string, args: readonly string[], onOutput: (text: string) => void): Promise<RunningCommand> {
    const process = await this.container.spawn(command, [...args], { env: { FORCE_COLOR: '0', CI: '1' } })
    const drained = process.output.pipeTo(new WritableStream({ write: text => onOutput(text) })).catch(() => undefined)
    const writer = process.input.getWriter()
    return {
      exit: process.exit.then(async status => {
        await drained
        return status
      }),
      write: text => writer.write(text),
      stop: () => process.kill(),
    }
  }

  /** Put a file into the project, with its folders. */
  async write(path: string, text: string): Promise<void> {
    const slash = path.lastIndexOf('/')
    if (slash > 0) await this.container.fs.mkdir(path.slice(0, slash), { recursive: true })
    await this.container.fs.writeFile(path, text)
  }

  async remove(path: string): Promise<void> {
    await this.container.fs.rm(path, { force: true })
  }

  dispose(): void {
    this.container.teardown()
  }
}
