import { SyscallError } from '../../base/errors.ts'
import type { File } from '../../machine/files.ts'
import type { Op } from '../../sched/op.ts'
import { quoteName, reason } from '../define-program.ts'
import type { ProgramDescription, Run } from '../define-program.ts'

/** `cat`: files one after the other. */
export const cat: ProgramDescription = {
  name: 'cat',
  usage: '[OPTION]... [FILE]...',
  about: 'Concatenate FILE(s) to standard output.',
  family: 'GNU coreutils',
  coding: 'bytes',
  options: [
    'b,number-nonblank: number nonempty output lines', 'n,number: number all output lines', 's,squeeze-blank: suppress repeated empty output lines',
    'v,show-nonprinting: use ^ and M- notation', 'E,show-ends: display $ at end of each line', 'T,show-tabs: display TAB characters as ^I',
    'A,show-all: equivalent to -vET', 'e: equivalent to -vE', 't: equivalent to -vT', 'u: (ignored)',
  ],
  *run(run) {
    const { options } = run
    const all = options.has('A')
    const look: Look = {
      numberAll: options.has('n') && !options.has('b'),
      numberFull: options.has('b'),
      squeeze: options.has('s'),
      ends: all || options.has('e') || options.has('E'),
      tabs: all || options.has('t') || options.has('T'),
      visible: all || options.has('e') || options.has('t') || options.has('v'),
    }
    const plain = !Object.values(look).includes(true)
    const state = { number: 0, blanks: 0, lineStart: true }
    for (const operand of run.inputs) {
      const file = yield* run.tryOpen(operand)
      if (!file) continue
      try {
        if (plain) yield* copy(run, file)
        else yield* decorate(run, file, look, state)
      } catch (error) {
        if (!(error instanceof SyscallError) || error.code !== 'EISDIR') throw error
        yield* run.warn(run.style === 'busybox' ? `read error: ${reason(error)}` : `${quoteName(operand)}: ${reason(error)}`)
      }
    }
  },
}

interface Look {
  readonly numberAll: boolean
  readonly numberFull: boolean
  readonly squeeze: boolean
  readonly ends: boolean
  readonly tabs: boolean
  readonly visible: boolean
}

function* copy(run: Run, file: File): Op<void> {
  for (;;) {
    const chunk = yield* file.read()
    if (!chunk) return
    yield* run.process.stdout.write(chunk)
  }
}

function* decorate(run: Run, file: File, look: Look, state: { number: number; blanks: number; lineStart: boolean }): Op<void> {
  const reader = run.lines(file)
  for (;;) {
    if (reader.empty) yield* run.out.settle()
    const line = yield* reader.next()
    if (line === undefined) return
    if (line === '' && state.lineStart) {
      if (++state.blanks > 1 && look.squeeze) continue
    } else state.blanks = 0
    let text = look.visible ? showInvisible(line) : line
    if (look.tabs) text = text.replaceAll('\t', '^I')
    if (state.lineStart && (look.numberAll || (look.numberFull && line !== ''))) text = `${String(++state.number).padStart(6)}\t${text}`
    if (reader.terminated) text += look.ends ? '$\n' : '\n'
    state.lineStart = reader.terminated
    yield* run.out.print(text)
  }
}

/** Control and high bytes in ^X and M-x notation; TAB stays. */
export function showInvisible(line: string): string {
  // eslint-disable-next-line no-control-regex
  return line.replace(/[^\x20-\x7e\t]/g, character => {
    const code = character.charCodeAt(0)
    if (code < 32) return `^${String.fromCharCode(code + 64)}`
    if (code === 127) return '^?'
    const low = code - 128
    return low < 32 ? `M-^${String.fromCharCode(low + 64)}` : low === 127 ? 'M-^?' : `M-${String.fromCharCode(low)}`
  })
}
