import type { StreamMessage } from '../engine/api.ts'
import type { File } from '../machine/files.ts'
import type { Op } from '../sched/op.ts'
import { utf8 } from '../base/bytes.ts'
import { humanSize } from '../oci/human.ts'
import { StreamError } from './client.ts'

const BAR_COLUMNS_MIN = 110

/**
 * Prints a stream of messages: plain lines into a pipe, lines that are rewritten on a terminal.
 *
 * @source moby pkg/jsonmessage/jsonmessage.go
 */
export class MessagePrinter {
  private readonly out: File
  private readonly lines = new Map<string, number>()

  constructor(out: File) {
    this.out = out
  }

  /** @throws StreamError when the message is an error */
  *print(message: StreamMessage): Op<void> {
    if (message.errorDetail) throw new StreamError(message.errorDetail.message, message.errorDetail.code === undefined || message.errorDetail.code === 0 ? 1 : message.errorDetail.code)
    const { terminal } = this.out
    if (!terminal) return yield* this.write(plain(message))
    if (message.id === undefined || message.progressDetail === undefined) {
      this.lines.clear()
      return yield* this.write(plain({ ...message, progressDetail: {} }))
    }
    let text = ''
    let line = this.lines.get(message.id)
    if (line === undefined) {
      line = this.lines.size
      this.lines.set(message.id, line)
      text += '\n'
    }
    const up = this.lines.size - line
    text += `\x1b[${up}A\x1b[2K\r${message.id}: ${message.status ?? ''} ${bar(message.progressDetail, terminal.columns)}\r\x1b[${up}B`
    yield* this.write(text)
  }

  private *write(text: string): Op<void> {
    if (text !== '') yield* this.out.write(utf8(text))
  }
}

function plain({ stream, status, id, progressDetail }: StreamMessage): string {
  if (stream !== undefined) return stream
  if (progressDetail && ((progressDetail.current ?? 0) > 0 || (progressDetail.total ?? 0) > 0)) return ''
  if (status === undefined) return ''
  return `${id === undefined ? '' : `${id}: `}${status}\n`
}

/** The progress bar and the numbers after it; on a narrow terminal only the numbers. */
function bar({ current = 0, total = 0 }: NonNullable<StreamMessage['progressDetail']>, columns: number): string {
  if (current <= 0 && total <= 0) return ''
  const now = humanSize(current, 4).padStart(8)
  if (total <= 0) return now
  const done = Math.min(50, Math.floor(Math.floor((100 * current) / total) / 2))
  const drawn = columns > BAR_COLUMNS_MIN ? `[${'='.repeat(done)}>${' '.repeat(Math.max(0, 50 - done))}] ` : ''
  return current > total ? `${drawn}${now}` : `${drawn}${now}/${humanSize(total, 4)}`
}
