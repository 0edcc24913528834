import { LineEditor } from '#sandbox'
import type { EditorEvent } from '#sandbox'
import { cellsOf } from '#sandbox'
import type { LaneView } from '../../playground/messages.ts'
import { PromptLine } from './prompt-line.ts'
import { plainText, safeForTerminal } from './safe-for-terminal.ts'

/** Where a console draws. */
export interface Screen {
  readonly columns: number
  write(text: string): void
  /** Empty it, with what was scrolled out of sight. */
  reset(): void
}

/** What a console asks for. */
export interface ConsoleWishes {
  line(text: string): void
  keys(text: string): void
  interrupt(): void
  endOfInput(): void
  complete(id: number, text: string, cursor: number): void
  /** Several lines were pasted: ask, then call `acceptPaste` or `rejectPaste`. */
  confirmPaste(lines: readonly string[]): void
}

interface Completion {
  readonly id: number
  readonly from: number
  readonly insert: string | undefined
  readonly choices: readonly { readonly text: string; readonly note: string }[]
}

/** How long a sent line may go without an answer before the prompt comes back by itself. */
const SILENCE_MS = 2000
const CHOICES_MAX = 100

/**
 * One terminal: at a prompt its line is edited here, key by key, and sent whole; while a program runs, what is typed is
 * echoed and sent line by line, as a terminal in cooked mode does. It draws through a `Screen` and knows no DOM.
 */
export class Console {
  private readonly screen: Screen
  private readonly wishes: ConsoleWishes
  private readonly editor = new LineEditor()
  private readonly line = new PromptLine()
  private readonly silenceMs: number
  /** Of an output that ended inside a sequence. */
  private rest = ''
  /** What stands in the last row before the prompt: output without a newline at its end. */
  private tail = ''
  private lane: LaneView | undefined
  /** A line was sent and nothing is known of it yet. */
  private sent: { readonly prompt: string; readonly timer: ReturnType<typeof setTimeout> } | undefined
  private atPrompt = false
  /** Typed to a program and not sent yet. */
  private typed = ''
  /** Keys pressed while the machine starts: for the prompt that comes. Undefined: it does not start. */
  private early: string[] | undefined
  /** Lines of a command that is not complete: the shell asked for more. */
  private partial = ''
  /** Lines of a paste that wait for their turn. */
  private waiting: string[] = []
  private asked: { readonly id: number; readonly text: string; readonly cursor: number; readonly again: boolean } | undefined
  private lastID = 0

  constructor(screen: Screen, wishes: ConsoleWishes, silenceMs = SILENCE_MS) {
    this.screen = screen
    this.wishes = wishes
    this.silenceMs = silenceMs
  }

  /** It stands at its prompt and would take a line. */
  get ready(): boolean {
    return this.atPrompt
  }

  /** What is in the line now. */
  get text(): string {
    return this.atPrompt ? this.editor.view.text : this.typed
  }

  /** Lines typed earlier, oldest first: after a reload. */
  remember(lines: readonly string[]): void {
    if (this.editor.history.length > 0) return
    this.editor.history.push(...lines)
    this.editor.begin()
  }

  /** Characters from programs. */
  output(text: string, fresh: boolean): void {
    const { screen, line } = this
    if (fresh) {
      screen.reset()
      line.forget()
      this.rest = this.tail = this.typed = this.partial = ''
      this.early = undefined
      this.waiting = []
      this.atPrompt = false
      this.settle()
    }
    const { safe, rest } = safeForTerminal(this.rest, text)
    this.rest = rest
    if (safe === '') return
    const asking = this.atPrompt
    if (asking) {
      // A job in the background: its output goes above the line.
      screen.write(line.erase() + this.tail)
      this.atPrompt = false
    }
    screen.write(safe.replace(/\r?\n/g, '\r\n'))
    this.tail = tailOf(this.tail + safe)
    if (asking) this.showPrompt()
  }

  /** A line of our own between what programs printed: a power cut, a boot. */
  note(text: string): void {
    const { screen, line } = this
    const asking = this.atPrompt
    if (asking) screen.write(line.erase())
    screen.write(`${this.tail === '' ? '' : '\r\n'}${text}\r\n`)
    this.tail = ''
    this.rest = ''
    this.atPrompt = false
    if (asking) this.showPrompt()
  }

  /** What the sandbox says of this terminal. */
  show(lane: LaneView): void {
    const before = this.lane
    this.lane = lane
    if (this.sent && (lane.state !== 'ready' || lane.line !== '' || lane.prompt !== this.sent.prompt)) this.settle()
    if (lane.state === 'off') {
      if (this.atPrompt) this.hidePrompt()
      this.settle()
      this.waiting = []
      this.typed = this.partial = ''
      return
    }
    if (lane.state === 'ready') {
      if (!this.atPrompt && !this.sent) this.showPrompt()
      else if (this.atPrompt && before?.prompt !== lane.prompt) this.redraw()
    } else if (this.atPrompt) this.hidePrompt()
  }

  /** The machine was switched on: what is typed from now on is for the prompt that will come. */
  starting(): void {
    if (this.lane?.state === 'off') this.early = []
  }

  /** A command of this terminal has ended, or a request was refused: whatever was sent has been answered. */
  answered(): void {
    this.settle()
    this.early = undefined
    if (this.lane?.state === 'ready' && !this.atPrompt) this.showPrompt()
  }

  /** The shell wants the rest of a command: a quote, a bracket or a here-document is open. */
  more(text: string): void {
    if (this.editor.history.at(-1) === text) this.editor.history.pop()
    this.partial = `${text}\n`
    this.answered()
    // The prompt may be back already, when the answer took long.
    this.redraw()
  }

  /** Keys as a terminal sends them. */
  keys(data: string): void {
    if (this.atPrompt) this.edit(this.editor.keys(data))
    else if (this.lane?.state !== 'off') this.cook(data)
    else this.early?.push(data)
  }

  /** Put a text into the line in place of what is there. */
  put(text: string): void {
    if (!this.atPrompt) return
    this.editor.set(text)
    this.redraw()
  }

  /** Press Enter. */
  enter(): void {
    this.keys('\r')
  }

  /** Leave the line as if Enter had been pressed; whoever calls sends it. */
  leave(): void {
    if (this.atPrompt) this.send(this.editor.view.text, () => undefined)
  }

  acceptPaste(): void {
    const lines: string[] = []
    for (const event of this.editor.acceptPaste()) if (event.kind === 'line') lines.push(event.line)
    const [first, ...others] = lines
    this.waiting.push(...others)
    if (first !== undefined) this.send(first)
    else this.redraw()
  }

  rejectPaste(): void {
    this.editor.rejectPaste()
    this.redraw()
  }

  /** The answer to `complete`. */
  completed({ id, from, insert, choices }: Completion): void {
    const { asked, editor } = this
    if (!asked || asked.id !== id || !this.atPrompt) return
    this.asked = undefined
    const { text, cursor } = editor.view
    // The reader typed on: an answer to another line is none.
    if (text !== asked.text || cursor !== asked.cursor) return
    if (insert !== undefined && insert !== text.slice(from, cursor)) {
      editor.replace(from, insert)
      this.redraw()
    } else if (choices.length === 0 || !asked.again) this.screen.write('\x07')
    else {
      this.screen.write(this.line.leave(this.promptText, text, this.screen.columns) + listed(choices, this.screen.columns))
      this.tail = ''
      this.redraw()
    }
  }

  dispose(): void {
    this.settle()
  }

  private get promptText(): string {
    return this.editor.view.prompt ?? this.tail + (this.partial !== '' ? '> ' : (this.lane?.prompt ?? ''))
  }

  private showPrompt(): void {
    this.rest = ''
    if (this.tail.length > this.screen.columns / 2) {
      this.screen.write('\r\n')
      this.tail = ''
    }
    this.line.forget()
    this.atPrompt = true
    this.editor.begin()
    const next = this.waiting.shift()
    if (next !== undefined) {
      this.editor.set(next)
      this.redraw()
      this.enter()
      return
    }
    if (this.typed !== '') {
      // Typed ahead: the shell reads what the program left.
      this.screen.write('\b \b'.repeat([...this.typed].length))
      this.editor.set(this.editor.view.text + this.typed)
      this.typed = ''
    }
    this.redraw()
    const early = this.early ?? []
    this.early = undefined
    for (const data of early) this.keys(data)
  }

  private hidePrompt(): void {
    this.screen.write(this.line.erase() + this.tail)
    this.atPrompt = false
  }

  private redraw(): void {
    if (!this.atPrompt) return
    const { text, cursor } = this.editor.view
    this.screen.write(this.line.draw(this.promptText, text, cursor, this.screen.columns))
  }

  private edit(events: readonly EditorEvent[]): void {
    for (const event of events) {
      switch (event.kind) {
        case 'line':
          this.send(event.line)
          break
        case 'interrupt':
          this.screen.write(this.line.leave(this.promptText, `${event.line}^C`, this.screen.columns))
          this.tail = this.partial = ''
          this.waiting = []
          break
        case 'end':
          this.partial = ''
          this.send('exit')
          break
        case 'complete': {
          const { text, cursor } = this.editor.view
          this.asked = { id: ++this.lastID, text, cursor, again: event.again }
          this.wishes.complete(this.lastID, text, cursor)
          break
        }
        case 'clear':
          this.screen.write('\x1b[H\x1b[2J')
          this.line.forget()
          this.tail = ''
          break
        case 'bell':
          this.screen.write('\x07')
          break
        case 'paste':
          this.wishes.confirmPaste(event.lines)
          break
      }
    }
    this.redraw()
  }

  private send(typed: string, tell: (line: string) => void = text => this.wishes.line(text)): void {
    const { screen, editor, lane } = this
    const left = this.line.leave(this.promptText, typed, screen.columns)
    this.tail = ''
    const line = this.partial + typed
    this.partial = ''
    if (line.trim() === '') {
      screen.write(left)
      this.atPrompt = false
      this.showPrompt()
      return
    }
    if (editor.history.at(-1) !== line) editor.history.push(line)
    this.atPrompt = false
    const timer = setTimeout(() => this.answered(), this.silenceMs)
    this.sent = { prompt: lane?.prompt ?? '', timer }
    editor.set('')
    // Its answer comes later anyway; the sandbox works on it while the terminal draws.
    tell(line)
    screen.write(left)
  }

  private settle(): void {
    if (this.sent) clearTimeout(this.sent.timer)
    this.sent = undefined
  }

  /** Cooked mode: the terminal itself edits the line that a program will read. */
  private cook(data: string): void {
    const { screen, wishes } = this
    // Arrows and the like mean nothing to a program that reads lines.
    for (const character of data.replace(/\x1b(?:\[[0-9;?]*[@-~]|O.|.)?/g, '')) {
      switch (character) {
        case '\r':
        case '\n': {
          const text = `${this.typed}\n`
          this.typed = ''
          this.tail = ''
          screen.write('\r\n')
          wishes.keys(text)
          break
        }
        case '\x03':
          screen.write('^C')
          this.tail += '^C'
          this.typed = ''
          wishes.interrupt()
          break
        case '\x04':
          if (this.typed === '') wishes.endOfInput()
          else {
            wishes.keys(this.typed)
            this.typed = ''
          }
          break
        case '\x7f':
        case '\b':
          this.rubOut([...this.typed].length - 1)
          break
        case '\x15':
          this.rubOut(0)
          break
        case '\x17':
          this.rubOut([...this.typed.replace(/\S+\s*$/, '')].length)
          break
        default:
          if (character < ' ') break
          this.typed += character
          screen.write(character)
      }
    }
  }

  private rubOut(length: number): void {
    const characters = [...this.typed]
    const gone = characters.splice(Math.max(0, length)).map(cellsOf).reduce((sum, cells) => sum + cells, 0)
    this.typed = characters.join('')
    this.screen.write('\b \b'.repeat(gone))
  }
}

/** What stands in the row of the cursor. */
function tailOf(text: string): string {
  const row = text.slice(text.lastIndexOf('\n') + 1)
  return plainText(row.slice(row.lastIndexOf('\r') + 1)).replace(/\n/g, '')
}

/** Choices of a completion in columns, as a shell lists them; with notes one to a line. */
function listed(choices: Completion['choices'], columns: number): string {
  const shown = choices.slice(0, CHOICES_MAX).map(({ text, note }) => ({ text: plainText(text), note: plainText(note) }))
  const width = Math.max(...shown.map(({ text }) => text.length)) + 2
  const more = choices.length > CHOICES_MAX ? '…\r\n' : ''
  if (shown.some(({ note }) => note !== '')) return shown.map(({ text, note }) => `${text.padEnd(width)}\x1b[2m${note.slice(0, Math.max(0, columns - width - 1))}\x1b[0m\r\n`).join('') + more
  const across = Math.max(1, Math.floor(columns / width))
  const down = Math.ceil(shown.length / across)
  const rows = Array.from({ length: down }, (_, row) => shown.filter((__, at) => at % down === row).map(({ text }) => text.padEnd(width)).join('').trimEnd())
  return rows.map(row => `${row}\r\n`).join('') + more
}
