import { argumentAsBytes } from '../characters.ts'
import { Failure, quoteName, reason } from '../define-program.ts'
import type { ProgramDescription } from '../define-program.ts'
import { SyscallError } from '../../base/errors.ts'
import { UsageError } from '../options.ts'
import { complementOf, parseRanges } from './ranges.ts'
import type { Ranges } from './ranges.ts'

/** `cut`: parts of lines. */
export const cut: ProgramDescription = {
  name: 'cut',
  usage: 'OPTION... [FILE]...',
  about: 'Print selected parts of lines from each FILE to standard output.',
  family: 'GNU coreutils',
  coding: 'bytes',
  options: [
    'b,bytes=LIST: select only these bytes', 'c,characters=LIST: select only these characters', 'd,delimiter=DELIM: use DELIM instead of TAB for field delimiter',
    'f,fields=LIST: select only these fields', 'n: (ignored)', 'complement: complement the set of selected bytes, characters or fields',
    's,only-delimited: do not print lines not containing delimiters', 'output-delimiter=STRING: use STRING as the output delimiter', 'z,zero-terminated: line delimiter is NUL, not newline',
  ],
  *run(run) {
    const { options } = run
    const lists = options.given.filter(option => ['b', 'c', 'f'].includes(option.key))
    if (lists.length > 1) throw new UsageError('only one list may be specified')
    const list = lists[0]
    if (!list && run.style === 'busybox') throw new Failure('expected a list of bytes, characters, or fields')
    if (!list) throw new UsageError('you must specify a list of bytes, characters, or fields')
    const fields = list.key === 'f'
    const delimiter = argumentAsBytes(options.value('d') ?? '\t') || '\0'
    if (delimiter.length > 1) throw new UsageError('the delimiter must be a single character')
    if (!fields && options.has('d')) throw new UsageError('an input delimiter may be specified only when operating on fields')
    if (!fields && options.has('s')) throw new UsageError('suppressing non-delimited lines makes sense\n\tonly when operating on fields')
    const parsed = parseRanges(list.value ?? '', fields ? 'fields' : 'byte/character positions')
    if (typeof parsed === 'string') throw new UsageError(parsed)
    const ranges = options.has('complement') ? complementOf(parsed) : parsed
    const glue = options.value('output-delimiter')
    const end = options.has('z') ? '\0' : '\n'
    const pick = fields ? fieldsOf(ranges, delimiter, argumentAsBytes(glue ?? delimiter), options.has('s')) : bytesOf(ranges, glue === undefined ? undefined : argumentAsBytes(glue))
    for (const operand of run.inputs) {
      const file = yield* run.tryOpen(operand)
      if (!file) continue
      const reader = run.lines(file, options.has('z') ? 0 : 10)
      try {
        for (;;) {
          if (reader.empty) yield* run.out.settle()
          const line = yield* reader.next()
          if (line === undefined) break
          const picked = pick(line)
          if (picked !== undefined) yield* run.out.print(picked + end)
        }
      } catch (error) {
        if (!(error instanceof SyscallError) || error.code !== 'EISDIR') throw error
        yield* run.warn(`${quoteName(operand)}: ${reason(error)}`)
      }
    }
  },
}

function fieldsOf(ranges: Ranges, delimiter: string, glue: string, onlyDelimited: boolean): (line: string) => string | undefined {
  return line => {
    const pieces = line.split(delimiter)
    if (pieces.length === 1) return onlyDelimited ? undefined : line
    return pieces.filter((_, i) => ranges.has(i + 1)).join(glue)
  }
}

function bytesOf(ranges: Ranges, glue: string | undefined): (line: string) => string {
  return line => {
    let out = ''
    let inside = false
    for (let i = 0; i < line.length; i++) {
      if (!ranges.has(i + 1)) {
        inside = false
        continue
      }
      if (glue !== undefined && out !== '' && (!inside || ranges.starts.has(i + 1))) out += glue
      inside = true
      out += line[i] as string
    }
    return out
  }
}
