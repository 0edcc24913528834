/**
 * A line editor as a state machine: keys in, line and cursor out. It knows no terminal; whoever shows it draws `text` and
 * puts the cursor, so the page and the prompt in Node share it. Keys are the bytes that terminals send.
 */

/** What a key asked for, besides a change of the line. */
export type EditorEvent =
  /** Enter: the line is ready. */
  | { readonly kind: 'line'; readonly line: string }
  /** Ctrl-C: the line was given up. */
  | { readonly kind: 'interrupt'; readonly line: string }
  /** Ctrl-D on an empty line. */
  | { readonly kind: 'end' }
  /** Tab: offer completions. `again` when it is pressed a second time. */
  | { readonly kind: 'complete'; readonly again: boolean }
  /** Ctrl-L. */
  | { readonly kind: 'clear' }
  /** Nothing more could be done: beep. */
  | { readonly kind: 'bell' }
  /** Several lines were pasted; `acceptPaste` or `rejectPaste` follows. */
  | { readonly kind: 'paste'; readonly lines: readonly string[] }

/** What is shown. */
export interface EditorView {
  /** Replaces the prompt while searching: ``(reverse-i-search)`doc': ``. */
  readonly prompt: string | undefined
  readonly text: string
  /** Position in `text`, in UTF-16 units. */
  readonly cursor: number
}

const HISTORY_MAX = 1000
const UNDO_MAX = 200

/** Longest first, because one sequence may begin like another. */
const SEQUENCES: readonly (readonly [string, Action])[] = [
  ['\x1b[1;5C', 'word-right'], ['\x1b[1;5D', 'word-left'], ['\x1b[1;3C', 'word-right'], ['\x1b[1;3D', 'word-left'],
  ['\x1b[200~', 'paste-begin'], ['\x1b[201~', 'paste-end'],
  ['\x1b[1~', 'start'], ['\x1b[4~', 'end'], ['\x1b[7~', 'start'], ['\x1b[8~', 'end'], ['\x1b[3~', 'delete'], ['\x1b[5~', 'first'], ['\x1b[6~', 'last'],
  ['\x1b[A', 'up'], ['\x1b[B', 'down'], ['\x1b[C', 'right'], ['\x1b[D', 'left'], ['\x1b[H', 'start'], ['\x1b[F', 'end'],
  ['\x1bOA', 'up'], ['\x1bOB', 'down'], ['\x1bOC', 'right'], ['\x1bOD', 'left'], ['\x1bOH', 'start'], ['\x1bOF', 'end'],
  ['\x1b\x7f', 'kill-word-left'], ['\x1b\b', 'kill-word-left'], ['\x1bb', 'word-left'], ['\x1bf', 'word-right'], ['\x1bd', 'kill-word-right'],
  ['\x1b<', 'first'], ['\x1b>', 'last'], ['\x1b.', 'last-argument'],
  ['\x01', 'start'], ['\x02', 'left'], ['\x03', 'interrupt'], ['\x04', 'delete-or-end'], ['\x05', 'end'], ['\x06', 'right'], ['\x07', 'cancel'], ['\x08', 'backspace'],
  ['\t', 'complete'], ['\n', 'enter'], ['\x0b', 'kill-right'], ['\x0c', 'clear'], ['\r', 'enter'], ['\x0e', 'down'], ['\x10', 'up'], ['\x12', 'search'],
  ['\x14', 'swap'], ['\x15', 'kill-left'], ['\x17', 'kill-blank-word'], ['\x19', 'yank'], ['\x1f', 'undo'], ['\x7f', 'backspace'],
]

type Action =
  | 'start' | 'end' | 'left' | 'right' | 'word-left' | 'word-right' | 'up' | 'down' | 'first' | 'last' | 'delete' | 'delete-or-end' | 'backspace'
  | 'kill-right' | 'kill-left' | 'kill-word-left' | 'kill-word-right' | 'kill-blank-word' | 'yank' | 'swap' | 'undo' | 'search' | 'cancel' | 'interrupt'
  | 'complete' | 'enter' | 'clear' | 'paste-begin' | 'paste-end' | 'last-argument'

interface Search {
  query: string
  /** Index into the history of the line that matches; -1 when none does. */
  at: number
  readonly before: string
  readonly cursorBefore: number
}

export class LineEditor {
  private line = ''
  private at = 0
  /** Position in the history; its length means the line being written. */
  private place: number
  private written = ''
  private killed = ''
  private killing = false
  private completing = false
  private argumentBack = 0
  private readonly undone: { readonly line: string; readonly at: number }[] = []
  private search: Search | undefined
  /** Text inside a bracketed paste, as it arrives. */
  private pasting: string | undefined
  private offered: readonly string[] | undefined
  /** Bytes of a sequence that has not ended. */
  private partial = ''
  /** Oldest first. Shared with the session, which adds the lines that ran. */
  history: string[]

  constructor(history: string[] = []) {
    this.history = history
    this.place = history.length
  }

  get view(): EditorView {
    const { search } = this
    if (search) {
      const found = search.at >= 0 ? (this.history[search.at] ?? '') : this.line
      const failed = search.at < 0 && search.query !== '' ? 'failed ' : ''
      return { prompt: `(${failed}reverse-i-search)\`${search.query}': `, text: found, cursor: Math.max(0, found.indexOf(search.query)) }
    }
    return { prompt: undefined, text: this.line, cursor: this.at }
  }

  /** Put a text into the line, for instance from a button; the cursor goes behind it. */
  set(text: string): void {
    this.remember()
    this.line = text
    this.at = text.length
  }

  /** Put a text in at the cursor. */
  insert(text: string): void {
    if (text === '') return
    this.remember()
    this.line = this.line.slice(0, this.at) + text + this.line.slice(this.at)
    this.at += text.length
  }

  /** Replace what stands between `from` and the cursor: what completion does. */
  replace(from: number, text: string): void {
    this.remember()
    this.line = this.line.slice(0, from) + text + this.line.slice(this.at)
    this.at = from + text.length
  }

  /** Keys or pasted text, in the order in which they came; what they asked for. */
  keys(input: string): EditorEvent[] {
    const events: EditorEvent[] = []
    let rest = this.partial + input
    this.partial = ''
    // Several lines at once without the marks of a paste are one all the same.
    if (this.pasting === undefined && /[\r\n][^\r\n]/.test(rest) && !rest.includes('\x1b')) {
      events.push(...this.paste(rest))
      return events
    }
    while (rest !== '') {
      if (this.pasting !== undefined && !rest.startsWith('\x1b[201~')) {
        const end = rest.indexOf('\x1b[201~')
        if (end < 0) {
          // The end mark itself may arrive in pieces.
          const tail = /\x1b(?:\[(?:2(?:0(?:1)?)?)?)?$/.exec(rest)
          this.pasting += tail ? rest.slice(0, tail.index) : rest
          this.partial = tail ? tail[0] : ''
          return events
        }
        this.pasting += rest.slice(0, end)
        rest = rest.slice(end)
        continue
      }
      const found = SEQUENCES.find(([sequence]) => rest.startsWith(sequence))
      if (found) {
        rest = rest.slice(found[0].length)
        events.push(...this.act(found[1]))
        continue
      }
      if (rest.startsWith('\x1b')) {
        if (SEQUENCES.some(([sequence]) => sequence.startsWith(rest)) && rest.length > 1) {
          this.partial = rest
          return events
        }
        // A sequence we do not know is passed over; Escape alone ends a search.
        const unknown = /^\x1b(?:\[[0-9;?]*[ -/]*[@-~]|O.|[^[O])?/.exec(rest)?.[0] ?? '\x1b'
        if (unknown === '\x1b') events.push(...this.act('cancel'))
        rest = rest.slice(unknown.length)
        continue
      }
      const plain = /^[^\x00-\x1f\x7f]+/.exec(rest)?.[0]
      if (plain === undefined) {
        rest = rest.slice(1)
        continue
      }
      if (this.search) this.searchFor(this.search.query + plain)
      else {
        this.settle()
        this.insert(plain)
      }
      rest = rest.slice(plain.length)
    }
    return events
  }

  /** Take several pasted lines: the first ones are ready, the last stays in the line. */
  acceptPaste(): EditorEvent[] {
    const lines = this.offered ?? []
    this.offered = undefined
    const events: EditorEvent[] = []
    for (const [at, line] of lines.entries()) {
      this.insert(line)
      if (at < lines.length - 1) events.push(...this.enter())
    }
    return events
  }

  rejectPaste(): void {
    this.offered = undefined
  }

  private paste(text: string): EditorEvent[] {
    const lines = text.replace(/\r\n?/g, '\n').split('\n').map(line => line.replace(/\t/g, '    ').replace(/[\x00-\x1f\x7f]/g, ''))
    this.settle()
    if (lines.length === 1) {
      this.insert(lines[0] ?? '')
      return []
    }
    if (lines.length === 2 && lines[1] === '') {
      this.insert(lines[0] ?? '')
      return []
    }
    this.offered = lines
    return [{ kind: 'paste', lines }]
  }

  private act(action: Action): EditorEvent[] {
    const wasKilling = this.killing
    const wasCompleting = this.completing
    this.killing = this.completing = false
    if (action !== 'last-argument') this.argumentBack = 0
    if (this.search) {
      const done = this.actInSearch(action)
      if (done) return done
    }
    switch (action) {
      case 'start': this.at = 0; break
      case 'end': this.at = this.line.length; break
      case 'left': this.at = this.before(this.at); break
      case 'right': this.at = this.after(this.at); break
      case 'word-left': this.at = this.wordLeft(/[\p{L}\p{N}_]/u); break
      case 'word-right': this.at = this.wordRight(); break
      case 'up': return this.goTo(this.place - 1)
      case 'down': return this.goTo(this.place + 1)
      case 'first': return this.goTo(0)
      case 'last': return this.goTo(this.history.length)
      case 'backspace':
        if (this.at === 0) return BELL
        this.cut(this.before(this.at), this.at)
        break
      case 'delete-or-end':
        if (this.line === '') return [{ kind: 'end' }]
        if (this.at >= this.line.length) return BELL
        this.cut(this.at, this.after(this.at))
        break
      case 'delete':
        if (this.at >= this.line.length) return BELL
        this.cut(this.at, this.after(this.at))
        break
      case 'kill-right': this.kill(this.at, this.line.length, wasKilling, 'behind'); break
      case 'kill-left': this.kill(0, this.at, wasKilling, 'before'); break
      case 'kill-blank-word': this.kill(this.wordLeft(/\S/), this.at, wasKilling, 'before'); break
      case 'kill-word-left': this.kill(this.wordLeft(/[\p{L}\p{N}_]/u), this.at, wasKilling, 'before'); break
      case 'kill-word-right': this.kill(this.at, this.wordRight(), wasKilling, 'behind'); break
      case 'yank': this.insert(this.killed); break
      case 'swap': this.swap(); break
      case 'undo': {
        const last = this.undone.pop()
        if (!last) return BELL
        this.line = last.line
        this.at = last.at
        break
      }
      case 'search':
        this.search = { query: '', at: this.history.length, before: this.line, cursorBefore: this.at }
        break
      case 'cancel': return BELL
      case 'interrupt': {
        const line = this.line
        this.reset()
        return [{ kind: 'interrupt', line }]
      }
      case 'complete':
        this.completing = true
        return [{ kind: 'complete', again: wasCompleting }]
      case 'enter': return this.enter()
      case 'clear': return [{ kind: 'clear' }]
      case 'paste-begin': this.pasting = ''; break
      case 'paste-end': {
        const text = this.pasting ?? ''
        this.pasting = undefined
        return this.paste(text)
      }
      case 'last-argument': return this.lastArgument()
    }
    return []
  }

  private enter(): EditorEvent[] {
    const { line } = this
    this.reset()
    return [{ kind: 'line', line }]
  }

  private reset(): void {
    this.line = this.written = ''
    this.at = 0
    this.place = this.history.length
    this.undone.length = 0
    this.search = undefined
    if (this.history.length > HISTORY_MAX) this.history.splice(0, this.history.length - HISTORY_MAX)
  }

  /** Begin anew where the history has grown since: call it when a prompt is shown. */
  begin(): void {
    this.place = this.history.length
  }

  private settle(): void {
    this.killing = this.completing = false
    this.argumentBack = 0
  }

  private remember(): void {
    this.undone.push({ line: this.line, at: this.at })
    if (this.undone.length > UNDO_MAX) this.undone.shift()
  }

  private cut(from: number, to: number): void {
    if (from === to) return
    this.remember()
    this.line = this.line.slice(0, from) + this.line.slice(to)
    this.at = from
  }

  private kill(from: number, to: number, joined: boolean, side: 'before' | 'behind'): void {
    const text = this.line.slice(from, to)
    this.killed = !joined ? text : side === 'before' ? text + this.killed : this.killed + text
    this.killing = true
    this.cut(from, to)
  }

  private before(at: number): number {
    const code = this.line.charCodeAt(at - 1)
    return Math.max(0, at - (code >= 0xdc00 && code < 0xe000 ? 2 : 1))
  }

  private after(at: number): number {
    const code = this.line.charCodeAt(at)
    return Math.min(this.line.length, at + (code >= 0xd800 && code < 0xdc00 ? 2 : 1))
  }

  private wordLeft(part: RegExp): number {
    let at = this.at
    while (at > 0 && !part.test(this.line.slice(this.before(at), at))) at = this.before(at)
    while (at > 0 && part.test(this.line.slice(this.before(at), at))) at = this.before(at)
    return at
  }

  private wordRight(): number {
    const part = /[\p{L}\p{N}_]/u
    let at = this.at
    while (at < this.line.length && !part.test(this.line.slice(at, this.after(at)))) at = this.after(at)
    while (at < this.line.length && part.test(this.line.slice(at, this.after(at)))) at = this.after(at)
    return at
  }

  private swap(): void {
    if (this.line.length < 2 || this.at === 0) return
    this.remember()
    const at = this.at === this.line.length ? this.before(this.at) : this.at
    const left = this.before(at)
    const right = this.after(at)
    this.line = this.line.slice(0, left) + this.line.slice(at, right) + this.line.slice(left, at) + this.line.slice(right)
    this.at = right
  }

  private goTo(place: number): EditorEvent[] {
    if (place < 0 || place > this.history.length || place === this.place) return BELL
    if (this.place === this.history.length) this.written = this.line
    this.place = place
    this.line = place === this.history.length ? this.written : (this.history[place] ?? '')
    this.at = this.line.length
    return []
  }

  private lastArgument(): EditorEvent[] {
    const back = this.argumentBack + 1
    const word = /(\S+)\s*$/.exec(this.history[this.history.length - back] ?? '')?.[1]
    if (word === undefined) return BELL
    if (this.argumentBack > 0) {
      const before = /(\S+)\s*$/.exec(this.history[this.history.length - this.argumentBack] ?? '')?.[1] ?? ''
      this.cut(this.at - before.length, this.at)
    }
    this.insert(word)
    this.argumentBack = back
    return []
  }

  // Searching

  private searchFor(query: string, from = this.history.length - 1): void {
    if (!this.search) return
    this.search.query = query
    this.search.at = -1
    if (query === '') return
    for (let at = from; at >= 0; at--) {
      if (this.history[at]?.includes(query)) {
        this.search.at = at
        return
      }
    }
  }

  /** Undefined: the search is over, and the key does what it always does. */
  private actInSearch(action: Action): EditorEvent[] | undefined {
    const search = this.search as Search
    switch (action) {
      case 'search': {
        const at = search.at
        if (at <= 0) return BELL
        this.searchFor(search.query, at - 1)
        if (search.at < 0) {
          search.at = at
          return BELL
        }
        return []
      }
      case 'backspace':
        this.searchFor(search.query.slice(0, -1))
        return []
      case 'cancel':
        this.search = undefined
        this.line = search.before
        this.at = search.cursorBefore
        return []
    }
    const { text, cursor } = this.view
    if (search.at >= 0 && search.at < this.history.length) {
      this.place = search.at
      this.line = text
      this.at = cursor
    }
    this.search = undefined
    return undefined
  }
}

const BELL: EditorEvent[] = [{ kind: 'bell' }]
