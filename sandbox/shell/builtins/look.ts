/** Built-ins about commands: `type`, `command`, `hash`, aliases. */
import type { Op } from '../../sched/op.ts'
import { singleQuote } from '../expand/quote.ts'
import { printFunction } from '../parse/print.ts'
import { findInPath } from '../run/processes.ts'
import type { Shell } from '../run/shell.ts'
import { badOption, readLetters } from './usage.ts'

const KEYWORDS: ReadonlySet<string> = new Set(['if', 'then', 'elif', 'else', 'fi', 'for', 'while', 'until', 'do', 'done', 'case', 'esac', 'in', '{', '}', '!'])
const BASH_KEYWORDS: ReadonlySet<string> = new Set(['select', 'function', 'time', '[[', ']]', 'coproc'])

const isKeyword = (shell: Shell, name: string): boolean => (KEYWORDS.has(name) && (name !== 'in' || true)) || (shell.dialect.name === 'bash' && BASH_KEYWORDS.has(name))

interface Meaning {
  readonly kind: 'alias' | 'keyword' | 'function' | 'builtin' | 'file'
  readonly text: string
}

function* meanings(shell: Shell, name: string, all: boolean): Op<Meaning[]> {
  const found: Meaning[] = []
  const alias = shell.aliases.get(name)
  if (alias !== undefined && (shell.interactive || shell.dialect.aliasesInScripts || shell.shopts.has('expand_aliases'))) found.push({ kind: 'alias', text: alias })
  if (isKeyword(shell, name)) found.push({ kind: 'keyword', text: name })
  if (shell.functions.has(name)) found.push({ kind: 'function', text: name })
  if (shell.runtime.isBuiltin(shell, name)) found.push({ kind: 'builtin', text: name })
  if (found.length > 0 && !all) return found.slice(0, 1)
  if (name.includes('/')) {
    if (yield* shell.process.fs.exists(name)) found.push({ kind: 'file', text: name })
  } else if (all) {
    for (const directory of (shell.variables.get('PATH') ?? '').split(':')) {
      const inside = yield* findInPath(shell, name, directory)
      if (inside?.executable) found.push({ kind: 'file', text: inside.path })
    }
    shell.hashed.delete(name)
  } else {
    const inside = yield* findInPath(shell, name)
    if (inside?.executable) found.push({ kind: 'file', text: inside.path })
  }
  return all ? found : found.slice(0, 1)
}

function describe(shell: Shell, name: string, { kind, text }: Meaning): string {
  switch (kind) {
    case 'alias': return shell.dialect.name === 'bash' ? `${name} is aliased to \`${text}'` : `${name} is an alias for ${text}`
    case 'keyword': return `${name} is a shell keyword`
    case 'function': {
      const definition = shell.functions.get(name)
      return shell.dialect.name === 'bash' && definition ? `${name} is a function\n${printFunction(definition)}` : shell.dialect.name === 'bash' ? `${name} is a function` : `${name} is a ${shell.dialect.name === 'dash' ? 'shell function' : 'function'}`
    }
    case 'builtin': {
      const special = shell.dialect.posix && SPECIAL.has(name)
      return `${name} is a ${special ? 'special ' : ''}shell builtin`
    }
    case 'file': return shell.hashed.has(name) && shell.dialect.name === 'bash' && shell.used.has(name) ? `${name} is hashed (${text})` : `${name} is ${text}`
  }
}

const SPECIAL: ReadonlySet<string> = new Set(['.', ':', 'break', 'continue', 'eval', 'exec', 'exit', 'export', 'readonly', 'return', 'set', 'shift', 'times', 'trap', 'unset'])

export function* type(shell: Shell, args: readonly string[]): Op<number> {
  const bash = shell.dialect.name === 'bash'
  const options = bash ? readLetters(args, 'afptP') : { letters: new Set<string>(), rest: args, bad: undefined }
  if (options.bad !== undefined) return yield* badOption(shell, 'type', options.bad)
  const { letters } = options
  let status = 0
  for (const name of options.rest) {
    const found = yield* meanings(shell, name, letters.has('a') || letters.has('P'))
    const shown = letters.has('P') ? found.filter(meaning => meaning.kind === 'file').slice(0, letters.has('a') ? undefined : 1) : found
    if (shown.length === 0) {
      if (!bash) yield* shell.print(`${name}: not found\n`)
      else if (!letters.has('t') && !letters.has('p') && !letters.has('P')) yield* shell.complain(`${name}: not found`, 'type')
      status = bash ? 1 : 127
      continue
    }
    for (const meaning of shown) {
      if (letters.has('t')) yield* shell.print(`${meaning.kind}\n`)
      else if (letters.has('p') || letters.has('P')) yield* shell.print(meaning.kind === 'file' ? `${meaning.text}\n` : '')
      else yield* shell.print(`${describe(shell, name, meaning)}\n`)
    }
  }
  return status
}

export function* command(shell: Shell, args: readonly string[]): Op<number> {
  const options = readLetters(args, 'pvV')
  if (options.bad !== undefined) return yield* badOption(shell, 'command', options.bad)
  const { letters, rest } = options
  const [name] = rest
  if (name === undefined) return 0
  if (!letters.has('v') && !letters.has('V')) return yield* shell.runtime.runArguments(shell, rest, { functions: false, programs: true, standardPath: letters.has('p') })
  const [meaning] = yield* meanings(shell, name, false)
  const bash = shell.dialect.name === 'bash'
  if (!meaning) {
    if (letters.has('V')) {
      if (bash) yield* shell.complain(`${name}: not found`, 'command')
      else yield* shell.print(`${name}: not found\n`)
    }
    return bash ? 1 : 127
  }
  if (letters.has('V')) yield* shell.print(`${describe(shell, name, meaning)}\n`)
  else yield* shell.print(meaning.kind === 'alias' ? `alias ${name}=${singleQuote(meaning.text)}\n` : `${meaning.kind === 'file' ? meaning.text : name}\n`)
  return 0
}

export function* builtin(shell: Shell, args: readonly string[]): Op<number> {
  const [name] = args
  if (name === undefined) return 0
  if (!shell.runtime.isBuiltin(shell, name)) {
    yield* shell.complain(`${name}: not a shell builtin`, 'builtin')
    return 1
  }
  return yield* shell.runtime.runArguments(shell, args, { functions: false, programs: false })
}

export function* hash(shell: Shell, args: readonly string[]): Op<number> {
  const options = readLetters(args, 'lrdt', 'p')
  if (options.bad !== undefined) return yield* badOption(shell, 'hash', options.bad)
  if (options.letters.has('r')) {
    shell.hashed.clear()
    shell.used.clear()
    return 0
  }
  if (options.rest.length === 0) {
    const entries = [...shell.hashed].filter(([name]) => shell.used.has(name))
    if (shell.dialect.name !== 'bash') yield* shell.print(entries.map(([, path]) => `${path}\n`).join(''))
    else if (entries.length === 0) yield* shell.print('hash: hash table empty\n')
    else yield* shell.print(`hits\tcommand\n${entries.map(([name, path]) => `${String(shell.used.get(name) ?? 0).padStart(4)}\t${path}\n`).join('')}`)
    return 0
  }
  let status = 0
  for (const name of options.rest) {
    if (options.letters.has('d')) {
      shell.hashed.delete(name)
      continue
    }
    const path = options.values.get('p')
    if (path !== undefined) {
      shell.hashed.set(name, path)
      continue
    }
    if (options.letters.has('t')) {
      const known = shell.hashed.get(name)
      if (known !== undefined) {
        yield* shell.print(`${known}\n`)
        continue
      }
    } else {
      if (shell.runtime.isBuiltin(shell, name) || shell.functions.has(name)) continue
      shell.hashed.delete(name)
      const found = yield* findInPath(shell, name)
      if (found?.executable) {
        shell.used.set(name, 0)
        continue
      }
    }
    yield* shell.complain(`${name}: not found`, 'hash')
    status = 1
  }
  return status
}

export function* alias(shell: Shell, args: readonly string[]): Op<number> {
  const bash = shell.dialect.name === 'bash'
  const words = args[0] === '-p' || args[0] === '--' ? args.slice(1) : args
  const show = (name: string, value: string): string => `${bash ? 'alias ' : ''}${name}=${singleQuote(value)}\n`
  if (words.length === 0) {
    for (const name of [...shell.aliases.keys()].sort()) yield* shell.print(show(name, shell.aliases.get(name) ?? ''))
    return 0
  }
  let status = 0
  for (const word of words) {
    const at = word.indexOf('=', 1)
    if (at > 0) {
      const name = word.slice(0, at)
      if (/[\s$`'"\\/;&|<>()]/.test(name)) {
        yield* shell.complain(`\`${name}': invalid alias name`, 'alias')
        status = 1
      } else shell.aliases.set(name, word.slice(at + 1))
      continue
    }
    const known = shell.aliases.get(word)
    if (known !== undefined) yield* shell.print(show(word, known))
    else {
      if (bash) yield* shell.complain(`${word}: not found`, 'alias')
      else yield* shell.say(`alias: ${word} not found`)
      status = 1
    }
  }
  return status
}

export function* unalias(shell: Shell, args: readonly string[]): Op<number> {
  if (args[0] === '-a') {
    shell.aliases.clear()
    return 0
  }
  let status = 0
  for (const name of args) {
    if (shell.aliases.delete(name)) continue
    if (shell.dialect.name === 'bash') yield* shell.complain(`${name}: not found`, 'unalias')
    else yield* shell.say(`unalias: ${name} not found`)
    status = 1
  }
  return status
}
