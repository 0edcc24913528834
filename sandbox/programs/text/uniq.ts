import { SyscallError } from '../../base/errors.ts'
import type { File } from '../../machine/files.ts'
import type { Op } from '../../sched/op.ts'
import { Failure, quote, quoteName, reason } from '../define-program.ts'
import type { ProgramDescription, Run } from '../define-program.ts'
import { Output, openForWriting } from '../streams.ts'
import { parseCount } from './numbers.ts'

/** `uniq`: adjacent equal lines, counted or filtered. */
export const uniq: ProgramDescription = {
  name: 'uniq',
  usage: '[OPTION]... [INPUT [OUTPUT]]',
  about: 'Filter adjacent matching lines from INPUT (or standard input), writing to OUTPUT (or standard output).',
  family: 'GNU coreutils',
  coding: 'bytes',
  options: [
    'c,count: prefix lines by the number of occurrences', 'd,repeated: only print duplicate lines, one for each group', 'D,all-repeated[=METHOD]: print all duplicate lines',
    'f,skip-fields=N: avoid comparing the first N fields', 'i,ignore-case: ignore differences in case when comparing', 's,skip-chars=N: avoid comparing the first N characters',
    'u,unique: only print unique lines', 'z,zero-terminated: line delimiter is NUL, not newline', 'w,check-chars=N: compare no more than N characters in lines',
  ],
  *run(run) {
    const { options } = run
    run.allowOperands(2)
    const number = (key: string, what: string): number => {
      const value = options.value(key)
      if (value === undefined) return key === 'w' ? Infinity : 0
      const count = parseCount(value)
      if (count === undefined) throw new Failure(`${value}: invalid number of ${what}`)
      return count
    }
    const skipFields = number('f', 'fields to skip')
    const skipChars = number('s', 'bytes to skip')
    const width = number('w', 'bytes to compare')
    const file = yield* openInput(run)
    if (!file) return
    const target = run.operands[1]
    const out = target === undefined || target === '-' ? run.out : new Output(yield* openForWriting(run.process, target, { append: false }), 'bytes')
    const end = options.has('z') ? '\0' : '\n'
    const reader = run.lines(file, options.has('z') ? 0 : 10)
    const all = options.has('D')
    if (all && options.has('c')) throw new Failure('printing all duplicated lines and repeat counts is meaningless')
    const method = options.value('D') ?? 'none'
    if (all && !['none', 'prepend', 'separate'].includes(method)) throw new Failure(`invalid argument ${quote(method)} for '--all-repeated'`)
    const keyOf = (line: string): string => {
      let key = line
      for (let i = 0; i < skipFields && key !== ''; i++) key = key.replace(/^[ \t]*[^ \t]*/, '')
      key = key.slice(skipChars, skipChars + width)
      return options.has('i') ? key.replace(/[a-z]+/g, letters => letters.toUpperCase()) : key
    }
    let group: string[] = []
    let count = 0
    let key = ''
    let printedGroups = 0
    const close = (): void => {
      if (count === 0) return
      if (all) {
        if (count < 2) return
        if (method === 'prepend' || (method === 'separate' && printedGroups > 0)) out.add(end)
        printedGroups++
        for (const line of group) out.add(line + end)
        return
      }
      if (options.has('d') && count < 2) return
      if (options.has('u') && count > 1) return
      out.add(`${options.has('c') ? `${String(count).padStart(7)} ` : ''}${group[0] as string}${end}`)
    }
    for (;;) {
      if (reader.empty) yield* out.settle()
      const line = yield* reader.next()
      const next = line === undefined ? '' : keyOf(line)
      if (line === undefined || count === 0 || next !== key) {
        close()
        if (line === undefined) break
        group = [line]
        count = 1
        key = next
      } else {
        count++
        if (all) group.push(line)
      }
      if (out.full) yield* out.flush()
    }
    yield* out.flush()
  },
}

function* openInput(run: Run): Op<File | undefined> {
  try {
    return yield* run.open(run.operands[0] ?? '-')
  } catch (error) {
    if (!(error instanceof SyscallError)) throw error
    const name = run.operands[0] ?? '-'
    yield* run.warn(run.style === 'busybox' ? `can't open '${name}': ${reason(error)}` : `${quoteName(name)}: ${reason(error)}`)
    return undefined
  }
}
