import { SyscallError } from '../../base/errors.ts'
import type { File } from '../../machine/files.ts'
import type { Op } from '../../sched/op.ts'
import { quoteName, reason } from '../define-program.ts'
import type { ProgramDescription, Run } from '../define-program.ts'

/** `wc`: lines, words and bytes. */
export const wc: ProgramDescription = {
  name: 'wc',
  usage: '[OPTION]... [FILE]...',
  about: 'Print newline, word, and byte counts for each FILE, and a total line if more than one FILE is specified.',
  family: 'GNU coreutils',
  coding: 'bytes',
  options: ['c,bytes: print the byte counts', 'm,chars: print the character counts', 'l,lines: print the newline counts', 'L,max-line-length: print the maximum display width', 'w,words: print the word counts'],
  *run(run) {
    const { options } = run
    const asked = ORDER.filter(key => options.has(key))
    const columns = asked.length > 0 ? asked : (['l', 'w', 'c'] as const)
    const results: { counts: Counts; name: string }[] = []
    let width = 1
    if (run.style === 'gnu') width = yield* columnWidth(run, columns.length)
    const total: Counts = { l: 0, w: 0, m: 0, c: 0, L: 0 }
    const show = (counts: Counts, name: string): string => {
      const cells = columns.map(key => String(counts[key]))
      if (run.style === 'busybox') return cells.map(cell => (columns.length > 1 || run.operands.length > 1 ? cell.padStart(9) : cell)).join(' ').concat(name === '' ? '' : ` ${name}`, '\n')
      return `${cells.map(cell => cell.padStart(width)).join(' ')}${name === '' ? '' : ` ${name}`}\n`
    }
    for (const operand of run.inputs) {
      const file = yield* run.tryOpen(operand)
      if (!file) continue
      const counts: Counts = { l: 0, w: 0, m: 0, c: 0, L: 0 }
      try {
        yield* count(file, counts, columns.every(key => key === 'c'))
      } catch (error) {
        if (!(error instanceof SyscallError) || error.code !== 'EISDIR') throw error
        yield* run.warn(`${quoteName(operand)}: ${reason(error)}`)
      }
      for (const key of ['l', 'w', 'm', 'c'] as const) total[key] += counts[key]
      total.L = Math.max(total.L, counts.L)
      results.push({ counts, name: operand })
      run.out.add(show(counts, run.operands.length === 0 ? '' : operand))
      yield* run.out.settle()
    }
    if (run.operands.length > 1) run.out.add(show(total, 'total'))
  },
}

interface Counts {
  l: number
  w: number
  m: number
  c: number
  L: number
}

const ORDER = ['l', 'w', 'm', 'c', 'L'] as const

/** As wide as the sum of the sizes of all files needs; 7 when one of them is not a regular file. */
function* columnWidth(run: Run, columns: number): Op<number> {
  if (run.inputs.length === 1 && columns === 1) return 1
  let bytes = 0
  let least = 1
  for (const operand of run.inputs) {
    if (operand === '-') {
      const open = run.process.stdin.regular
      if (open) bytes += open.node.size
      else least = 7
      continue
    }
    try {
      const stat = yield* run.process.fs.stat(operand)
      if (stat.type === 'file') bytes += stat.size
      else least = 7
    } catch (error) {
      if (!(error instanceof SyscallError)) throw error
    }
  }
  return Math.max(least, String(bytes).length)
}

function* count(file: File, counts: Counts, bytesOnly: boolean): Op<void> {
  if (bytesOnly && file.regular) {
    const open = file.regular
    counts.c += Math.max(0, open.node.size - open.offset)
    open.offset = Math.max(open.offset, open.node.size)
    return
  }
  let inWord = false
  let width = 0
  for (;;) {
    const chunk = yield* file.read()
    if (!chunk) break
    counts.c += chunk.length
    for (const byte of chunk) {
      if ((byte & 0xc0) !== 0x80) counts.m++
      if (byte === 10) {
        counts.l++
        if (width > counts.L) counts.L = width
        width = 0
        inWord = false
      } else if (byte === 13 || byte === 12) {
        if (width > counts.L) counts.L = width
        width = 0
        inWord = false
      } else if (byte === 9) {
        width += 8 - (width % 8)
        inWord = false
      } else if (byte === 32) {
        width++
        inWord = false
      } else if (byte === 11) inWord = false
      else {
        if (byte >= 32 && byte !== 127 && (byte & 0xc0) !== 0x80) width++
        if (!inWord) counts.w++
        inWord = true
      }
    }
  }
  if (width > counts.L) counts.L = width
}
