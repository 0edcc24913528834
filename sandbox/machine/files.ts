/**
 * What a process can have open: files, pipes, terminals, devices. Descriptors are shared by reference counting, so a
 * pipe ends when its last writer closes.
 */
import { EMPTY, utf8 } from '../base/bytes.ts'
import { SyscallError } from '../base/errors.ts'
import type { OpenFile } from '../disk/fs.ts'
import { MICROSECOND, step } from '../sched/op.ts'
import type { Op } from '../sched/op.ts'
import type { Scheduler } from '../sched/scheduler.ts'

/** Something open. Reads give `undefined` at the end. Methods that a file does not support throw EBADF or EINVAL. */
export interface File {
  /** Up to `max` bytes, at least one; undefined at the end. */
  read(max?: number): Op<Uint8Array | undefined>
  write(bytes: Uint8Array): Op<void>
  /**
   * Give back the end of what was just read, before anything else happens: a shell reads a block and takes one line.
   * Absent where nobody else could read on.
   */
  unread?(bytes: Uint8Array): void
  /** One more descriptor refers to it. */
  retain(): void
  /** One descriptor less; at zero the file closes. Instantaneous, so a kernel can do it for a killed process. */
  release(): void
  /** The terminal behind it, if it is one: programs ask this to choose colours, progress bars, columns. */
  readonly terminal: Terminal | undefined
  /** The regular file behind it, if it is one. */
  readonly regular: OpenFile | undefined
}

/** A regular file as a descriptor. */
export function regularFile(file: OpenFile): File {
  return {
    terminal: undefined,
    regular: file,
    *read(max) {
      const bytes = yield* file.read(max)
      return bytes.length > 0 ? bytes : undefined
    },
    write: bytes => file.write(bytes),
    unread(bytes) {
      file.offset -= bytes.length
    },
    retain() {},
    release() {},
  }
}

/** `/dev/null`: reads nothing, swallows everything. */
export const nullFile: File = {
  terminal: undefined,
  regular: undefined,
  *read() {
    return undefined
  },
  *write() {},
  retain() {},
  release() {},
}

/** Bytes that are there already: standard input of a test, a here-document. */
export function bytesFile(bytes: Uint8Array): File {
  let at = 0
  return {
    terminal: undefined,
    regular: undefined,
    *read(max = 65536) {
      if (at >= bytes.length) return undefined
      const piece = bytes.subarray(at, at + max)
      at += piece.length
      return piece
    },
    *write() {
      throw new SyscallError('EBADF', 'write', '')
    },
    unread(back) {
      at -= back.length
    },
    retain() {},
    release() {},
  }
}

/** Collects what is written, in order of arrival: command substitution, captured output of a run. */
export function collector(sink: (bytes: Uint8Array) => void, name = 'output'): File {
  return {
    terminal: undefined,
    regular: undefined,
    *read() {
      return undefined
    },
    *write(bytes) {
      yield step('output', name, MICROSECOND)
      sink(bytes)
    },
    retain() {},
    release() {},
  }
}

/** A pipe holds this much before its writer waits. */
export const PIPE_BYTES_MAX = 64 * 1024

/** A pipe's two ends. Writing into a pipe that nobody reads throws EPIPE. */
export function pipe(scheduler: Scheduler, name: string): { reader: File; writer: File } {
  const { memory } = scheduler
  const state = { chunks: [] as readonly Uint8Array[], bytes: 0, readers: 1, writers: 1, tick: 0 }
  const touch = (): void => {
    memory.touch('pipe', name, 'write')
    memory.set(state, 'tick', scheduler.now())
  }
  const readStep = { kind: 'pipe-read', target: name, ticks: MICROSECOND, blocked: () => state.bytes === 0 && state.writers > 0, readyAtTick: () => state.tick } as const
  const writeStep = { kind: 'pipe-write', target: name, ticks: MICROSECOND, blocked: () => state.bytes >= PIPE_BYTES_MAX && state.readers > 0, readyAtTick: () => state.tick } as const
  const reader: File = {
    terminal: undefined,
    regular: undefined,
    *read(max = PIPE_BYTES_MAX) {
      yield readStep
      if (state.bytes === 0) return undefined
      const first = state.chunks[0] ?? EMPTY
      const piece = first.subarray(0, max)
      const rest = state.chunks.slice(1)
      memory.set(state, 'chunks', piece.length < first.length ? [first.subarray(piece.length), ...rest] : rest)
      memory.set(state, 'bytes', state.bytes - piece.length)
      touch()
      return piece
    },
    *write() {
      throw new SyscallError('EBADF', 'write', '')
    },
    unread(bytes) {
      if (bytes.length === 0) return
      memory.set(state, 'chunks', [bytes, ...state.chunks])
      memory.set(state, 'bytes', state.bytes + bytes.length)
    },
    retain() {
      memory.set(state, 'readers', state.readers + 1)
    },
    release() {
      memory.set(state, 'readers', state.readers - 1)
      touch()
    },
  }
  const writer: File = {
    terminal: undefined,
    regular: undefined,
    *read() {
      throw new SyscallError('EBADF', 'read', '')
    },
    *write(bytes) {
      for (let at = 0; at < bytes.length; at += PIPE_BYTES_MAX) {
        const piece = bytes.subarray(at, at + PIPE_BYTES_MAX)
        yield writeStep
        if (state.readers <= 0) throw new SyscallError('EPIPE', 'write', '')
        memory.set(state, 'chunks', [...state.chunks, piece])
        memory.set(state, 'bytes', state.bytes + piece.length)
        touch()
      }
    },
    retain() {
      memory.set(state, 'writers', state.writers + 1)
    },
    release() {
      memory.set(state, 'writers', state.writers - 1)
      touch()
    },
  }
  return { reader, writer }
}

/** A process group somewhere: after `ssh` it is one of another machine. A process says both. */
interface Foreground {
  readonly machine: { signalGroup: (group: number, name: string) => void }
  readonly group: number
}

/** A terminal: what has been written to it, and what the reader types. */
export class Terminal {
  readonly name: string
  columns: number
  rows: number
  /** The process group that Ctrl-C reaches, and on which machine: what the shell runs in the foreground, or the shell itself. */
  foreground: Foreground | undefined
  /** Raw mode programs read keys one by one and get no echo. */
  raw = false
  private readonly scheduler: Scheduler
  private readonly sink: (bytes: Uint8Array) => void
  private typed: readonly Uint8Array[] = []
  private hungUp = false
  private typedAtTick = 0

  constructor(scheduler: Scheduler, name: string, size: { columns: number; rows: number }, sink: (bytes: Uint8Array) => void) {
    this.scheduler = scheduler
    this.name = name
    this.columns = size.columns
    this.rows = size.rows
    this.sink = sink
  }

  /** Keys arrive from the outside, whole lines in cooked mode. */
  type(bytes: Uint8Array): void {
    const { memory } = this.scheduler
    memory.set(this as unknown as { typed: readonly Uint8Array[] }, 'typed', [...this.typed, bytes])
    memory.set(this as unknown as { typedAtTick: number }, 'typedAtTick', this.scheduler.nowTick)
  }

  /** What was typed and not read yet is forgotten. */
  discard(): void {
    this.scheduler.memory.set(this as unknown as { typed: readonly Uint8Array[] }, 'typed', [])
  }

  /** What the line discipline shows by itself: `^C`. Instantaneous. */
  echo(text: string): void {
    this.sink(withCarriageReturns(utf8(text)))
  }

  /** Typed, and read by no program yet. */
  get unread(): readonly Uint8Array[] {
    return this.typed
  }

  /** Forget what was typed ahead: the line discipline does at Ctrl-C (no NOFLSH, termios(3)). */
  flushInput(): void {
    this.scheduler.memory.set(this as unknown as { typed: readonly Uint8Array[] }, 'typed', [])
  }

  /** The window has another size now. */
  resize(columns: number, rows: number): void {
    const { memory } = this.scheduler
    memory.set(this as Terminal, 'columns', columns)
    memory.set(this as Terminal, 'rows', rows)
  }

  /** Ctrl-D at the start of a line: who reads next finds no more, once. */
  endInput(): void {
    this.type(EMPTY)
  }

  /** The terminal is closed: there is no more for anybody. */
  hangUp(): void {
    this.hungUp = true
  }

  /** The descriptor that processes have on it. A newline is written as CR LF, as the line discipline does. */
  readonly file: File = ((terminal: Terminal): File => ({
    get terminal() {
      return terminal
    },
    regular: undefined,
    *read(max = 4096) {
      yield {
        kind: 'input', target: terminal.name, ticks: 0,
        blocked: () => terminal.typed.length === 0 && !terminal.hungUp,
        readyAtTick: () => terminal.typedAtTick,
      }
      const first = terminal.typed[0]
      if (!first) return undefined
      const piece = first.subarray(0, max)
      const rest = terminal.typed.slice(1)
      const { memory } = terminal.scheduler
      memory.set(terminal as unknown as { typed: readonly Uint8Array[] }, 'typed', piece.length < first.length ? [first.subarray(piece.length), ...rest] : rest)
      return piece.length > 0 ? piece : undefined
    },
    *write(bytes) {
      yield step('output', terminal.name, MICROSECOND)
      terminal.sink(terminal.raw ? bytes : withCarriageReturns(bytes))
    },
    unread(bytes) {
      const { memory } = terminal.scheduler
      if (bytes.length > 0) memory.set(terminal as unknown as { typed: readonly Uint8Array[] }, 'typed', [bytes, ...terminal.typed])
    },
    retain() {},
    release() {},
  }))(this)
}

/** A pseudo-terminal whose other end is no terminal: newlines still become CR LF. */
export const lineDiscipline = (file: File): File => ({
  terminal: undefined, regular: undefined, read: max => file.read(max), write: bytes => file.write(withCarriageReturns(bytes)), retain: () => file.retain(), release: () => file.release(),
})

const CR = 13
const LF = 10

/** Newlines as a terminal's line discipline writes them. */
export function withCarriageReturns(bytes: Uint8Array): Uint8Array {
  let feeds = 0
  for (const byte of bytes) if (byte === LF) feeds++
  if (feeds === 0) return bytes
  const out = new Uint8Array(bytes.length + feeds)
  let at = 0
  for (const byte of bytes) {
    if (byte === LF) out[at++] = CR
    out[at++] = byte
  }
  return out
}
