/**
 * A regular expression as a machine that reads each character once (Thompson's construction with Pike's captures): the
 * leftmost longest match in time proportional to the text, whatever the expression.
 */
import { RegexError } from './regex-tree.ts'
import type { Assertion, RegexMatch, RegexNode, RegexOptions } from './regex-tree.ts'

type Instruction =
  | { readonly op: 'char'; readonly matches: (character: string) => boolean }
  | { op: 'split'; first: number; second: number }
  | { op: 'jump'; to: number }
  | { readonly op: 'save'; readonly slot: number }
  | { readonly op: 'assert'; readonly what: Assertion }
  | { readonly op: 'match' }

/** Instructions a machine may have; counted repetitions are written out. */
const INSTRUCTIONS_MAX = 20_000

interface Thread {
  readonly at: number
  readonly saved: readonly number[]
}

export class RegexMachine {
  private readonly code: Instruction[] = []
  private readonly groupCount: number
  private readonly options: RegexOptions

  /** @throws RegexError when it would be too big, or has back references */
  constructor(tree: RegexNode, groupCount: number, options: RegexOptions) {
    this.groupCount = groupCount
    this.options = options
    this.emit(tree)
    this.push({ op: 'match' })
  }

  /** The leftmost match at or after `from`: the longest, or with `longest` false any. */
  exec(text: string, from: number, longest: boolean): RegexMatch | undefined {
    return this.search(text, from, { anchored: false, longest })
  }

  /** The longest match that begins at `at`. */
  execAt(text: string, at: number): RegexMatch | undefined {
    return this.search(text, at, { anchored: true, longest: true })
  }

  private search(text: string, from: number, { anchored, longest }: { anchored: boolean; longest: boolean }): RegexMatch | undefined {
    let threads: Thread[] = []
    let best: readonly number[] | undefined
    const seen = new Int32Array(this.code.length).fill(-1)
    let at = from
    for (;;) {
      const next: Thread[] = []
      if (!best && (!anchored || at === from)) this.follow(0, [at], threads, seen, text, at)
      const code = text.codePointAt(at)
      const character = code === undefined ? undefined : String.fromCodePoint(code)
      const after = at + (character?.length ?? 1)
      const nextSeen = this.scratch(seen)
      for (const thread of threads) {
        const instruction = this.code[thread.at] as Instruction
        if (instruction.op === 'match') {
          const start = thread.saved[0] as number
          if (!best || start < (best[0] as number) || (start === best[0] && at > (best[1] as number))) {
            best = [...thread.saved]
            ;(best as number[])[1] = at
            if (!longest) return this.result(best)
          }
        } else if (instruction.op === 'char' && character !== undefined && instruction.matches(character)) {
          if (!best || (thread.saved[0] as number) <= (best[0] as number)) this.follow(thread.at + 1, thread.saved, next, nextSeen, text, after)
        }
      }
      if (character === undefined) break
      threads = next
      seen.set(nextSeen)
      at = after
      if (threads.length === 0 && (best || anchored)) break
    }
    return best ? this.result(best) : undefined
  }

  private other: Int32Array | undefined

  private scratch(like: Int32Array): Int32Array {
    this.other ??= new Int32Array(like.length)
    return this.other.fill(-1)
  }

  private result(saved: readonly number[]): RegexMatch {
    const groups: (readonly [number, number] | undefined)[] = []
    for (let i = 0; i <= this.groupCount; i++) {
      const start = saved[2 * i]
      const end = saved[2 * i + 1]
      groups.push(start === undefined || end === undefined || start < 0 || end < 0 ? undefined : [start, end])
    }
    return { start: saved[0] as number, end: saved[1] as number, groups }
  }

  /** Put the threads that can go on from `pc` without reading into the list, best first. */
  private follow(start: number, saved: readonly number[], list: Thread[], seen: Int32Array, text: string, at: number): void {
    const stack: { pc: number; saved: readonly number[] }[] = [{ pc: start, saved }]
    for (let top = stack.pop(); top; top = stack.pop()) {
      const { pc } = top
      if (seen[pc] === at) continue
      seen[pc] = at
      const instruction = this.code[pc] as Instruction
      switch (instruction.op) {
        case 'jump':
          stack.push({ pc: instruction.to, saved: top.saved })
          break
        case 'split':
          stack.push({ pc: instruction.second, saved: top.saved }, { pc: instruction.first, saved: top.saved })
          break
        case 'save': {
          const copy = [...top.saved]
          while (copy.length <= instruction.slot) copy.push(-1)
          copy[instruction.slot] = at
          stack.push({ pc: pc + 1, saved: copy })
          break
        }
        case 'assert':
          if (holds(instruction.what, text, at, this.options.multiline)) stack.push({ pc: pc + 1, saved: top.saved })
          break
        case 'char': case 'match':
          list.push({ at: pc, saved: top.saved })
          break
      }
    }
  }

  private push(instruction: Instruction): number {
    if (this.code.length >= INSTRUCTIONS_MAX) throw new RegexError('Regular expression too big')
    this.code.push(instruction)
    return this.code.length - 1
  }

  private emit(node: RegexNode): void {
    switch (node.kind) {
      case 'set': case 'any':
        this.push({ op: 'char', matches: node.kind === 'any' ? () => true : matcher(node.source, this.options.ignoreCase) })
        return
      case 'cat':
        for (const item of node.items) this.emit(item)
        return
      case 'alt': {
        const ends: { op: 'jump'; to: number }[] = []
        for (const [i, item] of node.items.entries()) {
          if (i === node.items.length - 1) {
            this.emit(item)
            continue
          }
          const split = { op: 'split' as const, first: this.code.length + 1, second: 0 }
          this.push(split)
          this.emit(item)
          const end = { op: 'jump' as const, to: 0 }
          this.push(end)
          ends.push(end)
          split.second = this.code.length
        }
        for (const end of ends) end.to = this.code.length
        return
      }
      case 'group':
        this.push({ op: 'save', slot: 2 * node.index })
        this.emit(node.item)
        this.push({ op: 'save', slot: 2 * node.index + 1 })
        return
      case 'repeat': {
        for (let i = 0; i < node.min; i++) this.emit(node.item)
        if (node.max === Infinity) {
          const split = { op: 'split' as const, first: this.code.length + 1, second: 0 }
          const at = this.push(split)
          this.emit(node.item)
          this.push({ op: 'jump', to: at })
          split.second = this.code.length
          return
        }
        const splits: { second: number }[] = []
        for (let i = node.min; i < node.max; i++) {
          const split = { op: 'split' as const, first: this.code.length + 1, second: 0 }
          this.push(split)
          splits.push(split)
          this.emit(node.item)
        }
        for (const split of splits) split.second = this.code.length
        return
      }
      case 'assert':
        this.push({ op: 'assert', what: node.what })
        return
      case 'back':
        throw new RegexError('Regular expression too big')
    }
  }
}

function matcher(source: string, ignoreCase: boolean): (character: string) => boolean {
  const regex = new RegExp(`^${source}$`, `u${ignoreCase ? 'i' : ''}`)
  const known = new Map<string, boolean>()
  return character => {
    let answer = known.get(character)
    if (answer === undefined) known.set(character, (answer = regex.test(character)))
    return answer
  }
}

const WORD = /[\p{L}\p{N}_]/u

function holds(what: Assertion, text: string, at: number, multiline: boolean): boolean {
  switch (what) {
    case '^': return at === 0 || (multiline && text[at - 1] === '\n')
    case '$': return at === text.length || (multiline && text[at] === '\n')
    case '`': return at === 0
    case "'": return at === text.length
    case 'b': case 'B': case '<': case '>': case '[': case ']': break
  }
  const before = at > 0 && WORD.test(text[at - 1] as string)
  const after = at < text.length && WORD.test(text[at] as string)
  if (what === '[') return !before
  if (what === ']') return !after
  return what === 'b' ? before !== after : what === 'B' ? before === after : what === '<' ? !before && after : before && !after
}
