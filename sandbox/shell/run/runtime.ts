/** What the parts of the shell ask of the whole: substitutions, texts to run, scripts to start. */
import { SyscallError } from '../../base/errors.ts'
import { concat } from '../../base/bytes.ts'
import { pipe } from '../../machine/files.ts'
import { openFile } from '../../machine/open.ts'
import type { Process } from '../../machine/process.ts'
import type { Op } from '../../sched/op.ts'
import type { Dialect } from '../dialect.ts'
import type { Script, Simple } from '../parse/ast.ts'
import { decode } from '../parse/escapes.ts'
import { Parser } from '../parse/parser.ts'
import { ShellSyntaxError, describeSyntaxError } from '../parse/syntax-error.ts'
import { expandFields } from '../expand/word.ts'
import { ExitShell, ExpansionError } from './control.ts'
import { runAlone, runCommand, runScript } from './execute.ts'
import { startSubshell, waitForeground } from './processes.ts'
import { errorWords } from './redirect.ts'
import { CALLS_MAX } from './shell.ts'
import type { Runtime, Shell } from './shell.ts'
import { builtinOf, runArguments } from './simple.ts'

/** Output that a substitution may have. */
export const SUBSTITUTION_BYTES_MAX = 64 * 1024 * 1024

export const runtime: Runtime = {
  substitute, processSubstitution, runText, runArguments, runCommand, runScriptFile,
  isBuiltin: (shell, name) => builtinOf(shell, name) !== undefined,
}

/** `$(<file)`. */
function fileOnly(script: Script): Simple | undefined {
  const [item, more] = script.items
  const command = item?.command
  if (!item || more || item.background || command?.kind !== 'simple') return undefined
  const [redirection, second] = command.redirections
  return command.words.length === 0 && command.assignments.length === 0 && redirection?.operator === '<' && redirection.descriptor === 0 && !second ? command : undefined
}

function* substitute(shell: Shell, script: Script): Op<string> {
  if (script.items.length === 0) {
    shell.substitutionStatus = 0
    return ''
  }
  const direct = shell.dialect.name === 'bash' ? fileOnly(script) : undefined
  const bytes = direct ? yield* readFile(shell, direct) : yield* captured(shell, script)
  let end = bytes.length
  while (end > 0 && bytes[end - 1] === 10) end--
  let kept = bytes.subarray(0, end)
  if (kept.includes(0)) {
    if (shell.dialect.name === 'bash') yield* shell.complain('warning: command substitution: ignored null byte in input')
    kept = kept.filter(byte => byte !== 0)
  }
  return decode(kept)
}

function* readFile(shell: Shell, command: Simple): Op<Uint8Array> {
  const [redirection] = command.redirections
  const target = redirection ? yield* expandFields(shell, redirection.target) : []
  const path = target[0] ?? ''
  shell.substitutionStatus = 0
  try {
    const file = yield* openFile(shell.process, path, {})
    const chunks: Uint8Array[] = []
    for (let chunk = yield* file.read(); chunk; chunk = yield* file.read()) chunks.push(chunk)
    return concat(chunks)
  } catch (error) {
    if (!(error instanceof SyscallError)) throw error
    yield* shell.complain(`${path}: ${errorWords(error)}`)
    shell.substitutionStatus = 1
    return new Uint8Array(0)
  }
}

function* captured(shell: Shell, script: Script): Op<Uint8Array> {
  const { process } = shell
  const { scheduler } = process.machine
  if (shell.subshellLevel >= CALLS_MAX) throw new ExpansionError('command substitution: maximum nesting level exceeded')
  const { reader, writer } = pipe(scheduler, shell.pipeName())
  const files = new Map(process.files)
  files.set(1, writer)
  const child = startSubshell(shell, { label: 'substitution', files, group: process.group }, function* (twin) {
    if (shell.dialect.name === 'bash') twin.options.delete('errexit')
    twin.traceLevel++
    const [only, more] = script.items
    if (only && !more && !only.background) return yield* runAlone(twin, only.command)
    return yield* runScript(twin, script)
  })
  writer.release()
  const chunks: Uint8Array[] = []
  let bytes = 0
  for (let chunk = yield* reader.read(); chunk; chunk = yield* reader.read()) {
    chunks.push(chunk)
    bytes += chunk.length
    if (bytes > SUBSTITUTION_BYTES_MAX) {
      reader.release()
      throw new ExpansionError('command substitution: output is larger than 64 MiB')
    }
  }
  reader.release()
  const [status = 0] = yield* waitForeground(shell, [child], () => '')
  shell.substitutionStatus = status
  if (shell.dialect.name === 'bash') shell.status = status
  return chunks.length === 0 ? new Uint8Array(0) : concat(chunks)
}

/** The descriptors that `<( )` uses: from 63 downwards, as bash does. */
function* processSubstitution(shell: Shell, script: Script, direction: 'in' | 'out'): Op<string> {
  const { process } = shell
  const { reader, writer } = pipe(process.machine.scheduler, shell.pipeName())
  const files = new Map(process.files)
  files.set(direction === 'in' ? 1 : 0, direction === 'in' ? writer : reader)
  startSubshell(shell, { label: 'substitution', files, group: process.group }, function* (twin) {
    return yield* runScript(twin, script)
  })
  const ours = direction === 'in' ? reader : writer
  ;(direction === 'in' ? writer : reader).release()
  let descriptor = 63
  while (process.files.has(descriptor)) descriptor--
  process.redirect(descriptor, ours)
  ours.release()
  shell.substitutionDescriptors.push(descriptor)
  return `/dev/fd/${descriptor}`
}

/** The name that syntax errors of a text begin with. */
function syntaxPrefix(shell: Shell, origin: { readonly kind: string; readonly name: string }): string {
  if (shell.dialect.name === 'dash') return shell.name
  if (shell.dialect.name === 'ash') return origin.kind === 'trap' ? shell.name : `${shell.name}: ${origin.name}: line ${origin.kind === 'eval' && shell.input === 'command' ? 0 : shell.line}`
  if (origin.kind === 'source') return origin.name
  if (origin.kind === 'eval') return `${shell.name}: eval`
  return `${shell.name}: ${origin.name} trap`
}

function* runText(shell: Shell, text: string, origin: { readonly kind: 'eval' | 'source' | 'trap'; readonly name: string }): Op<number> {
  if (shell.calls.length + shell.textDepth >= CALLS_MAX) throw new ExpansionError(`${origin.name}: maximum ${origin.kind} nesting level exceeded (${CALLS_MAX})`)
  const { line } = shell
  const parser = new Parser(text, {
    dialect: shell.dialect, firstLine: origin.kind === 'source' ? 1 : line, extendedGlobs: shell.shopts.has('extglob'),
    aliases: shell.dialect.aliasesInScripts || shell.shopts.has('expand_aliases') ? shell.aliases : undefined,
  })
  if (origin.kind === 'source') shell.sourceDepth++
  shell.textDepth++
  shell.traceLevel++
  let status = 0
  try {
    for (;;) {
      let script: Script | undefined
      try {
        parser.extendedGlobs = shell.shopts.has('extglob')
        script = parser.next()
      } catch (error) {
        if (!(error instanceof ShellSyntaxError)) throw error
        if (shell.dialect.name === 'ash' && origin.kind === 'source') shell.line = error.problem.line
        yield* shell.say(describeSyntaxError(error.problem, shell.dialect, syntaxPrefix(shell, origin), false, origin.kind === 'trap' ? undefined : origin.name))
        if (shell.dialect.posix && !shell.interactive) throw new ExitShell(2)
        return 2
      }
      if (!script) return status
      status = yield* runScript(shell, script)
      if (shell.unwinding) return status
    }
  } finally {
    if (origin.kind === 'source') shell.sourceDepth--
    shell.textDepth--
    shell.traceLevel--
    shell.line = line
  }
}

/** A script that execve did not know how to run: the shell runs it itself. */
function* runScriptFile(process: Process, dialect: Dialect, path: string, args: readonly string[]): Op<number> {
  const name = dialect.name === 'bash' ? 'bash' : 'sh'
  const { programs } = process.machine
  const program = dialect.name === 'ash' ? programs.get('busybox:sh') : programs.get(name)
  process.argv = [name, path, ...args]
  return program ? yield* program(process) : 126
}

