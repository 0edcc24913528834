/** The simulator as the harness drives it. */
import { text, utf8 } from '../../sandbox/base/bytes.ts'
import { installNodeCodecs } from '../../sandbox/node/codecs.ts'
import { isClientVersion } from '../../sandbox/cli/clients.ts'
import { Content } from '../../sandbox/disk/content.ts'
import type { FileNode } from '../../sandbox/disk/file-system.ts'
import { CellValues } from '../../sandbox/explore/values.ts'
import { journalEntries } from '../../sandbox/disk/power.ts'
import { isRegistryMode } from '../../sandbox/registry/modes.ts'
import type { RegistryContent } from '../../sandbox/registry/registry.ts'
import type { Task } from '../../sandbox/sched/scheduler.ts'
import { World } from '../../sandbox/scenario/world.ts'
import type { RunOptions as WorldRunOptions } from '../../sandbox/scenario/world.ts'
import type { EngineAction } from './recording.ts'
import type { DirtyFile, EngineResult, FileStatus, GoldenSubject, Lane, RegistryFixture, RunOptions, RunResult, StoreReader, SubjectOptions, Undecided } from './subject.ts'

const ROOT = '/var/lib/docker'
const USER = { name: 'user', home: '/home/user', uid: 1000 }
const WORK = '/home/user/work'
/** 2026-11-21T00:00:00Z */
const EPOCH = 1795219200
/** 2020-03-20T19:20:22Z */
const FIXTURE_TIME = 1584732022
const TERMINAL = { columns: 100, rows: 30 }

/** A world as the recordings had it. */
export function createSubject(options: SubjectOptions): GoldenSubject {
  const world = recordedWorld(options, EPOCH)
  for (const [name, content] of Object.entries(options.files)) putFile(world, name, utf8(content))
  for (const [name, bytes] of options.fixtures) putFile(world, name, bytes)
  return new WorldSubject(world)
}

/** The machine of the recordings, without files. */
export function recordedWorld(options: Omit<SubjectOptions, 'files' | 'fixtures'>, epochSeconds: number): World {
  installNodeCodecs()
  if (!isClientVersion(options.client)) throw new Error(`no client ${options.client}`)
  const world = World.create({ client: options.client, seed: options.seed, epochSeconds, hostname: 'docker-host', user: USER, directory: WORK, registry: options.registry && (() => registryContent(options.registry as RegistryFixture)) })
  world.scheduler.tracing = false
  return world
}

function registryContent({ index, blob }: RegistryFixture): RegistryContent {
  const { tags, mediaTypes } = index as Pick<RegistryContent, 'tags' | 'mediaTypes'>
  return {
    tags, mediaTypes,
    blob: hex => {
      const bytes = blob(hex)
      return bytes && Content.of(bytes)
    },
  }
}

function putFile(world: World, name: string, bytes: Uint8Array): void {
  world.putFile(`${WORK}/${name}`, bytes, { mode: name.endsWith('.sh') ? 0o755 : 0o644, uid: USER.uid, mtime: FIXTURE_TIME })
}

export class WorldSubject implements GoldenSubject {
  private readonly world: World
  private logFrom: number

  constructor(world: World) {
    this.world = world
    this.logFrom = world.machine.journal.length
  }

  get scheduler(): World['scheduler'] {
    return this.world.scheduler
  }

  get memory(): World['memory'] {
    return this.world.memory
  }

  run(line: string, options: RunOptions): RunResult {
    const { exit, stdout, stderr, interleaved, raw } = this.world.run(line, runOptions(options))
    return { exit, stdout, stderr, interleaved, ...(options.tty ? { raw } : {}) }
  }

  engine(action: EngineAction): EngineResult {
    this.noteNames()
    const { docker, machine } = this.world
    let exit: number | undefined
    if (action === 'kill') {
      for (const process of [...machine.processes.values()]) if (process.container !== undefined) machine.signal(process, 'KILL')
      const { engine } = docker
      if (engine?.alive) machine.signal(engine.process, 'KILL')
    }
    if (action === 'stop' || action === 'restart') {
      const process = docker.engine?.process
      this.world.stopDocker()
      exit = process?.exitStatus ?? 0
    }
    if (action !== 'start' && action !== 'restart') return exit === undefined ? {} : { exit }
    const { started } = this.world.startDocker()
    if (started) return { started, ...(exit === undefined ? {} : { exit }) }
    return { started, exit: 1 }
  }

  registryMode(mode: string): void {
    if (!this.world.registry) throw new Error('this world has no registry')
    if (!isRegistryMode(mode)) throw new Error(`no such fault of a registry: ${mode}`)
    this.world.registry.setMode(mode)
  }

  daemonLog(): readonly string[] {
    const lines = this.world.log('docker', this.logFrom).map(({ line }) => line.replace(/^time="[^"]*" /, ''))
    this.logFrom = this.world.machine.journal.length
    return lines.filter(line => !/^level=(?:info|debug) /.test(line))
  }

  randomNames(): readonly string[] {
    this.noteNames()
    return [...this.names]
  }

  /** The names that engines before the present one drew stay in the output. */
  private readonly names = new Set<string>()

  private noteNames(): void {
    for (const name of this.world.docker.engine?.containers.drawnNames ?? []) this.names.add(name)
  }

  readonly store: StoreReader = {
    list: path => {
      const node = this.find(path)
      return node?.type === 'directory' ? this.world.machine.diskFs.names(node) : undefined
    },
    readText: path => {
      const node = this.find(path)
      return node?.type === 'file' ? text(node.content.bytes()) : undefined
    },
    lstat: path => {
      const node = this.find(path)
      return node && statusOf(node)
    },
  }

  advanceSeconds(seconds: number): void {
    this.world.wait(seconds)
  }

  spawn(line: string): Lane {
    const running = this.world.spawn(line, { label: `lane${++this.lanes}` })
    const task = running.process.task as Task
    return {
      task,
      owns: other => other === task || other.name.startsWith(`${task.name}/`),
      result: () => {
        if (!running.ended) return undefined
        const { exit, stdout, stderr, interleaved } = running.result()
        return { exit, stdout, stderr, interleaved }
      },
    }
  }

  private lanes = 0

  get values(): CellValues {
    return (this.cellValues ??= new CellValues(this.world))
  }

  private cellValues: CellValues | undefined

  moment(): unknown {
    return { moment: this.world.moment(), logFrom: this.logFrom, lanes: this.lanes }
  }

  backTo(moment: unknown): void {
    const { moment: world, logFrom, lanes } = moment as { moment: ReturnType<World['moment']>; logFrom: number; lanes: number }
    this.world.backTo(world)
    this.logFrom = logFrom
    this.lanes = lanes
  }

  undecided(): Undecided {
    const { disk, diskFs } = this.world.machine
    const paths = new Map<FileNode, string>()
    const walk = (node: FileNode, path: string): void => {
      for (const name of diskFs.names(node)) {
        const child = diskFs.lookup(node, name) as FileNode
        const childPath = path === '' ? name : `${path}/${name}`
        paths.set(child, childPath)
        if (child.type === 'directory') walk(child, childPath)
      }
    }
    const root = this.find('')
    if (root) walk(root, '')
    const dirtyFiles: DirtyFile[] = [...disk.dirty.keys()].map(inode => ({ inode: inode.number, path: paths.get(inode), sizeBytes: inode.content.size }))
    return { journalEntries: journalEntries(disk).length, dirtyFiles }
  }

  cut(choice: Parameters<GoldenSubject['cut']>[0]): void {
    this.world.cutPower(choice)
  }

  boot(): { readonly started: boolean; readonly log: readonly string[] } {
    this.daemonLog()
    const { started } = this.world.boot()
    return { started, log: this.daemonLog() }
  }

  private find(path: string): FileNode | undefined {
    const { diskFs } = this.world.machine
    let node: FileNode | undefined = diskFs.root
    for (const name of `${ROOT}/${path}`.split('/')) if (name !== '' && node) node = node.type === 'directory' ? diskFs.lookup(node, name) : undefined
    return node
  }
}

const runOptions = ({ tty, asRoot, cwd }: RunOptions): WorldRunOptions => ({
  ...(tty ? { terminal: TERMINAL } : {}), ...(asRoot ? { asRoot } : {}), ...(cwd === undefined ? {} : { directory: cwd }),
})

function statusOf(node: FileNode): FileStatus {
  const { attributes } = node
  return {
    type: node.type, mode: attributes.mode, size: node.size, xattrs: new Map(Array.from(attributes.xattrs ?? [], ([name, value]) => [name, text(value)])),
    ...(node.type === 'symlink' ? { target: node.target } : {}), ...(node.device ? { device: node.device } : {}),
  }
}
