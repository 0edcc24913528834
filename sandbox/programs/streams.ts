/** Reading by lines and buffered writing, as C's standard input and output do it. */
import { EMPTY, concat } from '../base/bytes.ts'
import { SyscallError } from '../base/errors.ts'
import type { File } from '../machine/files.ts'
import { openFile } from '../machine/open.ts'
import type { Process } from '../machine/process.ts'
import type { Op } from '../sched/op.ts'
import { bytesAsText, decodeText, encodeText, textAsBytes } from './characters.ts'

/** What a program's strings are: one character per byte, or decoded characters. */
export type Coding = 'bytes' | 'characters'

/** A line longer than this is refused: nothing real has one, and /dev/zero is one. */
export const LINE_BYTES_MAX = 32 * 1024 * 1024

/** How much standard output holds back when it is not a terminal. */
const BUFFER_BYTES = 4096

/** Buffered output. `add` never blocks; call `flush` when `full`, and `settle` before waiting for input. */
export class Output {
  readonly file: File
  private readonly coding: Coding
  private chunks: Uint8Array[] = []
  private pending = ''
  private bytes = 0

  constructor(file: File, coding: Coding) {
    this.file = file
    this.coding = coding
  }

  add(characters: string): void {
    this.pending += characters
  }

  addBytes(bytes: Uint8Array): void {
    if (bytes.length === 0) return
    this.join()
    this.chunks.push(bytes)
    this.bytes += bytes.length
  }

  get full(): boolean {
    return this.bytes + this.pending.length >= BUFFER_BYTES
  }

  /** Write out everything. */
  *flush(): Op<void> {
    this.join()
    if (this.bytes === 0) return
    const whole = concat(this.chunks)
    this.chunks = []
    this.bytes = 0
    yield* this.file.write(whole)
  }

  /** Add a text and write when the buffer is full. */
  *print(characters: string): Op<void> {
    this.pending += characters
    if (this.full) yield* this.flush()
  }

  /** On a terminal, show what is there; elsewhere keep it until the buffer is full. */
  *settle(): Op<void> {
    if (this.full || this.file.terminal) yield* this.flush()
  }

  private join(): void {
    if (this.pending === '') return
    const bytes = this.coding === 'bytes' ? textAsBytes(this.pending) : encodeText(this.pending)
    this.pending = ''
    this.chunks.push(bytes)
    this.bytes += bytes.length
  }
}

/** Lines of a file, without their ends. */
export class LineReader {
  readonly file: File
  /** Did the line last given end with a separator? */
  terminated = true
  private readonly coding: Coding
  private readonly separator: number
  private lines: readonly string[] = []
  private at = 0
  private rest: Uint8Array[] = []
  private restBytes = 0
  private ended = false

  constructor(file: File, coding: Coding, separator = 10) {
    this.file = file
    this.coding = coding
    this.separator = separator
  }

  /** The next line if it is already here; undefined says nothing about the end. */
  take(): string | undefined {
    return this.lines[this.at] === undefined ? undefined : this.lines[this.at++]
  }

  /** True when `next` would have to read first. */
  get empty(): boolean {
    return this.at >= this.lines.length
  }

  /** The next line; undefined at the end. @throws SyscallError what reading threw */
  *next(): Op<string | undefined> {
    while (this.at >= this.lines.length) {
      if (this.ended) return undefined
      const chunk = yield* this.file.read()
      if (chunk === undefined) {
        this.ended = true
        if (this.restBytes === 0) return undefined
        this.lines = [this.decode(concat(this.rest))]
        this.rest = []
        this.at = 0
        this.terminated = false
        return this.lines[this.at++]
      }
      const end = chunk.lastIndexOf(this.separator)
      if (end < 0) {
        this.rest.push(chunk)
        this.restBytes += chunk.length
        if (this.restBytes > LINE_BYTES_MAX) throw new SyscallError('ENOSPC', 'read', '')
        continue
      }
      this.rest.push(chunk.subarray(0, end))
      this.lines = this.decode(concat(this.rest)).split(String.fromCharCode(this.separator))
      this.at = 0
      this.rest = end + 1 < chunk.length ? [chunk.subarray(end + 1)] : []
      this.restBytes = chunk.length - end - 1
    }
    return this.lines[this.at++]
  }

  private decode(bytes: Uint8Array): string {
    return this.coding === 'bytes' ? bytesAsText(bytes) : decodeText(bytes)
  }
}

/** Open a file for reading: devices and `/dev/fd/N` included. @throws SyscallError of open */
export const openForReading = (process: Process, path: string): Op<File> => openFile(process, path, {})

/** Open a file for writing, devices included. @throws SyscallError of open */
export const openForWriting = (process: Process, path: string, { append }: { append: boolean }): Op<File> =>
  openFile(process, path, { write: true, create: true, truncate: !append, append, mode: 0o666 })

/** Everything a file holds. @throws SyscallError when it is larger than `bytesMax` */
export function* readWhole(file: File, bytesMax = 256 * 1024 * 1024): Op<Uint8Array> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for (;;) {
    const chunk = yield* file.read()
    if (!chunk) return chunks.length === 0 ? EMPTY : concat(chunks)
    bytes += chunk.length
    if (bytes > bytesMax) throw new SyscallError('ENOSPC', 'read', '')
    chunks.push(chunk)
  }
}
