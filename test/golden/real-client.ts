/**
 * Real docker clients against `layerlab serve`: where they are found, and a scenario played by one of them. The shell
 * and its other programs are those of this machine; the engine is ours.
 */
import { spawn, spawnSync } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ApiServer } from '../../sandbox/node/serve/server.ts'
import type { World } from '../../sandbox/scenario/world.ts'
import { bytesOf, errorText, registryOf } from './case.ts'
import type { RecordedStep, ScenarioRecording } from './recording.ts'
import { titleOf } from './scenario-runner.ts'
import type { PlayedScenario, PlayedStep } from './scenario-runner.ts'
import { screenOf } from './screen.ts'
import { dumpStore } from './store-dump.ts'
import { WorldSubject, recordedWorld } from './world-subject.ts'

const RECORDED_SOCKET = '/var/run/docker.sock'
const RECORDED_HOME = '/home/user'
const FIXTURE_TIME = 1584732022
const USER = 1000
/** A background job of a step may hold its output open. */
const OUTPUT_GRACE_MS = 150
const STEP_MS_MAX = 90_000

/** The version that a docker program says it has, such as `20.10.24`; undefined when it does not run. */
function versionOf(program: string): string | undefined {
  const { status, stdout } = spawnSync(program, ['--version'], { encoding: 'utf8' })
  return status === 0 ? /Docker version (\d+\.\d+\.\d+)/.exec(stdout)?.[1] : undefined
}

/**
 * The clients of this machine by version: the one in the path, and Debian's, which is unpacked into a folder for
 * temporary files when apt can bring it. Nothing is installed.
 */
export function realClients(say: (line: string) => void): ReadonlyMap<string, string> {
  const clients = new Map<string, string>()
  const installed = (process.env['PATH'] ?? '').split(':').map(folder => join(folder, 'docker')).filter(path => existsSync(path))
  for (const program of [...installed, debianClient()]) {
    const version = program === undefined ? undefined : versionOf(program)
    if (program !== undefined && version !== undefined && !clients.has(version)) clients.set(version, program)
  }
  for (const version of ['20.10.24', '28.2.2']) if (!clients.has(version)) say(`no docker client ${version} on this machine, and apt does not bring it: recordings made with it are not replayed`)
  return clients
}

function debianClient(): string | undefined {
  const folder = join(tmpdir(), `layerlab-docker-client-${process.getuid?.() ?? 0}`)
  const program = join(folder, 'usr', 'bin', 'docker')
  if (existsSync(program)) return program
  mkdirSync(folder, { recursive: true })
  spawnSync('apt-get', ['download', 'docker.io'], { cwd: folder, timeout: 120_000 })
  const archive = readdirSync(folder).find(name => name.endsWith('.deb'))
  if (archive === undefined) return undefined
  spawnSync('dpkg-deb', ['--extract', archive, '.'], { cwd: folder })
  rmSync(join(folder, archive))
  return existsSync(program) ? program : undefined
}

/** What a real program printed. */
export interface Printed {
  readonly exit: number
  readonly stdout: string
  readonly stderr: string
}

/** A served world, a real client and a folder for it. */
export class RealHost {
  readonly world: World
  readonly folder: string
  readonly work: string
  private readonly server: ApiServer
  /** Set by a mistake of ours. */
  fault: unknown

  private constructor(world: World, folder: string) {
    this.world = world
    this.folder = folder
    this.work = join(folder, 'home', 'work')
    this.server = new ApiServer(world, {
      docker: { path: join(folder, 'docker.sock') }, control: { path: join(folder, 'control.sock') },
      onFault: fault => {
        this.fault ??= fault
      },
    })
  }

  /** @param client the program */
  static async start(world: World, client: string): Promise<RealHost> {
    const folder = mkdtempSync(join(tmpdir(), 'layerlab-serve-'))
    chmodSync(folder, 0o755)
    const host = new RealHost(world, folder)
    mkdirSync(host.work, { recursive: true })
    mkdirSync(join(folder, 'bin'))
    symlinkSync(client, join(folder, 'bin', 'docker'))
    if (isRoot) for (const path of [join(folder, 'home'), host.work]) chownSync(path, USER, USER)
    await host.server.listen()
    host.shareSocket()
    return host
  }

  put(name: string, bytes: Uint8Array | string): void {
    const path = join(this.work, name)
    mkdirSync(join(path, '..'), { recursive: true })
    writeFileSync(path, bytes)
    chmodSync(path, name.endsWith('.sh') ? 0o755 : 0o644)
    utimesSync(path, FIXTURE_TIME, FIXTURE_TIME)
    if (isRoot) chownSync(path, USER, USER)
  }

  /** `bash -c LINE` of this machine, its names those of the recordings. */
  async run(line: string, tty: boolean): Promise<Printed> {
    this.shareSocket()
    const program = tty ? ['script', '-qec', `stty cols 100 rows 30; bash -c ${quoted(line)}`, '/dev/null'] : ['bash', '-c', line]
    const child = spawn(program[0] as string, program.slice(1), {
      cwd: this.work, stdio: ['ignore', 'pipe', 'pipe'], ...(isRoot ? { uid: USER, gid: USER } : {}),
      env: { PATH: `${join(this.folder, 'bin')}:${process.env['PATH'] ?? ''}`, TZ: 'UTC', LANG: 'C.UTF-8', HOME: join(this.folder, 'home'), USER: 'user', SHELL: '/bin/bash', TERM: 'xterm', DOCKER_BUILDKIT: '0', DOCKER_HOST: `unix://${join(this.folder, 'docker.sock')}` },
    })
    const chunks: Record<'stdout' | 'stderr', Buffer[]> = { stdout: [], stderr: [] }
    for (const stream of ['stdout', 'stderr'] as const) child[stream].on('data', (chunk: Buffer) => chunks[stream].push(chunk))
    const timer = setTimeout(() => child.kill('SIGKILL'), STEP_MS_MAX)
    const exit = await new Promise<number>((done, failed) => {
      child.on('error', failed)
      child.on('close', code => done(code ?? 137))
      child.on('exit', code => setTimeout(() => done(code ?? 137), OUTPUT_GRACE_MS))
    })
    clearTimeout(timer)
    const text = (stream: 'stdout' | 'stderr'): string => this.named(Buffer.concat(chunks[stream]).toString())
    return { exit, stdout: text('stdout'), stderr: text('stderr') }
  }

  /** `POST /layerlab/…` */
  async control(path: string, body = ''): Promise<Record<string, unknown>> {
    return await new Promise((done, failed) => {
      const asked = request({ socketPath: join(this.folder, 'control.sock'), path: `/layerlab${path}`, method: 'POST' }, answer => {
        let text = ''
        answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk)).on('end', () => {
          const value = JSON.parse(text) as Record<string, unknown>
          if (answer.statusCode === 200) done(value)
          else failed(new Error(String(value['message'])))
        })
      })
      asked.on('error', failed)
      asked.end(body)
    })
  }

  async close(): Promise<void> {
    await this.server.close()
    rmSync(this.folder, { recursive: true, force: true })
  }

  /** The socket appears anew with each start of the daemon. */
  private shareSocket(): void {
    const path = join(this.folder, 'docker.sock')
    if (isRoot && existsSync(path)) chmodSync(path, 0o666)
  }

  private named(text: string): string {
    const socket = join(this.folder, 'docker.sock')
    return text.replaceAll(socket, RECORDED_SOCKET).replaceAll(encodeURIComponent(socket), encodeURIComponent(RECORDED_SOCKET)).replaceAll(join(this.folder, 'home'), RECORDED_HOME)
  }
}

const isRoot = process.getuid?.() === 0
const quoted = (line: string): string => `'${line.replaceAll("'", `'\\''`)}'`

/** Play a scenario with a real client. */
export async function playWithClient(recording: ScenarioRecording, client: string, fixtures: string): Promise<PlayedScenario> {
  const world = recordedWorld({ client: '20.10.24', seed: 1, registry: recording.registry === undefined ? undefined : registryOf(fixtures) }, Math.floor(Date.now() / 1000))
  const subject = new WorldSubject(world)
  const host = await RealHost.start(world, client)
  try {
    for (const [name, content] of Object.entries(recording.files ?? {})) host.put(name, content)
    for (const name of recording.fixtures ?? []) host.put(name, bytesOf(join(fixtures, name)))
    const steps: PlayedStep[] = []
    for (const step of recording.steps) {
      subject.randomNames()
      try {
        steps.push(await playStep(host, step))
      } catch (error) {
        steps.push({ ...titleOf(step), failed: errorText(error) })
      }
      if (host.fault !== undefined) throw host.fault
    }
    return { steps, names: subject.randomNames(), store: recording.state === undefined ? undefined : dumpStore(subject.store) }
  } finally {
    await host.close()
  }
}

async function playStep(host: RealHost, step: RecordedStep): Promise<PlayedStep> {
  const title = titleOf(step)
  if (step.cmd !== undefined) {
    const { exit, stdout, stderr } = await host.run(step.cmd, step.tty === true)
    return step.tty ? { ...title, exit, stdout, screen: screenOf(stdout) } : { ...title, exit, stdout, stderr }
  }
  if (step.damage !== undefined) {
    const { exit, stdout, stderr } = await host.control('/shell?directory=/var/lib/docker', step.damage)
    return { ...title, exit: exit as number, stdout: stdout as string, stderr: stderr as string }
  }
  if (step.engine !== undefined) {
    const { started, exit } = await host.control(`/docker?do=${step.engine}`)
    return {
      ...title,
      ...(step.started === undefined || started === undefined ? {} : { started: started as boolean }),
      ...(step.engineExit === undefined || exit === undefined ? {} : { engineExit: exit as number }),
    }
  }
  if (step.registryMode !== undefined) await host.control(`/registry?mode=${step.registryMode}`)
  return title
}
