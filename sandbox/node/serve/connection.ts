/**
 * A connection that the client took over after the head of the answer: what a container or an `exec` writes goes out,
 * what the client types comes in. Without a terminal both output streams share it in frames.
 *
 * @source moby pkg/stdcopy, api/server/router/container/container_routes.go `postContainersAttach` (20.10)
 */
import { SyscallError } from '../../base/errors.ts'
import type { File } from '../../machine/files.ts'
import { MICROSECOND } from '../../sched/op.ts'
import type { Op } from '../../sched/op.ts'
import type { Exchange } from './exchange.ts'
import { Tty } from './tty.ts'

const HEAD_BYTES = 8
const STREAM_NUMBERS = { stdout: 1, stderr: 2 } as const

/** A piece of output with its eight bytes before it: stream, three zeros, length. */
export function frame(stream: 'stdout' | 'stderr', bytes: Uint8Array): Uint8Array {
  const framed = new Uint8Array(HEAD_BYTES + bytes.length)
  framed[0] = STREAM_NUMBERS[stream]
  new DataView(framed.buffer).setUint32(4, bytes.length)
  framed.set(bytes, HEAD_BYTES)
  return framed
}

/** A window that nobody has told the size of. */
const USUAL_SIZE = { columns: 80, rows: 24 }

export class Connection {
  readonly exchange: Exchange
  readonly stdin: File | undefined
  readonly stdout: File
  readonly stderr: File
  /** The terminal, when there is one. */
  readonly tty: Tty | undefined
  private readonly out: { write(bytes: Uint8Array): boolean; readonly writableNeedDrain: boolean; end(): unknown }

  /**
   * Send the head and take the connection over.
   *
   * @param stdin will the client type?
   */
  constructor(exchange: Exchange, { tty, stdin, name, size = USUAL_SIZE }: { readonly tty: boolean; readonly stdin: boolean; readonly name: string; readonly size?: { readonly columns: number; readonly rows: number } }) {
    this.exchange = exchange
    const { upgraded, response, context } = exchange
    if (upgraded) {
      upgraded.write('HTTP/1.1 101 UPGRADED\r\nContent-Type: application/vnd.docker.raw-stream\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n')
      this.out = upgraded
    } else {
      // No length and no chunks: the answer ends with the connection.
      response.removeHeader('Transfer-Encoding')
      response.shouldKeepAlive = false
      exchange.begin(200, { 'Content-Type': 'application/vnd.docker.raw-stream' })
      this.out = response
    }
    if (tty) {
      this.tty = new Tty(context.clock.world.machine, name, size, bytes => {
        if (!exchange.gone) this.out.write(bytes)
      })
      this.stdin = stdin ? this.tty.terminal.file : undefined
      this.stdout = this.stderr = this.tty.terminal.file
    } else {
      this.stdin = stdin ? this.input() : undefined
      this.stdout = this.output('stdout')
      this.stderr = this.output('stderr')
    }
  }

  /** A task that presses the keys which arrive. */
  *typing(): Op<void> {
    const { tty } = this
    if (!tty) return
    for (let keys = yield* this.exchange.typed.read('keys'); keys; keys = yield* this.exchange.typed.read('keys')) tty.press(keys)
    tty.hangUp()
  }

  end(): void {
    this.out.end()
  }

  private input(): File {
    const { typed } = this.exchange
    return {
      terminal: undefined, regular: undefined,
      read: max => typed.read('standard input', max),
      *write() {
        throw new SyscallError('EBADF', 'write', '')
      },
      unread: bytes => typed.unread(bytes),
      retain() {}, release() {},
    }
  }

  /** Nobody is told that the client has gone: what a container writes then is for its log alone. */
  private output(stream: 'stdout' | 'stderr'): File {
    const { exchange, out } = this
    return {
      terminal: undefined, regular: undefined,
      *read() {
        return undefined
      },
      *write(bytes) {
        yield { kind: 'output', target: stream, ticks: MICROSECOND, blocked: () => out.writableNeedDrain && !exchange.gone }
        if (!exchange.gone) out.write(frame(stream, bytes))
      },
      retain() {}, release() {},
    }
  }
}
