/** One request and its answer, as an operation of the world sees them. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { concat, utf8 } from '../../base/bytes.ts'
import { EngineError, SyscallError } from '../../base/errors.ts'
import type { ErrorKind } from '../../base/errors.ts'
import type { StreamMessage } from '../../engine/api.ts'
import type { Engine } from '../../engine/engine.ts'
import type { Filters } from '../../engine/filters.ts'
import { JsonSyntaxError, decodeFirst, encode, toPlain } from '../../oci/go-json.ts'
import type { Json } from '../../oci/go-json.ts'
import { MICROSECOND } from '../../sched/op.ts'
import type { Op } from '../../sched/op.ts'
import type { Clock } from './clock.ts'
import type { Sessions } from './sessions.ts'

/** The status of each kind of refusal. @source moby api/server/httpstatus/status.go (20.10) */
export const STATUS_OF: Readonly<Record<ErrorKind, number>> = {
  NotFound: 404, InvalidParameter: 400, Conflict: 409, Unauthorized: 401, Forbidden: 403, NotImplemented: 501, Unavailable: 503, System: 500,
}

/** What may lie here unread before the sender has to wait. */
const BUFFERED_BYTES_MAX = 4 * 1024 * 1024
const RECEIVE_TICKS = 10 * MICROSECOND

/** What arrives on a connection, for an operation to read. */
export class Incoming {
  private readonly chunks: Uint8Array[] = []
  private bytes = 0
  private ended = false
  private abandoned = false
  private arrivedTick = 0
  private readonly clock: Clock
  private readonly source: { pause(): unknown; resume(): unknown }

  constructor(clock: Clock, source: { pause(): unknown; resume(): unknown }) {
    this.clock = clock
    this.source = source
  }

  push(chunk: Uint8Array): void {
    if (chunk.length === 0 || this.abandoned) return
    this.chunks.push(chunk)
    this.bytes += chunk.length
    if (this.bytes > BUFFERED_BYTES_MAX) this.source.pause()
    this.note()
  }

  end(): void {
    this.ended = true
    this.note()
  }

  /** Nobody will read any more: what still comes is thrown away, so that the sender gets to its end. */
  abandon(): void {
    this.abandoned = true
    this.chunks.length = 0
    this.source.resume()
  }

  private note(): void {
    this.arrivedTick = this.clock.tick()
    this.clock.wake()
  }

  /** Undefined at the end. */
  *read(target: string, max = Infinity): Op<Uint8Array | undefined> {
    yield { kind: 'input', target, ticks: RECEIVE_TICKS, blocked: () => this.chunks.length === 0 && !this.ended, readyAtTick: () => this.arrivedTick }
    const first = this.chunks.shift()
    if (!first) return undefined
    const piece = first.subarray(0, max)
    if (piece.length < first.length) this.chunks.unshift(first.subarray(piece.length))
    this.bytes -= piece.length
    if (this.bytes <= BUFFERED_BYTES_MAX) this.source.resume()
    return piece
  }

  /** Give back the end of what was read. */
  unread(bytes: Uint8Array): void {
    if (bytes.length > 0) this.chunks.unshift(bytes)
    this.bytes += bytes.length
  }
}

/** What handlers of all requests have in common. */
export interface Context {
  readonly clock: Clock
  readonly sessions: Sessions
}

export class Exchange {
  readonly context: Context
  readonly engine: Engine
  readonly query: URLSearchParams
  readonly request: IncomingMessage
  readonly response: ServerResponse
  /** What the pattern of the path stands for: the name of an image or container. */
  readonly name: string
  /** The connection itself, when the client wants to have it after the answer's head. */
  readonly upgraded: Socket | undefined
  private readonly received: Incoming
  /** What comes over a connection that the client took over. */
  readonly typed: Incoming
  /** The client has gone away. */
  gone = false
  private messages = false

  constructor(context: Context, engine: Engine, request: IncomingMessage, response: ServerResponse, received: Incoming, parts: { readonly query: URLSearchParams; readonly name: string; readonly upgraded: Socket | undefined; readonly typed: Incoming }) {
    this.context = context
    this.engine = engine
    this.request = request
    this.response = response
    this.received = received
    this.typed = parts.typed
    this.query = parts.query
    this.name = parts.name
    this.upgraded = parts.upgraded
  }

  // What was asked

  /** Empty when it was not given. */
  text(parameter: string): string {
    return this.query.get(parameter) ?? ''
  }

  /** @source moby api/server/httputils/form.go `BoolValue` */
  flag(parameter: string): boolean {
    return !['', '0', 'no', 'false', 'none'].includes(this.text(parameter).trim().toLowerCase())
  }

  /**
   * A whole number; undefined when it was not given.
   *
   * @throws EngineError InvalidParameter with Go's words
   */
  number(parameter: string): number | undefined {
    const text = this.text(parameter)
    if (text === '') return undefined
    if (!/^[+-]?\d+$/.test(text)) throw new EngineError('InvalidParameter', `strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`)
    return Number(text)
  }

  /**
   * Filters as `{"key":{"value":true}}`, or as old clients sent them: `{"key":["value"]}`.
   *
   * @throws EngineError InvalidParameter
   */
  filters(): Filters {
    const text = this.text('filters')
    const filters: Record<string, readonly string[]> = {}
    if (text === '') return filters
    const parsed = fromJson(text)
    const invalid = new EngineError('InvalidParameter', `invalid filter`)
    if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) throw invalid
    for (const [key, values] of Object.entries(parsed)) {
      if (Array.isArray(values)) filters[key] = values.map(String)
      else if (typeof values === 'object' && values !== null) filters[key] = Object.keys(values)
      else throw invalid
    }
    return filters
  }

  /** The body, piece by piece. */
  body(): () => Op<Uint8Array | undefined> {
    return () => this.received.read('request body')
  }

  /**
   * The body as JSON; undefined when there is none.
   *
   * @throws EngineError InvalidParameter
   * @source moby api/server/httputils/httputils.go `CheckForJSON` (20.10)
   */
  *json(): Op<Json | undefined> {
    const pieces: Uint8Array[] = []
    for (let piece = yield* this.received.read('request body'); piece; piece = yield* this.received.read('request body')) pieces.push(piece)
    const bytes = concat(pieces)
    if (bytes.length === 0) return undefined
    const type = this.request.headers['content-type'] ?? ''
    if (type.split(';')[0]?.trim() !== 'application/json') throw new EngineError('InvalidParameter', `Content-Type specified (${type}) must be 'application/json'`)
    try {
      return decodeFirst(bytes).value
    } catch (error) {
      throw error instanceof JsonSyntaxError ? new EngineError('InvalidParameter', error.message) : error
    }
  }

  // What is answered

  get answered(): boolean {
    return this.response.headersSent || this.messages
  }

  /** An answer of JSON: one line, in which `<` stays `<`. */
  send(status: number, value: unknown): void {
    this.sendText(status, 'application/json', `${encode(value, { escapeHtml: false })}\n`)
  }

  sendText(status: number, type: string, text: string): void {
    const bytes = utf8(text)
    this.response.writeHead(status, { 'Content-Type': type, 'Content-Length': bytes.length })
    this.response.end(bytes)
  }

  /** An answer without a body. */
  sendStatus(status: number): void {
    this.response.writeHead(status, status === 204 || status === 304 ? {} : { 'Content-Length': 0 })
    this.response.end()
  }

  /** Begin an answer that comes piece by piece. */
  begin(status: number, headers: Readonly<Record<string, string>>): void {
    this.response.writeHead(status, headers)
    this.response.flushHeaders()
  }

  /** Send a piece of the answer; waits for a client that does not read. @throws SyscallError EPIPE when it has gone */
  *write(bytes: Uint8Array): Op<void> {
    const { response } = this
    yield { kind: 'output', target: 'answer', ticks: MICROSECOND, blocked: () => response.writableNeedDrain && !this.gone }
    if (this.gone) throw new SyscallError('EPIPE', 'write', '')
    response.write(bytes)
  }

  /** Send a message of a stream; the first one begins the answer. */
  *emit(message: StreamMessage): Op<void> {
    if (!this.answered) {
      this.messages = true
      this.begin(200, { 'Content-Type': 'application/json' })
    }
    yield* this.write(utf8(`${encode(message)}\r\n`))
  }

  /** The end of a stream of messages, which may have been empty. */
  endMessages(): void {
    if (!this.answered) this.begin(200, { 'Content-Type': 'application/json' })
    this.response.end()
  }

  /** A piece of an archive; the first one begins the answer. */
  *writeArchive(piece: Uint8Array): Op<void> {
    if (!this.answered) this.begin(200, { 'Content-Type': 'application/x-tar' })
    yield* this.write(piece)
  }

  /** A refusal: an answer of its own, or the last message of a stream that has begun. */
  *refuse(error: EngineError): Op<void> {
    if (this.messages) {
      yield* this.emit({ errorDetail: { message: error.message }, error: error.message })
      this.response.end()
    } else if (this.answered) this.response.destroy()
    else this.send(STATUS_OF[error.kind], { message: error.message })
  }
}

/** @throws EngineError InvalidParameter */
export function fromJson(text: string): unknown {
  try {
    return toPlain(decodeFirst(text).value)
  } catch (error) {
    throw error instanceof JsonSyntaxError ? new EngineError('InvalidParameter', error.message) : error
  }
}
