import { SyscallError } from '../../base/errors.ts'
import { bytesToCharacters } from '../characters.ts'
import { Failure, reason } from '../define-program.ts'
import type { ProgramDescription, Run } from '../define-program.ts'
import type { Op } from '../../sched/op.ts'
import { UsageError } from '../options.ts'
import { runCommand } from '../run-command.ts'

/** What fits on one command line, in bytes. */
const COMMAND_BYTES_MAX = 128 * 1024

/** `xargs`: build command lines from standard input. */
export const xargs: ProgramDescription = {
  name: 'xargs',
  usage: '[OPTION]... COMMAND [INITIAL-ARGS]...',
  about: 'Run COMMAND with arguments INITIAL-ARGS and more arguments read from input.',
  family: 'GNU findutils',
  coding: 'bytes',
  shortName: true,
  stopAtOperand: true,
  options: [
    '0,null: items are separated by a null, not whitespace', 'a,arg-file=FILE: read arguments from FILE, not standard input', 'd,delimiter=CHARACTER: items in input stream are separated by CHARACTER',
    'E=END: set logical EOF string', 'I=R: same as --replace=R', 'i,replace[=R]: replace R in INITIAL-ARGS with names read from input; default {}', 'L,max-lines=N: use at most N non-blank input lines per command line',
    'n,max-args=N: use at most N arguments per command line', 'P,max-procs=N: (ignored: one at a time)', 'p,interactive: (ignored)', 'r,no-run-if-empty: if there are no arguments, do not run COMMAND', 's,max-chars=N: limit length of command line', 't,verbose: print commands before executing them', 'x,exit: (ignored)', 'o,open-tty: (ignored)',
  ],
  *run(run) {
    const { options } = run
    const number = (key: string): number => {
      const value = options.value(key)
      if (value === undefined) return Infinity
      if (!/^-?\d+$/.test(value) && run.style === 'busybox') throw new Failure(`invalid number '${value}'`)
      if (!/^-?\d+$/.test(value)) throw new UsageError(`invalid number "${value}" for -${key} option`)
      if (Number(value) < 1) throw new UsageError(`value ${value} for -${key} option should be >= 1`)
      return Number(value)
    }
    const maxArgs = number('n')
    const maxLines = number('L')
    const replace = options.has('I') || options.has('i') ? (options.lastOf('I', 'i') === 'I' ? options.value('I') : (options.value('i') ?? '{}')) : undefined
    const command = run.operands.length > 0 ? run.operands : ['echo']
    const base = command.reduce((sum, word) => sum + word.length + 1, 0)
    const items = yield* readItems(run, replace !== undefined)
    const state: State = { status: 0 }
    if (replace !== undefined) {
      for (const item of items) {
        const argv = command.map((word, i) => (i === 0 ? word : word.replaceAll(replace, item.text)))
        if (!(yield* execute(run, argv, state))) break
      }
      return state.status
    }
    let batch: string[] = []
    let bytes = base
    let lines = 0
    let ran = false
    for (const item of items) {
      const size = item.text.length + 1
      if (batch.length > 0 && (batch.length >= maxArgs || lines >= maxLines || bytes + size > COMMAND_BYTES_MAX)) {
        ran = true
        if (!(yield* execute(run, [...command, ...batch], state))) return state.status
        batch = []
        bytes = base
        lines = 0
      }
      batch.push(item.text)
      bytes += size
      if (item.endsLine) lines++
    }
    if (batch.length > 0 || (!ran && !options.has('r'))) yield* execute(run, [...command, ...batch], state)
    return state.status
  },
}

interface State {
  status: number
}

/** Run one command line; false when xargs must stop. */
function* execute(run: Run, argv: readonly string[], state: State): Op<boolean> {
  if (run.options.has('t')) yield* run.process.complain(`${argv.join(' ')}\n`)
  let status: number
  try {
    status = yield* runCommand(run.process, argv, { stdin: 'null' })
  } catch (error) {
    if (!(error instanceof SyscallError) || error.code === 'EPIPE') throw error
    throw new Failure(`${argv[0] ?? ''}: ${reason(error)}`, error.code === 'ENOENT' ? 127 : 126)
  }
  if (status === 255) throw new Failure(`${argv[0] ?? ''}: exited with status 255; aborting`, 124)
  if (status > 128 && status < 255) throw new Failure(`${argv[0] ?? ''}: terminated by signal ${status - 128}`, 125)
  if (status !== 0) state.status = 123
  return true
}

interface Item {
  readonly text: string
  readonly endsLine: boolean
}

function* readItems(run: Run, wholeLines: boolean): Op<Item[]> {
  const { options } = run
  const path = options.value('a')
  const file = path === undefined ? run.process.stdin : yield* run.open(path)
  const delimiter = options.has('0') ? '\0' : options.has('d') ? unescapeDelimiter(options.value('d') ?? '') : undefined
  const chunks: string[] = []
  const reader = run.lines(file, delimiter === undefined ? 10 : delimiter.charCodeAt(0))
  const items: Item[] = []
  const stop = options.value('E')
  for (;;) {
    const line = yield* reader.next()
    if (line === undefined) break
    if (delimiter !== undefined) {
      items.push({ text: bytesToCharacters(line), endsLine: true })
      continue
    }
    if (wholeLines) {
      const text = line.replace(/^[ \t]+/, '')
      if (text !== '') items.push(...splitWords(text, true).map(word => ({ text: bytesToCharacters(word), endsLine: true })))
      continue
    }
    chunks.push(line)
    // A trailing blank continues the line (POSIX); a backslash at the end does too.
    if (/\\$/.test(line)) continue
    const joined = chunks.splice(0).join('\n')
    const words = splitWords(joined, false)
    for (const [i, word] of words.entries()) {
      if (stop !== undefined && word === stop) return items
      items.push({ text: bytesToCharacters(word), endsLine: i === words.length - 1 && !/[ \t]$/.test(joined) })
    }
  }
  return items
}

function unescapeDelimiter(text: string): string {
  const escapes: Readonly<Record<string, string>> = { '\\n': '\n', '\\t': '\t', '\\0': '\0', '\\\\': '\\', '\\r': '\r' }
  const one = escapes[text] ?? text
  if (one.length !== 1) throw new Failure(`Invalid input delimiter specification ${text}: the delimiter must be either a single character or an escape sequence starting with \\.`)
  return one
}

/** Words of a line: blanks separate, quotes and backslashes protect. With `whole` blanks do not separate. */
function splitWords(line: string, whole: boolean): string[] {
  const words: string[] = []
  let word: string | undefined
  for (let at = 0; at < line.length; at++) {
    const character = line[at] as string
    if (!whole && (character === ' ' || character === '\t' || character === '\n')) {
      if (word !== undefined) words.push(word)
      word = undefined
    } else if (character === '\\') word = (word ?? '') + (line[++at] ?? '')
    else if (character === "'" || character === '"') {
      const end = line.indexOf(character, at + 1)
      if (end < 0 || line.slice(at, end).includes('\n')) throw new Failure(`unmatched ${character === "'" ? 'single' : 'double'} quote; by default quotes are special to xargs unless you use the -0 option`)
      word = (word ?? '') + line.slice(at + 1, end)
      at = end
    } else word = (word ?? '') + character
  }
  if (word !== undefined) words.push(word)
  return words
}
