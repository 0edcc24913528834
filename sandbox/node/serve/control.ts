/**
 * Endpoints of our own, below `/layerlab`: faults, and schedules by hand. They belong to whoever stands beside the
 * machine, not to Docker.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { PowerLossChoice } from '../../disk/power.ts'
import { REGISTRY_MODES, isRegistryMode } from '../../registry/modes.ts'
import type { World } from '../../scenario/world.ts'
import { sleep } from '../../sched/op.ts'
import type { Op } from '../../sched/op.ts'
import type { Task } from '../../sched/scheduler.ts'
import type { Clock } from './clock.ts'

/** What was asked for is not possible: a sentence for the one who asked. */
class Refused extends Error {}

type Action = (query: URLSearchParams, body: string) => unknown

/** Something that is under way in the world, and what to do when it has ended. */
interface Pending {
  readonly ended: () => boolean
  readonly then: () => void
}

const BODY_BYTES_MAX = 1 << 20
const STEPS_MAX = 100_000

export class Control {
  private readonly clock: Clock
  private readonly world: World
  private readonly pending = new Set<Pending>()

  constructor(clock: Clock) {
    this.clock = clock
    this.world = clock.world
  }

  private readonly actions: Readonly<Record<string, Action>> = {
    'GET /layerlab': () => this.state(),
    'POST /layerlab/power-loss': query => this.powerLoss(query),
    'POST /layerlab/boot': () => this.boot(),
    'POST /layerlab/hold': () => this.hold(true),
    'POST /layerlab/release': () => this.hold(false),
    'POST /layerlab/step': query => this.steps(query),
    'POST /layerlab/docker': query => this.docker(query),
    'POST /layerlab/registry': query => this.registry(query),
    'POST /layerlab/shell': (query, body) => this.shell(query, body),
  }

  answer(request: IncomingMessage, response: ServerResponse): void {
    const [path = '', search = ''] = (request.url ?? '').split('?')
    const action = this.actions[`${request.method} ${path.replace(/\/$/, '')}`]
    const chunks: Uint8Array[] = []
    let bytes = 0
    request.on('data', (chunk: Uint8Array) => {
      bytes += chunk.length
      if (bytes > BODY_BYTES_MAX) request.destroy()
      else chunks.push(chunk)
    })
    request.on('end', () => {
      void (async () => {
        try {
          if (!action) throw new Refused(`there is no ${request.method} ${path}; there are ${Object.keys(this.actions).join(', ')}`)
          send(response, 200, await action(new URLSearchParams(search), Buffer.concat(chunks).toString()))
        } catch (error) {
          if (!(error instanceof Refused)) throw error
          send(response, 400, { message: error.message })
        }
      })().catch((error: unknown) => this.clock.onFault(error))
    })
  }

  afterSlice(): void {
    for (const pending of [...this.pending]) {
      if (!pending.ended()) continue
      this.pending.delete(pending)
      pending.then()
    }
  }

  private state(): unknown {
    const { machine, scheduler, docker } = this.world
    return {
      powered: machine.powered, daemon: docker.active(), held: this.clock.held, tick: scheduler.nowTick,
      tasks: scheduler.tasks.filter(task => !task.background).map(task => ({
        name: task.name, ready: task.enabled, tick: task.atTick, ...(task.pending ? { kind: task.pending.kind, target: task.pending.target } : {}),
      })),
    }
  }

  /** `keep`: none (as given when nothing is), all, or a seed that decides. The machine boots again unless `boot=0`. */
  private async powerLoss(query: URLSearchParams): Promise<unknown> {
    const { world } = this
    const choice = choiceOf(query.get('keep') ?? 'none')
    if (!world.machine.powered) throw new Refused('the power is off already')
    // What the disk writes by itself up to now has been written.
    if (!this.clock.held) await this.done(sleep(0), 'power loss')
    world.cutPower(choice)
    const report = world.machine.lastLoss
    if (query.get('boot') !== '0') return { lost: report, ...(this.boot() as object) }
    this.clock.wake()
    return { lost: report, powered: false }
  }

  private boot(): unknown {
    const { world } = this
    if (world.machine.powered) throw new Refused('the machine is on')
    const booted = world.boot()
    this.clock.wake()
    return { powered: true, ...booted }
  }

  private hold(held: boolean): unknown {
    this.clock.held = held
    this.clock.wake()
    return this.state()
  }

  /** Steps of one task, or of whichever is due first. */
  private steps(query: URLSearchParams): unknown {
    const { scheduler } = this.world
    if (!this.clock.held) throw new Refused('the world moves by itself: POST /layerlab/hold first')
    const count = Number(query.get('count') ?? '1')
    if (!Number.isInteger(count) || count < 1 || count > STEPS_MAX) throw new Refused(`count is a number from 1 to ${STEPS_MAX}`)
    const wanted = query.get('task')
    const taken: unknown[] = []
    for (let index = 0; index < count; index++) {
      const enabled = scheduler.enabled().filter(task => (wanted === null ? !task.background : task.name === wanted))
      const task = enabled.sort((a, b) => a.dueTick - b.dueTick || a.serial - b.serial)[0]
      if (!task?.pending) break
      const { kind, target } = task.pending
      this.clock.step(task)
      taken.push({ task: task.name, kind, target, tick: task.atTick })
    }
    if (taken.length === 0 && wanted !== null && !scheduler.tasks.some(task => task.name === wanted)) throw new Refused(`there is no task ${wanted}; GET /layerlab names them`)
    return { steps: taken }
  }

  /** `do`: stop (SIGTERM), kill (SIGKILL, containers too), start, restart. */
  private async docker(query: URLSearchParams): Promise<unknown> {
    const { docker, machine } = this.world
    const action = query.get('do') ?? ''
    if (!['stop', 'kill', 'start', 'restart'].includes(action)) throw new Refused('do is stop, kill, start or restart')
    if (!machine.powered) throw new Refused('the power is off')
    if (this.clock.held) throw new Refused('the world is held: POST /layerlab/release first')
    if (action === 'kill') {
      for (const process of [...machine.processes.values()]) if (process.container !== undefined) machine.signal(process, 'KILL')
      const { engine } = docker
      if (engine?.alive) machine.signal(engine.process, 'KILL')
      this.clock.wake()
    }
    let exit: number | undefined
    if (action === 'stop' || action === 'restart') {
      const process = docker.engine?.process
      await this.done(docker.stop(), 'systemctl')
      exit = process?.exitStatus
    }
    if (action !== 'start' && action !== 'restart') return { running: docker.active(), ...(exit === undefined ? {} : { exit }) }
    const task = await this.done(docker.start(), 'systemctl')
    if (task.state === 'failed') return { running: false, started: false, error: (task.error as Error).message, exit: docker.engine?.process.exitStatus }
    return { running: true, started: true, ...(exit === undefined ? {} : { exit }) }
  }

  private registry(query: URLSearchParams): unknown {
    const mode = query.get('mode') ?? ''
    if (!this.world.registry) throw new Refused('this machine has no network: give --registry')
    if (!isRegistryMode(mode)) throw new Refused(`mode is one of ${REGISTRY_MODES.join(', ')}`)
    this.world.registry.setMode(mode)
    return { mode }
  }

  /** A line of shell on the simulated machine, as root: what is done to a disk behind the daemon's back. */
  private async shell(query: URLSearchParams, line: string): Promise<unknown> {
    if (line === '') throw new Refused('the body is the line')
    if (!this.world.machine.powered) throw new Refused('the power is off')
    if (this.clock.held) throw new Refused('the world is held: POST /layerlab/release first')
    const running = this.world.spawn(line, { asRoot: true, directory: query.get('directory') ?? '/root' })
    this.clock.wake()
    await this.until(() => running.ended)
    const { exit, stdout, stderr } = running.result()
    return { exit, stdout, stderr }
  }

  private async done(op: Op<unknown>, label: string): Promise<Task> {
    const task = this.clock.spawn(op, label)
    await this.until(() => task.ended)
    return task
  }

  private until(ended: () => boolean): Promise<void> {
    return new Promise(then => {
      this.pending.add({ ended, then })
      this.clock.wake()
    })
  }
}

function choiceOf(keep: string): PowerLossChoice {
  if (keep === 'none' || keep === 'all') return keep
  if (/^\d+$/.test(keep)) return { seed: Number(keep) }
  throw new Refused('keep is none, all, or a number: the seed that decides what of the undecided data is kept')
}

function send(response: ServerResponse, status: number, value: unknown): void {
  const text = `${JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'bigint' ? String(inner) : inner instanceof Map ? Object.fromEntries(inner) : inner))}\n`
  response.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) })
  response.end(text)
}
