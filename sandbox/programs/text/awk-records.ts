import { concat } from '../../base/bytes.ts'
import type { File } from '../../machine/files.ts'
import type { Op } from '../../sched/op.ts'
import { decodeText } from '../characters.ts'
import { readWhole } from '../streams.ts'
import type { LineReader } from '../streams.ts'
import { posixRegex } from './posix-regex.ts'

/** What is read at once when records do not end at newlines. */
const WHOLE_BYTES_MAX = 64 * 1024 * 1024

/** Records of a file by the record separator of the moment. */
export class RecordReader {
  private readonly lines: LineReader
  private readonly file: File
  /** What has been read and not given yet, once records are not lines. */
  private rest: string | undefined

  constructor(lines: LineReader, file: File) {
    this.lines = lines
    this.file = file
  }

  /** True when `next` would have to read first. */
  get empty(): boolean {
    return this.rest === undefined && this.lines.empty
  }

  /** The next record by the separator RS; undefined at the end. */
  *next(separator: string): Op<string | undefined> {
    if (separator === '\n' && this.rest === undefined) return yield* this.lines.next()
    if (this.rest === undefined) {
      const pieces: string[] = []
      for (let line = this.lines.take(); line !== undefined; line = this.lines.take()) pieces.push(`${line}\n`)
      this.rest = pieces.join('') + decodeText(concat([yield* readWhole(this.file, WHOLE_BYTES_MAX)]))
    }
    let text = this.rest
    if (separator === '') {
      text = text.replace(/^\n+/, '')
      if (text === '') {
        this.rest = ''
        return undefined
      }
      const end = /\n\n+/.exec(text)
      this.rest = end ? text.slice(end.index + end[0].length) : ''
      return end ? text.slice(0, end.index) : text.replace(/\n$/, '')
    }
    if (text === '') return undefined
    if (separator.length === 1) {
      const at = text.indexOf(separator)
      this.rest = at < 0 ? '' : text.slice(at + 1)
      return at < 0 ? withoutLastNewline(text, separator) : text.slice(0, at)
    }
    const found = posixRegex(separator, 'awk', { ignoreCase: false, multiline: false }).exec(text, 0)
    if (!found || found.end === found.start) {
      this.rest = ''
      return withoutLastNewline(text, separator)
    }
    this.rest = text.slice(found.end)
    return text.slice(0, found.start)
  }
}

/** The last record keeps its newline, as in every awk, unless newline ends records. */
const withoutLastNewline = (text: string, separator: string): string => (separator === '\n' ? text.replace(/\n$/, '') : text)
