/** What every docker command has: its process, the parsed line, and the daemon at the other end. */
import { EngineError, SyscallError } from '../base/errors.ts'
import { dockerServiceOf } from '../engine/docker-service.ts'
import { ConnectionLost } from '../engine/engine.ts'
import type { Engine } from '../engine/engine.ts'
import type { Filters } from '../engine/filters.ts'
import { unixSeconds } from '../engine/time.ts'
import type { Process } from '../machine/process.ts'
import { MILLISECOND, step } from '../sched/op.ts'
import type { Op } from '../sched/op.ts'
import { is28 } from './clients.ts'
import type { ClientVersion } from './clients.ts'
import type { Shown } from './format/shown.ts'
import type { ParsedCommand } from './grammar/parse.ts'

/** Ends a command: text for standard error and the exit status. */
export class Failure extends Error {
  override readonly name = 'Failure'
  readonly exit: number

  constructor(message: string, exit = 1) {
    super(message)
    this.exit = exit
  }
}

/** The daemon answered with an error: `Error response from daemon: …`. */
export class DaemonError extends Failure {
  readonly kind: EngineError['kind']
  /** The daemon's own words. */
  readonly answer: string

  constructor(error: EngineError) {
    super(`Error response from daemon: ${error.message}`)
    this.kind = error.kind
    this.answer = error.message
  }
}

/** An error inside a stream of messages: printed without a prefix. */
export class StreamError extends Failure {}

const SOCKET = 'unix:///var/run/docker.sock'
const ROUND_TRIP = MILLISECOND

export class Client {
  readonly process: Process
  readonly version: ClientVersion
  readonly command: ParsedCommand

  constructor(process: Process, version: ClientVersion, command: ParsedCommand) {
    this.process = process
    this.version = version
    this.command = command
  }

  get args(): readonly string[] {
    return this.command.args
  }

  /** The daemon that is asked: `--host`, `DOCKER_HOST`, or the one of this machine. Others are not there. */
  get host(): string {
    const given = this.command.globals['host']
    const host = (Array.isArray(given) ? (given as readonly string[]).at(-1) : undefined) ?? this.process.env.get('DOCKER_HOST') ?? ''
    if (host === '' || /^(?:unix:\/\/)?(?:\/var)?\/run\/docker\.sock$/.test(host)) return SOCKET
    return host.includes('://') ? host : `tcp://${host}`
  }

  /** Unix seconds by the client's clock. */
  get now(): number {
    return unixSeconds(this.process.machine)
  }

  /** Was a flag given? */
  changed(name: string): boolean {
    return this.command.changed.has(name)
  }

  /** @throws Failure when one of these flags was given: what it asks for is not simulated, and it is never ignored */
  refuse(names: readonly string[]): void {
    for (const name of names) if (this.changed(name)) throw new Failure(`--${name} is not simulated by Layerlab`)
  }

  flag(name: string): boolean {
    return this.command.flags[name] === true
  }

  text(name: string): string {
    const value = this.command.flags[name]
    return typeof value === 'string' ? value : ''
  }

  /** The text of a flag that was given. */
  given(name: string): string | undefined {
    return this.changed(name) ? this.text(name) : undefined
  }

  list(name: string): readonly string[] {
    const value = this.command.flags[name]
    return Array.isArray(value) ? (value as readonly string[]) : []
  }

  int(name: string): number {
    const value = this.command.flags[name]
    return typeof value === 'number' ? value : Number(value ?? 0)
  }

  /** `--filter` values by key. */
  filters(name = 'filter'): Record<string, string[]> {
    const filters: Record<string, string[]> = {}
    for (const value of this.list(name)) {
      if (value === '') continue
      const equals = value.indexOf('=')
      const key = value.slice(0, equals).trim().toLowerCase()
      const wanted = value.slice(equals + 1).trim()
      if (filters[key]?.includes(wanted)) continue
      ;(filters[key] ??= []).push(wanted)
    }
    return filters
  }

  /**
   * Ask the daemon.
   *
   * @param endpoint method and path, as its log names a request that failed
   * @param lost what the client says when the daemon dies meanwhile
   * @throws Failure when it does not answer, DaemonError when it refuses
   */
  *request<T>(endpoint: string, ask: (engine: Engine) => Op<T>, lost: () => Failure = () => new Failure(`error during connect: ${connectWords(endpoint)}: EOF`)): Op<T> {
    yield step('network', endpoint, ROUND_TRIP)
    const engine = this.host === SOCKET ? dockerServiceOf(this.process.machine)?.reachable : undefined
    if (!engine) throw new Failure(`Cannot connect to the Docker daemon at ${this.host}. Is the docker daemon running?`)
    try {
      return yield* engine.request(endpoint, ask(engine))
    } catch (error) {
      if (error instanceof EngineError) throw new DaemonError(error)
      // A broken pipe is the client's own; everything else the daemon met on its disk.
      if (error instanceof SyscallError && error.code !== 'EPIPE') throw new DaemonError(new EngineError('System', error.message))
      if (error instanceof ConnectionLost) throw lost()
      throw error
    }
  }

  *show({ stdout, stderr, exit }: Shown): Op<number> {
    yield* this.process.print(stdout)
    yield* this.process.complain(stderr)
    return exit
  }

  print(text: string): Op<void> {
    return this.process.print(text)
  }

  complain(text: string): Op<void> {
    return this.process.complain(text)
  }

  /** 19.03 and 20.10 put their own sentence in the place of some 404 answers; 28 shows the daemon's. */
  notFound(error: unknown, kind: string, name: string): unknown {
    if (error instanceof DaemonError && error.kind === 'NotFound' && !is28(this.version)) return new Failure(`Error: No such ${kind}: ${name}`)
    return error
  }
}

/** `Post "http://%2Fvar%2Frun%2Fdocker.sock/v1.41/images/load?quiet=1"` */
export function connectWords(endpoint: string): string {
  const [method = '', path = ''] = endpoint.split(' ')
  const verb = method.charAt(0) + method.slice(1).toLowerCase()
  return `${verb} "http://%2Fvar%2Frun%2Fdocker.sock${path}"`
}

/** A docker command: prints, and gives the exit status. */
export type Run = (client: Client) => Op<number>

/** One command per name after another: results first, then all errors, one a line. */
export function* forEach(client: Client, names: readonly string[], one: (name: string) => Op<void>): Op<number> {
  const errors: string[] = []
  for (const name of names) {
    try {
      yield* one(name)
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      errors.push(error.message)
    }
  }
  if (errors.length === 0) return 0
  yield* client.complain(`${errors.join('\n')}\n`)
  return 1
}

export type { Filters }
