/** The expressions of `find`: what stands on the command line, as a tree of tests and actions. */
import type { InodeType } from '../../disk/inode.ts'
import { posixRegex } from '../text/posix-regex.ts'
import { wildcard } from '../text/wildcard.ts'
import { Failure } from '../define-program.ts'
import { parseMode } from './modes.ts'

/** How a number compares: `+n`, `n`, `-n`. */
export interface Comparison {
  readonly sign: '+' | '-' | ''
  readonly amount: number
}

export type Expression =
  | { readonly kind: 'and' | 'or' | 'comma'; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'not'; readonly of: Expression }
  | { readonly kind: 'constant'; readonly value: boolean }
  | { readonly kind: 'name' | 'path'; readonly fits: (words: string) => boolean }
  | { readonly kind: 'target'; readonly fits: (words: string) => boolean }
  | { readonly kind: 'type'; readonly types: ReadonlySet<InodeType>; readonly followed: boolean }
  | { readonly kind: 'size'; readonly compare: Comparison; readonly unitBytes: number }
  | { readonly kind: 'age'; readonly compare: Comparison; readonly unitSeconds: number }
  | { readonly kind: 'number'; readonly of: 'links' | 'inode' | 'uid' | 'gid'; readonly compare: Comparison }
  | { readonly kind: 'newer'; readonly than: string }
  | { readonly kind: 'samefile'; readonly as: string }
  | { readonly kind: 'owner'; readonly group: boolean; readonly name: string | undefined }
  | { readonly kind: 'perm'; readonly match: 'exact' | 'all' | 'any'; readonly bits: number }
  | { readonly kind: 'access'; readonly bits: number }
  | { readonly kind: 'empty' | 'prune' | 'delete' | 'quit' | 'ls' }
  | { readonly kind: 'print'; readonly end: string }
  | { readonly kind: 'printf'; readonly format: string }
  | { readonly kind: 'exec'; readonly argv: readonly string[]; readonly batch: string[] | undefined; readonly inDirectory: boolean }

/** A whole command line. */
export interface FindPlan {
  readonly starts: readonly string[]
  readonly follow: 'never' | 'operands' | 'always'
  readonly expression: Expression
  readonly depthMin: number
  readonly depthMax: number
  readonly childrenFirst: boolean
  readonly oneFileSystem: boolean
}

const TYPES: Readonly<Record<string, InodeType>> = { f: 'file', d: 'directory', l: 'symlink', c: 'character', b: 'block', p: 'fifo', s: 'socket' }
/** Units of -size; blocks of 512 bytes without one. */
const UNITS: Readonly<Record<string, number>> = { '': 512, b: 512, c: 1, w: 2, k: 1024, M: 1024 ** 2, G: 1024 ** 3 }

/** @throws Failure in find's words */
export function parseFind(args: readonly string[]): FindPlan {
  let at = 0
  let follow: FindPlan['follow'] = 'never'
  for (; at < args.length; at++) {
    const arg = args[at]
    if (arg === '-H') follow = 'operands'
    else if (arg === '-L') follow = 'always'
    else if (arg === '-P') follow = 'never'
    else if (arg === '--') {
      at++
      break
    } else break
  }
  const starts: string[] = []
  while (at < args.length && !/^(-.|[(!]$)/.test(args[at] as string) && args[at] !== ')') starts.push(args[at++] as string)
  if (starts.length === 0) starts.push('.')
  const parser = new Parser(args.slice(at))
  const expression = parser.whole()
  return { starts, follow, expression, ...parser.settings }
}

class Parser {
  readonly settings = { depthMin: 0, depthMax: Infinity, childrenFirst: false, oneFileSystem: false }
  private readonly words: readonly string[]
  private at = 0
  private acts = false
  private extended = false

  constructor(words: readonly string[]) {
    this.words = words
  }

  whole(): Expression {
    if (this.words.length === 0) return PRINT
    const expression = this.list()
    if (this.at < this.words.length) {
      if (this.words[this.at] === ')') throw new Failure("invalid expression; you have too many ')'")
      throw new Failure(`paths must precede expression: \`${this.words[this.at] ?? ''}'`)
    }
    // Without an action, what holds is printed.
    return this.acts ? expression : { kind: 'and', left: expression, right: PRINT }
  }

  private list(): Expression {
    let left = this.alternatives()
    while (this.take(',')) left = { kind: 'comma', left, right: this.alternatives() }
    return left
  }

  private alternatives(): Expression {
    let left = this.conjunction()
    for (let word = this.take('-o', '-or'); word !== undefined; word = this.take('-o', '-or')) {
      if (this.at >= this.words.length) throw new Failure(`expected an expression after '${word}'`)
      left = { kind: 'or', left, right: this.conjunction() }
    }
    return left
  }

  private conjunction(): Expression {
    let left = this.negation()
    for (;;) {
      const word = this.take('-a', '-and')
      if (word !== undefined && this.at >= this.words.length) throw new Failure(`expected an expression after '${word}'`)
      const next = this.words[this.at]
      if (next === undefined || next === ')' || next === ',' || next === '-o' || next === '-or') return left
      left = { kind: 'and', left, right: this.negation() }
    }
  }

  private negation(): Expression {
    const word = this.take('!', '-not')
    if (word === undefined) return this.primary()
    if (this.at >= this.words.length) throw new Failure(`expected an expression after '${word}'`)
    return { kind: 'not', of: this.negation() }
  }

  private take(...wanted: string[]): string | undefined {
    const word = this.words[this.at]
    if (word === undefined || !wanted.includes(word)) return undefined
    this.at++
    return word
  }

  private argument(name: string): string {
    const word = this.words[this.at]
    if (word === undefined) throw new Failure(`missing argument to \`${name}'`)
    this.at++
    return word
  }

  private number(name: string): Comparison {
    const words = this.argument(name)
    const form = /^([-+]?)(\d+)$/.exec(words)
    if (!form) throw new Failure(`invalid argument \`${words}' to \`${name}'`)
    return { sign: form[1] as Comparison['sign'], amount: Number(form[2]) }
  }

  private depth(name: string): number {
    const words = this.argument(name)
    if (!/^\d+$/.test(words)) throw new Failure(`Expected a positive decimal integer argument to ${name}, but got ‘${words}’`)
    return Number(words)
  }

  private primary(): Expression {
    const name = this.words[this.at++] as string
    if (name === '(') {
      if (this.words[this.at] === ')') throw new Failure("invalid expression; empty parentheses are not allowed.")
      const inner = this.list()
      if (!this.take(')')) throw new Failure("invalid expression; I was expecting to find a ')' somewhere but did not see one.")
      return inner
    }
    if (!name.startsWith('-')) throw new Failure(`paths must precede expression: \`${name}'`)
    const holds: Expression = { kind: 'constant', value: true }
    switch (name) {
      case '-true':
        return holds
      case '-false':
        return { kind: 'constant', value: false }
      case '-name':
      case '-iname':
        return { kind: 'name', fits: pattern(this.argument(name), name === '-iname') }
      case '-path':
      case '-ipath':
      case '-wholename':
      case '-iwholename':
        return { kind: 'path', fits: pattern(this.argument(name), name.startsWith('-i')) }
      case '-lname':
      case '-ilname':
        return { kind: 'target', fits: pattern(this.argument(name), name === '-ilname') }
      case '-regextype':
        this.extended = /extended|egrep|awk/.test(this.argument(name))
        return holds
      case '-regex':
      case '-iregex': {
        const regex = posixRegex(this.argument(name), this.extended ? 'extended' : 'basic', { ignoreCase: name === '-iregex', multiline: false })
        return {
          kind: 'path',
          fits: words => {
            const match = regex.exec(words, 0)
            return match?.start === 0 && match.end === words.length
          },
        }
      }
      case '-type':
      case '-xtype': {
        const letters = this.argument(name)
        const types = letters.split(',').map(letter => {
          const type = TYPES[letter]
          if (!type) throw new Failure(letter.length === 1 ? `Unknown argument to ${name}: ${letter}` : `Must separate multiple arguments to ${name} using: ','`)
          return type
        })
        return { kind: 'type', types: new Set(types), followed: name === '-xtype' }
      }
      case '-size': {
        const words = this.argument(name)
        const form = /^([-+]?)(\d+)([cwbkMG]?)$/.exec(words)
        if (!form) throw new Failure(`invalid ${name} type \`${words.slice(-1)}'`)
        return { kind: 'size', compare: { sign: form[1] as Comparison['sign'], amount: Number(form[2]) }, unitBytes: UNITS[form[3] ?? ''] ?? 512 }
      }
      case '-mtime':
      case '-ctime':
      case '-atime':
        return { kind: 'age', compare: this.number(name), unitSeconds: 86400 }
      case '-mmin':
      case '-cmin':
      case '-amin':
        return { kind: 'age', compare: this.number(name), unitSeconds: 60 }
      case '-newer':
      case '-anewer':
      case '-cnewer':
      case '-newermt':
        return { kind: 'newer', than: name === '-newermt' ? `@${this.argument(name)}` : this.argument(name) }
      case '-samefile':
        return { kind: 'samefile', as: this.argument(name) }
      case '-links':
        return { kind: 'number', of: 'links', compare: this.number(name) }
      case '-inum':
        return { kind: 'number', of: 'inode', compare: this.number(name) }
      case '-uid':
        return { kind: 'number', of: 'uid', compare: this.number(name) }
      case '-gid':
        return { kind: 'number', of: 'gid', compare: this.number(name) }
      case '-user':
      case '-group':
        return { kind: 'owner', group: name === '-group', name: this.argument(name) }
      case '-nouser':
      case '-nogroup':
        return { kind: 'owner', group: name === '-nogroup', name: undefined }
      case '-perm': {
        const words = this.argument(name)
        const match = words.startsWith('-') ? 'all' : words.startsWith('/') ? 'any' : 'exact'
        const change = parseMode(match === 'exact' ? words : words.slice(1), 0)
        if (!change) throw new Failure(`invalid mode ‘${words}’`)
        return { kind: 'perm', match, bits: change(0, false) }
      }
      case '-readable':
        return { kind: 'access', bits: 4 }
      case '-writable':
        return { kind: 'access', bits: 2 }
      case '-executable':
        return { kind: 'access', bits: 1 }
      case '-empty':
        return { kind: 'empty' }
      case '-maxdepth':
        this.settings.depthMax = this.depth(name)
        return holds
      case '-mindepth':
        this.settings.depthMin = this.depth(name)
        return holds
      case '-depth':
      case '-d':
        this.settings.childrenFirst = true
        return holds
      case '-xdev':
      case '-mount':
        this.settings.oneFileSystem = true
        return holds
      case '-daystart':
      case '-noleaf':
      case '-warn':
      case '-nowarn':
      case '-follow':
        return holds
      case '-prune':
        return { kind: 'prune' }
      case '-quit':
        this.acts = true
        return { kind: 'quit' }
      case '-delete':
        this.acts = true
        this.settings.childrenFirst = true
        return { kind: 'delete' }
      case '-ls':
        this.acts = true
        return { kind: 'ls' }
      case '-print':
        this.acts = true
        return PRINT
      case '-print0':
        this.acts = true
        return { kind: 'print', end: '\0' }
      case '-printf':
        this.acts = true
        return { kind: 'printf', format: this.argument(name) }
      case '-exec':
      case '-execdir':
        return this.command(name)
      default:
        throw new Failure(`unknown predicate \`${name}'`)
    }
  }

  private command(name: string): Expression {
    this.acts = true
    const argv: string[] = []
    for (;;) {
      const word = this.argument(name)
      if (word === ';') {
        if (argv.length === 0) throw new Failure(`invalid argument \`;' to \`${name}'`)
        return { kind: 'exec', argv, batch: undefined, inDirectory: name === '-execdir' }
      }
      if (word === '+' && argv.at(-1) === '{}') return { kind: 'exec', argv: argv.slice(0, -1), batch: [], inDirectory: name === '-execdir' }
      argv.push(word)
    }
  }
}

const PRINT: Expression = { kind: 'print', end: '\n' }

function pattern(glob: string, ignoreCase: boolean): (words: string) => boolean {
  if (!ignoreCase) return words => wildcard(glob, words)
  return words => wildcard(glob.toLowerCase(), words.toLowerCase())
}
