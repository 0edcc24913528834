/**
 * Completion: what could stand at the cursor. Commands, variables and the position are worked out here; names that only
 * the world knows (files, images, containers, a program's flags) come from a provider.
 */
import { backslashQuote } from './expand/quote.ts'

/** Where the names come from. All methods must only look. */
export interface CompletionProvider {
  /** Programs in PATH, functions, aliases. */
  commands(): readonly string[]
  /** Names in a directory (an absolute path or one relative to the working directory); none when it is not one. */
  entries(directory: string): readonly { readonly name: string; readonly directory: boolean; readonly executable: boolean }[]
  variables(): readonly string[]
  home(): string
  /**
   * What a command itself takes after `words` (the command first, the word to complete not among them): flags, subcommands,
   * images, containers. Undefined: it takes files.
   */
  arguments(words: readonly string[], current: string): readonly Candidate[] | undefined
}

/** One thing that could stand there. */
export interface Candidate {
  /** The whole word. */
  readonly text: string
  /** A few words for a list; may be empty. */
  readonly note?: string
  /** Another word may follow: a space is put behind it. Off for directories and `--flag=`. */
  readonly ends?: boolean
}

export interface Completion {
  /** Where the replaced text begins in the line. */
  readonly from: number
  /** What to put from there to the cursor; undefined when nothing more is certain. */
  readonly insert: string | undefined
  /** What there is to choose from, sorted; the part after the last slash for files. */
  readonly choices: readonly { readonly text: string; readonly note: string }[]
}

const BUILT_IN_NAMES = ['alias', 'bg', 'bind', 'break', 'builtin', 'case', 'cd', 'command', 'continue', 'declare', 'dirs', 'disown', 'do', 'done', 'echo', 'elif', 'else', 'esac', 'eval', 'exec', 'exit', 'export', 'false', 'fg', 'fi', 'for', 'function', 'getopts', 'hash', 'history', 'if', 'in', 'jobs', 'kill', 'let', 'local', 'mapfile', 'popd', 'printf', 'pushd', 'pwd', 'read', 'readonly', 'return', 'select', 'set', 'shift', 'shopt', 'source', 'test', 'then', 'time', 'times', 'trap', 'true', 'type', 'typeset', 'ulimit', 'umask', 'unalias', 'unset', 'until', 'wait', 'while']
/** After these another command stands. */
const COMMAND_FOLLOWS: ReadonlySet<string> = new Set(['if', 'then', 'elif', 'else', 'while', 'until', 'do', '!', '{', 'time', 'exec', 'command', 'builtin', 'sudo', 'env', 'nohup', 'watch'])
/** Commands that only want directories. */
const WANTS_DIRECTORY: ReadonlySet<string> = new Set(['cd', 'pushd', 'rmdir', 'mkdir'])

/** A word of the line, as far as it is typed. */
export interface TypedWord {
  /** Without quotes and backslashes. */
  readonly text: string
  readonly from: number
  /** The quote it stands in at its end: `'`, `"` or none. */
  readonly quote: string
  /** It is the target of a redirection. */
  readonly redirected: boolean
}

/** The words of the command that the cursor is in; the last is the one to complete and may be empty. */
export function wordsBefore(line: string, cursor: number): TypedWord[] {
  const words: TypedWord[] = []
  let text = ''
  let from = -1
  let quote = ''
  let redirected = false
  const push = (): void => {
    if (from >= 0) {
      words.push({ text, from, quote, redirected })
      redirected = false
    }
    text = ''
    from = -1
  }
  for (let at = 0; at < cursor; at++) {
    const char = line.charAt(at)
    if (quote !== '') {
      if (char === quote) quote = ''
      else if (char === '\\' && quote === '"' && /["$`\\]/.test(line.charAt(at + 1)) && at + 1 < cursor) text += line.charAt(++at)
      else text += char
    } else if (char === "'" || char === '"') {
      if (from < 0) from = at
      quote = char
    } else if (char === '\\' && at + 1 < cursor) {
      if (from < 0) from = at
      text += line.charAt(++at)
    } else if (/[;&|(]/.test(char) || (char === '`')) {
      push()
      words.length = 0
    } else if (char === '<' || char === '>') {
      if (from >= 0 && !/^[0-9]+$/.test(text)) push()
      text = ''
      from = -1
      redirected = true
    } else if (/\s/.test(char)) push()
    else {
      if (from < 0) from = at
      text += char
    }
  }
  if (from >= 0) words.push({ text, from, quote, redirected })
  else words.push({ text: '', from: cursor, quote: '', redirected })
  return words
}

/** Complete the word at the cursor. */
export function complete(line: string, cursor: number, provider: CompletionProvider): Completion {
  const words = wordsBefore(line, cursor)
  const current = words[words.length - 1] as TypedWord
  const before = words.slice(0, -1).filter(word => !word.redirected)
  while (before.length > 0 && (COMMAND_FOLLOWS.has((before[0] as TypedWord).text) || /^[A-Za-z_][A-Za-z0-9_]*=/.test((before[0] as TypedWord).text))) before.shift()
  const variable = current.quote === "'" ? null : /\$\{?([A-Za-z_][A-Za-z0-9_]*)?$/.exec(line.slice(current.from, cursor))
  if (variable) {
    const from = cursor - (variable[1]?.length ?? 0)
    return finish(from, variable[1] ?? '', provider.variables().map(name => ({ text: name, ends: false })), '', text => text)
  }
  const [command] = before
  let candidates: readonly Candidate[]
  let shown: (text: string) => string = text => text
  if (!command && !current.redirected && !current.text.includes('/')) {
    const names = new Set([...BUILT_IN_NAMES, ...provider.commands()])
    candidates = [...names].map(text => ({ text, ends: true }))
  } else {
    const own = current.redirected || !command ? undefined : provider.arguments(before.map(word => word.text), current.text)
    if (own) candidates = own
    else {
      candidates = files(provider, current.text, { directories: command !== undefined && WANTS_DIRECTORY.has(command.text), executables: !command && !current.redirected })
      shown = text => text.replace(/\/$/, '').replace(/^.*\//, '') + (text.endsWith('/') ? '/' : '')
    }
  }
  return finish(current.from, current.text, candidates, current.quote, shown)
}

function files(provider: CompletionProvider, word: string, only: { directories: boolean; executables: boolean }): Candidate[] {
  const slash = word.lastIndexOf('/')
  const typed = slash < 0 ? '' : word.slice(0, slash + 1)
  const start = word.slice(slash + 1)
  const directory = typed === '' ? '.' : typed.startsWith('~/') ? provider.home() + typed.slice(1) : typed
  return provider.entries(directory)
    .filter(entry => (start.startsWith('.') || !entry.name.startsWith('.')) && (entry.directory || (!only.directories && (!only.executables || entry.executable))))
    .map(entry => ({ text: typed + entry.name + (entry.directory ? '/' : ''), ends: !entry.directory }))
}

function finish(from: number, word: string, candidates: readonly Candidate[], quote: string, shown: (text: string) => string): Completion {
  const fitting = candidates.filter(candidate => candidate.text.startsWith(word)).sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0))
  const distinct = fitting.filter((candidate, at) => candidate.text !== fitting[at - 1]?.text)
  const [first] = distinct
  const choices = distinct.map(({ text, note = '' }) => ({ text: shown(text), note }))
  if (!first) return { from, insert: undefined, choices }
  if (distinct.length === 1) return { from, insert: quoted(first.text, quote, true) + (first.ends === false ? '' : ' '), choices }
  const common = distinct.reduce((prefix, { text }) => commonPrefix(prefix, text), first.text)
  return { from, insert: common.length > word.length ? quoted(common, quote, false) : undefined, choices }
}

/** The text as it has to be typed: in the quotes that were begun, or with backslashes. */
function quoted(text: string, quote: string, whole: boolean): string {
  if (quote === "'") return `'${text.replace(/'/g, "'\\''")}${whole && !text.endsWith('/') ? "'" : ''}`
  if (quote === '"') return `"${text.replace(/["$`\\]/g, '\\$&')}${whole && !text.endsWith('/') ? '"' : ''}`
  if (text.startsWith('~/')) return `~/${text === '~/' ? '' : backslashQuote(text.slice(2))}`
  return text === '' ? '' : backslashQuote(text)
}

function commonPrefix(a: string, b: string): string {
  let length = 0
  while (length < a.length && length < b.length && a[length] === b[length]) length++
  return a.slice(0, length)
}
