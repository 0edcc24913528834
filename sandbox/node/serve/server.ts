/** The HTTP side: sockets, versions of the API, and a task of the world for each request. */
import { createServer, ServerResponse } from 'node:http'
import type { IncomingMessage, Server } from 'node:http'
import { chmodSync, rmSync } from 'node:fs'
import type { Socket } from 'node:net'
import { EngineError, SyscallError } from '../../base/errors.ts'
import { ConnectionLost } from '../../engine/engine.ts'
import { ENGINE_FACTS } from '../../engine/profile-facts.ts'
import type { Engine } from '../../engine/engine.ts'
import type { World } from '../../scenario/world.ts'
import { MICROSECOND, step } from '../../sched/op.ts'
import type { Op } from '../../sched/op.ts'
import { Interrupted } from '../../sched/scheduler.ts'
import type { Task } from '../../sched/scheduler.ts'
import { Clock } from './clock.ts'
import { Exchange, Incoming } from './exchange.ts'
import { Control } from './control.ts'
import { routeOf } from './routes.ts'
import type { Route } from './routes.ts'
import { Sessions } from './sessions.ts'

/** Where to listen: a path of the file system, or a port of the loopback interface. */
export type Address = { readonly path: string } | { readonly host: string; readonly port: number }

export interface ServerOptions {
  /** Where the Docker API answers. */
  readonly docker: Address
  /** Where `/layerlab/…` answers. Undefined: beside the Docker API, which then listens also while no daemon runs. */
  readonly control: Address | undefined
  /** Told a mistake of ours; the world is not to be trusted afterwards. */
  readonly onFault: (fault: unknown) => void
}

interface Open {
  readonly exchange: Exchange
  readonly task: Task
}

const DISPATCH_TICKS = 100 * MICROSECOND

export class ApiServer {
  readonly clock: Clock
  private readonly world: World
  private readonly options: ServerOptions
  private readonly control: Control
  private readonly open = new Set<Open>()
  private readonly docker: Listener
  private readonly ours: Listener | undefined
  private sessions = new Sessions()
  private sessionsOf: Engine | undefined
  private stopping = false

  constructor(world: World, options: ServerOptions) {
    this.world = world
    this.options = options
    this.clock = new Clock(world)
    this.clock.onFault = options.onFault
    this.clock.onSlice = () => this.afterSlice()
    this.control = new Control(this.clock)
    this.docker = new Listener(options.docker, (request, response, socket, head) => this.onRequest(request, response, socket, head, options.control === undefined))
    this.ours = options.control && new Listener(options.control, (request, response) => this.control.answer(request, response))
  }

  /** @returns the address of the Docker API as `DOCKER_HOST` wants it */
  async listen(): Promise<string> {
    await this.ours?.open()
    await this.docker.open()
    this.clock.wake()
    return this.docker.url
  }

  /** Answer nobody any more. What is under way is given up. */
  async close(): Promise<void> {
    this.stopping = true
    this.clock.stop()
    for (const { exchange } of this.open) exchange.response.destroy()
    await this.docker.close()
    await this.ours?.close()
  }

  private get engine(): Engine | undefined {
    return this.world.machine.powered ? this.world.docker.reachable : undefined
  }

  private onRequest(request: IncomingMessage, response: ServerResponse, socket: Socket | undefined, head: Uint8Array, withControl: boolean): void {
    // A page in a browser has no business here.
    if (request.headers.origin !== undefined) return void response.writeHead(403).end()
    if (withControl && /^\/layerlab(?:\/|\?|$)/.test(request.url ?? '')) return this.control.answer(request, response)
    const { engine } = this
    if (!engine) return void response.destroy()
    if (engine !== this.sessionsOf) {
      this.sessionsOf = engine
      this.sessions = new Sessions()
    }
    this.begin(engine, request, response, socket, head)
  }

  private begin(engine: Engine, request: IncomingMessage, response: ServerResponse, socket: Socket | undefined, head: Uint8Array): void {
    const { clock, sessions } = this
    const { profile } = engine
    for (const [name, value] of [['Api-Version', profile.apiVersion], ['Docker-Experimental', 'false'], ['Ostype', 'linux'], ['Server', `Docker/${profile.version} (linux)`]] as const) response.setHeader(name, value)
    const { method = 'GET', url = '/' } = request
    const [whole = '', ...rest] = url.split('?')
    const { path, refusal } = withoutVersion(whole, profile)
    const { route, name } = routeOf(method, path)
    const received = new Incoming(clock, request)
    const typed = socket ? new Incoming(clock, socket) : received
    const exchange = new Exchange({ clock, sessions }, engine, request, response, received, { query: new URLSearchParams(rest.join('?')), name, upgraded: socket, typed })
    if (socket) divide(socket, head, Number(request.headers['content-length'] ?? 0), received, typed)
    else {
      request.on('data', (chunk: Uint8Array) => received.push(chunk))
      request.on('end', () => received.end())
      response.on('finish', () => received.abandon())
    }
    const endpoint = `${method} ${url}`
    const task = clock.spawn(this.serve(exchange, endpoint, refusal ? { ...route, handle: refuseWith(refusal) } : route), `${method} ${path}`, engine.process)
    const open: Open = { exchange, task }
    this.open.add(open)
    const gone = (): void => {
      exchange.gone = true
      received.end()
      typed.end()
      if (!task.ended && route.watched) task.signal('HUP', clock.tick())
      clock.wake()
    }
    const left = socket ?? response
    left.on('close', gone)
    left.on('error', gone)
    left.on('drain', () => clock.wake())
    task.onEnd(() => {
      this.open.delete(open)
      if (task.state === 'killed') response.destroy()
      if (task.state === 'failed') this.options.onFault(task.error)
    })
  }

  private *serve(exchange: Exchange, endpoint: string, route: Route): Op<void> {
    yield step('network', endpoint, DISPATCH_TICKS)
    try {
      yield* exchange.engine.request(endpoint, route.handle(exchange))
    } catch (error) {
      if (error instanceof Interrupted || error instanceof ConnectionLost || exchange.gone) return void exchange.response.destroy()
      if (error instanceof EngineError) return yield* exchange.refuse(error)
      if (!(error instanceof SyscallError)) throw error
      // A pipe that broke is the client's own; everything else the daemon met on its disk.
      if (error.code === 'EPIPE') return void exchange.response.destroy()
      yield* exchange.refuse(new EngineError('System', error.message))
    }
  }

  /** Requests die with their daemon, and a daemon that is gone does not listen. */
  private afterSlice(): void {
    if (this.stopping) return
    for (const { exchange, task } of [...this.open]) {
      if (exchange.engine.alive) continue
      this.world.scheduler.kill(task)
    }
    this.control.afterSlice()
    if (this.options.control === undefined) return
    if (this.engine) this.docker.open().catch((error: unknown) => this.options.onFault(error))
    else void this.docker.close()
  }
}

const refuseWith = (refusal: EngineError) => function* (): Op<void> {
  throw refusal
}

/** @source moby api/server/middleware/version.go (20.10) */
function withoutVersion(path: string, { name, apiVersion }: Engine['profile']): { readonly path: string; readonly refusal?: EngineError } {
  const { minApiVersion } = ENGINE_FACTS[name]
  const found = /^\/v(\d+\.\d+)(\/.*)$/.exec(path)
  if (!found) return { path }
  const [, version = '', rest = ''] = found
  const number = (text: string): number => Number(text.split('.')[0]) * 1000 + Number(text.split('.')[1])
  if (number(version) > number(apiVersion)) return { path: rest, refusal: new EngineError('InvalidParameter', `client version ${version} is too new. Maximum supported API version is ${apiVersion}`) }
  if (number(version) < number(minApiVersion)) {
    return { path: rest, refusal: new EngineError('InvalidParameter', `client version ${version} is too old. Minimum supported API version is ${minApiVersion}, please upgrade your client to a newer version`) }
  }
  return { path: rest }
}

/** After the head of the request come a body of known length and then what the client types. */
function divide(socket: Socket, head: Uint8Array, bodyBytes: number, received: Incoming, typed: Incoming): void {
  let left = bodyBytes
  const take = (chunk: Uint8Array): void => {
    if (left > 0) {
      const part = chunk.subarray(0, left)
      left -= part.length
      received.push(part)
      if (left === 0) received.end()
      chunk = chunk.subarray(part.length)
    }
    typed.push(chunk)
  }
  if (left === 0) received.end()
  socket.on('data', take)
  socket.on('end', () => {
    received.end()
    typed.end()
  })
  take(head)
}

type OnRequest = (request: IncomingMessage, response: ServerResponse, socket: Socket | undefined, head: Uint8Array) => void

/** A place where requests arrive; it can be closed and opened again. */
class Listener {
  private readonly address: Address
  private readonly onRequest: OnRequest
  private server: Server | undefined
  /** The port that the system chose stays when the place is opened again. */
  private port: number | undefined
  private opening: Promise<void> | undefined

  constructor(address: Address, onRequest: OnRequest) {
    this.address = address
    this.onRequest = onRequest
  }

  get url(): string {
    return 'path' in this.address ? `unix://${this.address.path}` : `tcp://${this.address.host}:${this.port ?? this.address.port}`
  }

  open(): Promise<void> {
    return (this.opening ??= this.start())
  }

  private start(): Promise<void> {
    const server = createServer((request, response) => this.onRequest(request, response, undefined, new Uint8Array(0)))
    server.on('upgrade', (request, socket, head) => {
      const response = new ServerResponse(request)
      response.shouldKeepAlive = false
      response.assignSocket(socket as Socket)
      response.on('finish', () => socket.end())
      this.onRequest(request, response, socket as Socket, head)
    })
    // Uploads and streams take as long as they take.
    server.requestTimeout = server.headersTimeout = server.timeout = 0
    server.keepAliveTimeout = 60_000
    this.server = server
    const { address } = this
    return new Promise((done, failed) => {
      server.once('error', failed)
      server.listen('path' in address ? { path: address.path } : { host: address.host, port: this.port ?? address.port }, () => {
        const bound = server.address()
        if ('path' in address) chmodSync(address.path, 0o600)
        else if (typeof bound === 'object' && bound) this.port = bound.port
        done()
      })
    })
  }

  async close(): Promise<void> {
    const { server } = this
    if (!server) return
    this.server = undefined
    this.opening = undefined
    server.closeAllConnections()
    await new Promise<void>(done => server.close(() => done()))
    if ('path' in this.address) rmSync(this.address.path, { force: true })
  }
}
