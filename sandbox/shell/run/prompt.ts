/** Prompts: `PS1` with its backslash escapes, then expansions. */
import type { Op } from '../../sched/op.ts'
import { Parser } from '../parse/parser.ts'
import { ShellSyntaxError } from '../parse/syntax-error.ts'
import { expandPlain } from '../expand/word.ts'
import type { Shell } from './shell.ts'

/** The working directory with the home directory as a tilde. */
export function shortDirectory(shell: Shell): string {
  const cwd = shell.variables.get('PWD') ?? shell.process.fs.cwd
  const home = shell.variables.get('HOME')
  if (home === undefined || home === '' || home === '/') return cwd
  if (cwd === home) return '~'
  return cwd.startsWith(`${home}/`) ? `~${cwd.slice(home.length)}` : cwd
}

/** What a prompt shows. */
export function* expandPrompt(shell: Shell, source: string): Op<string> {
  const user = shell.process.fs.credentials.uid === 0 ? 'root' : (shell.variables.get('USER') ?? shell.variables.get('LOGNAME') ?? 'user')
  const { hostname } = shell.process.machine.facts
  const host = shell.variables.get('HOSTNAME') ?? hostname
  const escaped = source.replace(/\\(?:([0-7]{3})|([^]))/g, (whole, octal?: string, char?: string) => {
    if (octal !== undefined) return String.fromCharCode(parseInt(octal, 8))
    switch (char) {
      case 'u': return user
      case 'h': return host.split('.')[0] ?? host
      case 'H': return host
      case 'w': return shortDirectory(shell)
      case 'W': return shortDirectory(shell) === '~' ? '~' : (shortDirectory(shell).split('/').pop() || '/')
      case '$': return shell.process.fs.credentials.uid === 0 ? '#' : '\\$'
      case 'n': return '\n'
      case 'r': return '\r'
      case 't': return clock(shell)
      case 'a': return '\x07'
      case 'e': return '\x1b'
      case 's': return shell.name.replace(/^.*\//, '').replace(/^-/, '')
      case 'v': return '5.2'
      case 'j': return String(shell.jobs.length)
      case '!':
      case '#': return String(shell.history.length + 1)
      case '[':
      case ']': return ''
      case '\\': return '\\\\'
    }
    return whole
  })
  if (!/[$`\\]/.test(escaped)) return escaped
  try {
    const { status } = shell
    const text = yield* expandPlain(shell, new Parser(escaped, { dialect: shell.dialect }).wholeAsQuoted())
    shell.status = status
    return text
  } catch (error) {
    if (error instanceof ShellSyntaxError) return escaped
    throw error
  }
}

function clock(shell: Shell): string {
  const seconds = Math.floor(shell.process.machine.disk.nowSeconds()) % 86_400
  return [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map(part => String(part).padStart(2, '0')).join(':')
}
