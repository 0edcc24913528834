import { SyscallError } from '../../base/errors.ts'
import type { File } from '../../machine/files.ts'
import { step } from '../../sched/op.ts'
import type { Op } from '../../sched/op.ts'
import { Failure, reason } from '../define-program.ts'
import type { ProgramDescription, Run } from '../define-program.ts'
import { UsageError } from '../options.ts'
import { LineReader, Output, openForWriting } from '../streams.ts'
import type { PosixRegex } from './posix-regex.ts'
import { ScriptError, ScriptParser } from './sed-script.ts'
import type { Address, ReplacementPart, SedCommand, Substitution } from './sed-script.ts'

/** Pattern and hold space together may hold this many characters. */
const SPACE_MAX = 32 * 1024 * 1024
/** Commands between two steps, so that a loop in a script can be stopped. */
const COMMANDS_PER_STEP = 2000

/** `sed`: a script applied to each line. */
export const sed: ProgramDescription = {
  name: 'sed',
  usage: '[OPTION]... {script-only-if-no-other-script} [input-file]...',
  about: 'Filter and transform text.',
  family: 'GNU sed',
  coding: 'characters',
  tryHelp: name => `Usage: ${name} [OPTION]... {script-only-if-no-other-script} [input-file]...\n\nTry '${name} --help' for more information.\n`,
  options: [
    'n,quiet,silent: suppress automatic printing of pattern space', 'e,expression=SCRIPT: add the script to the commands to be executed', 'f,file=SCRIPT-FILE: add the contents of script-file to the commands to be executed',
    'E,r,regexp-extended: use extended regular expressions in the script', 'i,in-place[=SUFFIX]: edit files in place (makes backup if SUFFIX supplied)', 'l,line-length=N: specify the desired line-wrap length for the `l\' command',
    's,separate: consider files as separate', 'u,unbuffered: (ignored)', 'z,null-data: separate lines by NUL characters', 'posix: (ignored)', 'sandbox: (ignored: e is always refused)', 'b,binary: (ignored)', 'follow-symlinks: follow symlinks when processing in place',
  ],
  *run(run) {
    const { options } = run
    const operands = [...run.operands]
    const commands = yield* readScript(run, operands)
    const interpreter = new Interpreter(run, commands)
    const files = operands.length > 0 ? operands : ['-']
    if (options.has('i')) {
      for (const file of files) {
        yield* editInPlace(run, interpreter, file)
        if (interpreter.quit !== undefined) break
      }
    } else if (options.has('s')) {
      for (const file of files) {
        if (interpreter.quit === undefined) yield* interpreter.process([file], run.out)
      }
    } else yield* interpreter.process(files, run.out)
    yield* interpreter.closeFiles()
    return interpreter.quit ?? run.status
  },
}

function* readScript(run: Run, operands: string[]): Op<readonly SedCommand[]> {
  const pieces: { text: string; file: string | undefined }[] = []
  for (const option of run.options.given) {
    if (option.key === 'e') pieces.push({ text: option.value ?? '', file: undefined })
    if (option.key === 'f') {
      const name = option.value ?? ''
      try {
        const reader = run.lines(yield* run.open(name))
        const lines: string[] = []
        for (let line = yield* reader.next(); line !== undefined; line = yield* reader.next()) lines.push(line)
        pieces.push({ text: lines.join('\n'), file: name })
      } catch (error) {
        if (error instanceof SyscallError) throw new Failure(`couldn't open file ${name}: ${reason(error)}`, 4)
        throw error
      }
    }
  }
  if (pieces.length === 0) {
    const script = operands.shift()
    if (script === undefined) throw new UsageError(`Usage: ${run.name} [OPTION]... {script-only-if-no-other-script} [input-file]...\n\nTry '${run.name} --help' for more information.\n`, true)
    pieces.push({ text: script, file: undefined })
  }
  const whole = pieces.map(piece => piece.text).join('\n')
  try {
    return new ScriptParser(whole, run.options.has('E')).parse()
  } catch (error) {
    if (!(error instanceof ScriptError)) throw error
    if (error.at < 0) throw new Failure(error.message, 4)
    if (error.at === 0) throw new Failure(`-e expression #1, char 0: ${error.message}`)
    let start = 0
    for (const [i, piece] of pieces.entries()) {
      if (error.at <= start + piece.text.length || i === pieces.length - 1) {
        const number = Math.min(error.at - start, piece.text.length)
        if (piece.file !== undefined) throw new Failure(`file ${piece.file} line ${piece.text.slice(0, number).split('\n').length}: ${error.message}`)
        const before = pieces.slice(0, i).filter(other => other.file === undefined).length
        throw new Failure(`-e expression #${before + 1}, char ${number}: ${error.message}`)
      }
      start += piece.text.length + 1
    }
    throw error
  }
}

/** Write the result beside the file and rename it over, as GNU sed does. */
function* editInPlace(run: Run, interpreter: Interpreter, path: string): Op<void> {
  const { fs } = run.process
  if (path === '-') return yield* run.warn("couldn't edit -: not a regular file", 4)
  let stat
  try {
    stat = yield* fs.stat(path)
  } catch (error) {
    if (!(error instanceof SyscallError)) throw error
    return yield* run.warn(`can't read ${path}: ${reason(error)}`, 2)
  }
  if (stat.type !== 'file') return yield* run.warn(`couldn't edit ${path}: not a regular file`, 4)
  const target = run.options.has('follow-symlinks') ? yield* fs.realpath(path) : path
  const directory = target.includes('/') ? target.slice(0, target.lastIndexOf('/') + 1) : ''
  const temporary = `${directory === '' ? './' : directory}sed${run.process.machine.scheduler.random().word('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789', 6)}`
  let file: File
  try {
    file = yield* openForWriting(run.process, temporary, { append: false })
  } catch (error) {
    if (error instanceof SyscallError) throw new Failure(`couldn't open temporary file ${temporary}: ${reason(error)}`, 4)
    throw error
  }
  const out = new Output(file, 'characters')
  yield* interpreter.process([path], out)
  yield* fs.chown(temporary, stat.uid, stat.gid)
  yield* fs.chmod(temporary, stat.mode)
  const suffix = run.options.value('i')
  if (suffix !== undefined && suffix !== '') {
    const base = target.slice(directory.length)
    const name = suffix.includes('*') ? suffix.replaceAll('*', base) : base + suffix
    yield* fs.rename(target, name.includes('/') ? name : directory + name)
  }
  yield* fs.rename(temporary, target)
}

interface Later {
  readonly text?: string
  readonly file?: string
  readonly lineOf?: string
}

class Interpreter {
  /** Set by q and Q: the exit status. */
  quit: number | undefined
  private readonly run: Run
  private readonly commands: readonly SedCommand[]
  private readonly silent: boolean
  private readonly end: string
  private out: Output
  private pattern = ''
  private hold = ''
  private lineNumber = 0
  private lastRegex: PosixRegex | undefined
  private readonly active = new Map<SedCommand, { endLine: number | undefined }>()
  private readonly later: Later[] = []
  private readonly written = new Map<string, Output>()
  private readonly readers = new Map<string, LineReader | undefined>()
  private missingNewline = false
  private terminated = true
  private substituted = false
  private input: Input | undefined
  private executed = 0

  constructor(run: Run, commands: readonly SedCommand[]) {
    this.run = run
    this.commands = commands
    this.silent = run.options.has('n')
    this.end = run.options.has('z') ? '\0' : '\n'
    this.out = run.out
  }

  *closeFiles(): Op<void> {
    for (const out of this.written.values()) yield* out.flush()
  }

  /** Run the script over the lines of files. */
  *process(files: readonly string[], out: Output): Op<void> {
    this.out = out
    this.missingNewline = false
    if (this.run.options.has('i') || this.run.options.has('s')) this.lineNumber = 0
    for (const command of this.commands) {
      const file = command.substitution?.file ?? (command.name === 'w' || command.name === 'W' ? command.text : undefined)
      if (file !== undefined && !this.written.has(file)) this.written.set(file, file === '/dev/stdout' ? out : new Output(yield* openForWriting(this.run.process, file, { append: false }), 'characters'))
    }
    this.input = new Input(this.run, files, this.end.charCodeAt(0), out)
    let restart = false
    while (this.quit === undefined) {
      if (!restart && !(yield* this.nextLine())) break
      restart = yield* this.cycle()
    }
    yield* this.flushLater()
    yield* this.out.flush()
  }

  private *nextLine(): Op<boolean> {
    const line = yield* (this.input as Input).next()
    if (line === undefined) return false
    this.pattern = line.text
    this.terminated = line.terminated
    this.lineNumber++
    return true
  }

  /** One cycle; true when the next begins without reading (D). */
  private *cycle(): Op<boolean> {
    this.substituted = false
    for (let at = 0; at < this.commands.length;) {
      if (++this.executed % COMMANDS_PER_STEP === 0) yield step('compute', 'sed', 100_000)
      const command = this.commands[at] as SedCommand
      const selected = (yield* this.selects(command)) !== command.negated
      if (!selected) {
        at = command.name === '{' ? command.jump : at + 1
        continue
      }
      at++
      switch (command.name) {
        case '{': break
        case '=': yield* this.print(String(this.lineNumber), true, '\n'); break
        case 'a': this.later.push({ text: command.text }); break
        case 'i': yield* this.printRaw(command.text); break
        case 'c': {
          const range = this.active.get(command)
          if (command.negated || !command.to || !range) yield* this.printRaw(command.text)
          yield* this.flushLater()
          return false
        }
        case 'b': at = command.jump; break
        case 't':
          if (this.substituted) {
            this.substituted = false
            at = command.jump
          }
          break
        case 'T':
          if (!this.substituted) at = command.jump
          else this.substituted = false
          break
        case 'd':
          yield* this.flushLater()
          return false
        case 'D': {
          const cut = this.pattern.indexOf(this.end)
          if (cut < 0) {
            yield* this.flushLater()
            return false
          }
          this.pattern = this.pattern.slice(cut + 1)
          yield* this.flushLater()
          return true
        }
        case 'F': yield* this.print((this.input as Input).name, true, '\n'); break
        case 'g': this.pattern = this.hold; break
        case 'G': this.pattern += this.end + this.hold; break
        case 'h': this.hold = this.pattern; break
        case 'H': this.hold += this.end + this.pattern; break
        case 'x': {
          const held = this.hold
          this.hold = this.pattern
          this.pattern = held
          break
        }
        case 'l': yield* this.print(visible(this.pattern, command.number ?? Number(this.run.options.value('l') ?? 70)), true, '\n'); break
        case 'n':
          if (!(yield* (this.input as Input).more())) {
            if (!this.silent) yield* this.print(this.pattern, this.terminated, this.end)
            this.quit ??= this.run.status
            yield* this.flushLater()
            return false
          }
          if (!this.silent) yield* this.print(this.pattern, this.terminated, this.end)
          yield* this.flushLater()
          yield* this.nextLine()
          break
        case 'N': {
          yield* this.flushLater()
          if (!(yield* (this.input as Input).more())) {
            if (!this.silent) yield* this.print(this.pattern, this.terminated, this.end)
            this.quit ??= this.run.status
            return false
          }
          const before = this.pattern
          yield* this.nextLine()
          this.pattern = before + this.end + this.pattern
          break
        }
        case 'p': yield* this.print(this.pattern, this.terminated, this.end); break
        case 'P': {
          const cut = this.pattern.indexOf(this.end)
          yield* this.print(cut < 0 ? this.pattern : this.pattern.slice(0, cut), cut < 0 ? this.terminated : true, this.end)
          break
        }
        case 'q':
          if (!this.silent) yield* this.print(this.pattern, this.terminated, this.end)
          this.quit = command.number ?? 0
          yield* this.flushLater()
          return false
        case 'Q':
          this.quit = command.number ?? 0
          return false
        case 'r': this.later.push({ file: command.text }); break
        case 'R': this.later.push({ lineOf: command.text }); break
        case 's': yield* this.substitute(command.substitution as Substitution); break
        case 'w': yield* this.writeTo(command.text, this.pattern); break
        case 'W': yield* this.writeTo(command.text, this.pattern.split(this.end)[0] ?? ''); break
        case 'y': {
          const map = command.map as ReadonlyMap<string, string>
          this.pattern = Array.from(this.pattern, character => map.get(character) ?? character).join('')
          break
        }
        case 'z': this.pattern = ''; break
        default: break
      }
      if (this.pattern.length + this.hold.length > SPACE_MAX) throw new Failure('memory exhausted', 4)
    }
    if (!this.silent) yield* this.print(this.pattern, this.terminated, this.end)
    yield* this.flushLater()
    return false
  }

  private *selects(command: SedCommand): Op<boolean> {
    const { from, to } = command
    if (!from) return true
    if (!to) return yield* this.matches(from)
    const range = this.active.get(command)
    if (range) {
      if (to.kind === 'regex') {
        if (yield* this.matches(to)) this.active.delete(command)
        return true
      }
      if (to.kind === 'last') {
        if (yield* this.matches(to)) this.active.delete(command)
        return true
      }
      const end = range.endLine ?? 0
      if (this.lineNumber >= end) this.active.delete(command)
      return this.lineNumber <= end || to.kind !== 'line' ? this.lineNumber <= end : (yield* this.matches(from))
    }
    if (from.kind === 'line' && from.number === 0) {
      // 0,/re/ may end on the first line.
      if (this.lineNumber === 1 && !this.active.has(command)) {
        if (!(yield* this.matches(to))) this.active.set(command, { endLine: undefined })
        return true
      }
      return false
    }
    if (!(yield* this.matches(from))) return false
    let endLine: number | undefined
    if (to.kind === 'line') endLine = to.number
    else if (to.kind === 'plus') endLine = this.lineNumber + to.count
    else if (to.kind === 'multiple') endLine = to.of <= 0 ? this.lineNumber : Math.ceil(this.lineNumber / to.of) * to.of
    if (endLine !== undefined ? endLine > this.lineNumber : to.kind === 'regex' || !(yield* this.matches(to))) this.active.set(command, { endLine })
    return true
  }

  private *matches(address: Address): Op<boolean> {
    switch (address.kind) {
      case 'line': return this.lineNumber === address.number
      case 'last': return !(yield* (this.input as Input).more())
      case 'step': return address.step <= 0 ? this.lineNumber === address.first : this.lineNumber >= address.first && (this.lineNumber - address.first) % address.step === 0
      case 'regex': return this.regexOf(address.regex).test(this.pattern)
      case 'plus': case 'multiple': return false
    }
  }

  private regexOf(regex: PosixRegex | undefined): PosixRegex {
    const used = regex ?? this.lastRegex
    if (!used) throw new Failure('-e expression #1, char 0: no previous regular expression')
    this.lastRegex = used
    return used
  }

  private *substitute(substitution: Substitution): Op<void> {
    const regex = this.regexOf(substitution.regex)
    const text = this.pattern
    let out = ''
    let copied = 0
    let lastEnd = -1
    let count = 0
    let replaced = false
    for (let at = 0; at <= text.length;) {
      const found = regex.exec(text, at)
      if (!found) break
      const empty = found.end === found.start
      // An empty match right behind the last match does not count.
      if (!(empty && found.start === lastEnd)) {
        lastEnd = found.end
        if (++count >= substitution.nth) {
          out += text.slice(copied, found.start) + expand(substitution.parts, text, found.groups)
          copied = found.end
          replaced = true
          if (!substitution.global) break
        }
      }
      at = empty ? found.end + ((text.codePointAt(found.end) ?? 0) > 0xffff ? 2 : 1) : found.end
      if (count % 5000 === 4999) yield step('compute', 'sed', 100_000)
      if (out.length > SPACE_MAX) throw new Failure('memory exhausted', 4)
    }
    if (!replaced) return
    this.pattern = out + text.slice(copied)
    this.substituted = true
    if (substitution.print) yield* this.print(this.pattern, this.terminated, this.end)
    if (substitution.file !== undefined) yield* this.writeTo(substitution.file, this.pattern)
  }

  private *print(text: string, terminated: boolean, end: string): Op<void> {
    yield* this.printRaw(text + (terminated ? end : ''))
    this.missingNewline = !terminated
  }

  private *printRaw(text: string): Op<void> {
    if (this.missingNewline) this.out.add(this.end)
    this.missingNewline = false
    yield* this.out.print(text)
  }

  private *writeTo(path: string, text: string): Op<void> {
    const out = this.written.get(path)
    if (path === '/dev/stdout') yield* this.print(text, true, this.end)
    else if (out) {
      out.add(text + this.end)
      yield* out.flush()
    }
  }

  /** What a, r and R put behind the line. */
  private *flushLater(): Op<void> {
    for (const item of this.later.splice(0)) {
      if (item.text !== undefined) yield* this.printRaw(item.text)
      else if (item.file !== undefined) {
        try {
          const file = item.file === '/dev/stdin' ? this.run.process.stdin : yield* this.run.open(item.file)
          for (let chunk = yield* file.read(); chunk; chunk = yield* file.read()) {
            if (this.missingNewline) this.out.add(this.end)
            this.missingNewline = false
            this.out.addBytes(chunk)
          }
        } catch (error) {
          if (!(error instanceof SyscallError) || error.code === 'EPIPE') throw error
        }
      } else if (item.lineOf !== undefined) {
        if (!this.readers.has(item.lineOf)) {
          try {
            this.readers.set(item.lineOf, this.run.lines(yield* this.run.open(item.lineOf)))
          } catch (error) {
            if (!(error instanceof SyscallError)) throw error
            this.readers.set(item.lineOf, undefined)
          }
        }
        const reader = this.readers.get(item.lineOf)
        const line = reader ? yield* reader.next() : undefined
        if (line !== undefined) yield* this.print(line, reader?.terminated ?? true, this.end)
      }
    }
  }
}

function expand(parts: readonly ReplacementPart[], text: string, groups: readonly (readonly [number, number] | undefined)[]): string {
  let out = ''
  let mode: '' | 'L' | 'U' = ''
  let once: '' | 'l' | 'u' = ''
  for (const part of parts) {
    if ('turn' in part) {
      if (part.turn === 'E') mode = ''
      else if (part.turn === 'l' || part.turn === 'u') once = part.turn
      else mode = part.turn
      continue
    }
    const group = 'group' in part ? groups[part.group] : undefined
    let piece = 'text' in part ? part.text : group ? text.slice(group[0], group[1]) : ''
    if (mode !== '') piece = mode === 'L' ? piece.toLowerCase() : piece.toUpperCase()
    if (once !== '' && piece !== '') {
      const first = Array.from(piece)[0] as string
      piece = (once === 'l' ? first.toLowerCase() : first.toUpperCase()) + piece.slice(first.length)
      once = ''
    }
    out += piece
  }
  return out
}

/** The pattern space as `l` shows it, folded at `width`. */
function visible(text: string, width: number): string {
  const pieces: string[] = []
  for (const character of text) {
    const code = character.codePointAt(0) as number
    const named = { 7: 'a', 8: 'b', 12: 'f', 10: 'n', 13: 'r', 9: 't', 11: 'v', 92: '\\' }[code]
    if (named !== undefined) pieces.push(`\\${named}`)
    else if (code >= 32 && code < 127) pieces.push(character)
    else for (const byte of utf8Bytes(code)) pieces.push(`\\${byte.toString(8).padStart(3, '0')}`)
  }
  const limit = width <= 1 ? Infinity : width - 1
  let out = ''
  let column = 0
  for (const piece of pieces) {
    if (column + piece.length > limit) {
      out += '\\\n'
      column = 0
    }
    out += piece
    column += piece.length
  }
  return `${out}$`
}

function utf8Bytes(code: number): number[] {
  if (code >= 0xdc80 && code <= 0xdcff) return [code - 0xdc00]
  if (code < 0x80) return [code]
  if (code < 0x800) return [0xc0 | (code >> 6), 0x80 | (code & 63)]
  if (code < 0x10000) return [0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63)]
  return [0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63)]
}

interface InputLine {
  readonly text: string
  readonly terminated: boolean
}

/** The lines of several files as one stream, with one line of sight ahead: `$` needs to know the last line. */
class Input {
  name = '-'
  private readonly run: Run
  private readonly files: readonly string[]
  private readonly separator: number
  private readonly out: Output
  private at = 0
  private reader: LineReader | undefined
  private readerName = '-'
  private ahead: (InputLine & { readonly name: string }) | undefined

  constructor(run: Run, files: readonly string[], separator: number, out: Output) {
    this.run = run
    this.files = files
    this.separator = separator
    this.out = out
  }

  *next(): Op<InputLine | undefined> {
    const line = this.ahead ?? (yield* this.read())
    this.ahead = undefined
    if (line) this.name = line.name
    return line
  }

  /** Is there another line? */
  *more(): Op<boolean> {
    this.ahead ??= yield* this.read()
    return this.ahead !== undefined
  }

  private *read(): Op<(InputLine & { readonly name: string }) | undefined> {
    for (;;) {
      if (!this.reader) {
        const name = this.files[this.at++]
        if (name === undefined) return undefined
        try {
          this.reader = new LineReader(yield* this.run.open(name), 'characters', this.separator)
          this.readerName = name
        } catch (error) {
          if (!(error instanceof SyscallError)) throw error
          yield* this.run.warn(`${this.run.style === 'busybox' ? '' : "can't read "}${name}: ${reason(error)}`, this.run.style === 'busybox' ? 1 : 2)
          continue
        }
      }
      if (this.reader.empty) yield* this.out.settle()
      let text: string | undefined
      try {
        text = yield* this.reader.next()
      } catch (error) {
        if (!(error instanceof SyscallError) || error.code !== 'EISDIR') throw error
        yield* this.run.warn(this.run.style === 'busybox' ? `read error: ${reason(error)}` : `read error on ${this.readerName}: ${reason(error)}`, this.run.style === 'busybox' ? 1 : 4)
      }
      if (text !== undefined) return { text, terminated: this.reader.terminated, name: this.readerName }
      this.reader = undefined
    }
  }
}
