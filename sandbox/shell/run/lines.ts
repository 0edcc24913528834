import { concat } from '../../base/bytes.ts'
import type { File } from '../../machine/files.ts'
import type { Op } from '../../sched/op.ts'
import { decode } from '../parse/escapes.ts'

/** A line longer than this is given in pieces. */
const LINE_BYTES_MAX = 16 * 1024 * 1024

/**
 * Reads lines and takes no more from the file than the line, so that programs which share it read on behind it. Where
 * the file cannot take bytes back, the rest waits here.
 */
export class LineReader {
  private readonly file: File
  private rest: Uint8Array | undefined

  constructor(file: File) {
    this.file = file
  }

  /** The next line with its newline; undefined at the end. */
  *line(): Op<string | undefined> {
    const bytes = yield* this.until(10)
    return bytes === undefined ? undefined : decode(bytes)
  }

  /** Bytes up to and with `delimiter`, or up to the end; undefined at the end. */
  *until(delimiter: number): Op<Uint8Array | undefined> {
    const chunks: Uint8Array[] = []
    let size = 0
    for (;;) {
      const chunk = this.rest ?? (yield* this.file.read())
      this.rest = undefined
      if (!chunk) return chunks.length === 0 ? undefined : concat(chunks)
      const at = chunk.indexOf(delimiter)
      const end = at < 0 ? chunk.length : at + 1
      chunks.push(chunk.subarray(0, end))
      size += end
      const over = chunk.subarray(end)
      if (over.length > 0) {
        if (this.file.unread) this.file.unread(over)
        else this.rest = over
      }
      if (at >= 0 || size > LINE_BYTES_MAX) return concat(chunks)
    }
  }
}
