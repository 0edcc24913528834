import { SyscallError } from '../../base/errors.ts'
import type { File, Terminal } from '../../machine/files.ts'
import type { Op } from '../../sched/op.ts'
import { decodeText } from '../characters.ts'
import { reason } from '../define-program.ts'
import type { ProgramDescription, Run } from '../define-program.ts'
import { UsageError } from '../options.ts'
import { widthOf } from './column-tools.ts'

/** `less` and `more`: one screen at a time on a terminal; elsewhere they copy. */
function pager(name: string): ProgramDescription {
  return {
    name,
    usage: '[options] [file...]',
    about: 'Show files one screen at a time: space for the next, enter for a line, q to leave.',
    family: name === 'less' ? 'less' : 'util-linux',
    coding: 'characters',
    shortName: true,
    options: ['N: number lines', 'S: (ignored)', 'R: (ignored)', 'F: leave when all fits on one screen', 'X: (ignored)', 'i: (ignored)', 'r: (ignored)', 'n: (ignored)', 'E: (ignored)'],
    *run(run) {
      const { stdout } = run.process
      const { terminal } = stdout
      if (run.operands.length === 0 && run.process.stdin.terminal) throw new UsageError(name === 'less' ? 'Missing filename ("less --help" for help)\n' : `bad usage\nTry '${name} --help' for more information.\n`.replace(/^/, `${name}: `), true)
      const keys = run.process.stdin.terminal ? run.process.stdin : terminal?.file
      let number = 0
      let rows = 0
      for (const operand of run.inputs) {
        const file = yield* openOne(run, operand, name)
        if (!file) continue
        if (name === 'more' && (run.operands.length > 1 || (!terminal && operand !== '-'))) run.out.add(`::::::::::::::\n${operand}\n::::::::::::::\n`)
        const reader = run.lines(file)
        for (;;) {
          if (reader.empty && !terminal) yield* run.out.settle()
          const line = yield* reader.next()
          if (line === undefined) break
          number++
          const shown = run.options.has('N') ? `${String(number).padStart(7)} ${line}` : line
          if (!terminal || !keys) {
            yield* run.out.print(shown + (reader.terminated ? '\n' : ''))
            continue
          }
          const needed = Math.max(1, Math.ceil(widthOf(shown) / terminal.columns))
          if (rows > 0 && rows + needed > terminal.rows - 1) {
            yield* run.out.flush()
            const key = yield* ask(run, terminal, keys, name === 'less' ? ':' : '--More--')
            if (key === 'q') return 0
            rows = key === 'line' ? terminal.rows - 1 - needed : 0
          }
          rows += needed
          run.out.add(`${shown}\n`)
        }
      }
      if (terminal && keys && name === 'less' && !(run.options.has('F') && number < terminal.rows)) {
        yield* run.out.flush()
        // At the end only q leaves.
        for (let key = ''; key !== 'q';) key = yield* ask(run, terminal, keys, '(END)')
      }
      return
    },
  }
}

export const less = pager('less')
export const more = pager('more')

function* openOne(run: Run, operand: string, name: string): Op<File | undefined> {
  try {
    if (operand !== '-' && (yield* run.process.fs.stat(operand)).type === 'directory') {
      yield* run.out.flush()
      yield* run.process.complain(name === 'less' ? `${operand} is a directory\n` : `\n*** ${operand}: directory ***\n\n`)
      run.status = 1
      return undefined
    }
    return yield* run.open(operand)
  } catch (error) {
    if (!(error instanceof SyscallError)) throw error
    yield* run.out.flush()
    if (run.style === 'busybox') yield* run.warn(`can't open '${operand}': ${reason(error)}`)
    else if (name === 'less' && !run.process.stdout.terminal) run.out.add(`${operand}: ${reason(error)}\n`)
    else yield* run.process.complain(name === 'less' ? `${operand}: ${reason(error)}\n` : `more: cannot open ${operand}: ${reason(error)}\n`)
    return undefined
  }
}

/** Show a prompt in reverse and read one key; the prompt is wiped away again. */
function* ask(run: Run, terminal: Terminal, keys: File, prompt: string): Op<'page' | 'line' | 'q'> {
  const { stdout } = run.process
  const before = terminal.raw
  terminal.raw = true
  try {
    yield* stdout.write(new Uint8Array(Array.from(`\x1b[7m${prompt}\x1b[27m`, character => character.charCodeAt(0))))
    const typed = yield* keys.read(1)
    yield* stdout.write(new Uint8Array([13, 27, 91, 75]))
    const key = typed === undefined ? 'q' : decodeText(typed)
    return key === 'q' || key === 'Q' || key === '\x03' ? 'q' : key === '\r' || key === '\n' || key === 'j' ? 'line' : 'page'
  } finally {
    terminal.raw = before
  }
}
