/**
 * The kernel's side of a pseudo-terminal whose keys come one by one: it shows what is typed, edits the line, and makes
 * signals and the end of input of control keys. Programs here read whole lines, so the terminal is always in canonical
 * mode.
 */
import type { Machine } from '../../machine/machine.ts'
import { Terminal } from '../../machine/files.ts'

const CTRL_C = 0x03
const CTRL_D = 0x04
const BACKSPACE = 0x08
const LF = 0x0a
const CR = 0x0d
const CTRL_U = 0x15
const ESCAPE = 0x1b
const DELETE = 0x7f

export class Tty {
  readonly terminal: Terminal
  private readonly machine: Machine
  private line: number[] = []

  constructor(machine: Machine, name: string, size: { readonly columns: number; readonly rows: number }, sink: (bytes: Uint8Array) => void) {
    this.machine = machine
    this.terminal = new Terminal(machine.scheduler, name, size, sink)
  }

  /** Keys have been pressed. */
  press(keys: Uint8Array): void {
    for (const key of keys) this.pressOne(key)
  }

  /** Nobody will press a key any more. */
  hangUp(): void {
    this.flush()
    this.terminal.hangUp()
  }

  private pressOne(key: number): void {
    const { terminal, line } = this
    switch (key) {
      case CTRL_C:
        line.length = 0
        terminal.discard()
        return this.machine.interrupt(terminal)
      case CTRL_D:
        if (line.length === 0) return terminal.endInput()
        return this.flush()
      case BACKSPACE:
      case DELETE:
        return this.erase()
      case CTRL_U:
        while (line.length > 0) this.erase()
        return
      case CR:
      case LF:
        line.push(LF)
        terminal.echo('\n')
        return this.flush()
      default:
        line.push(key)
        if (key === ESCAPE) return terminal.echo('^[')
        if (key < 0x20) return terminal.echo(`^${String.fromCharCode(key + 0x40)}`)
        this.echoByte(key)
    }
  }

  /** The bytes of one character may come apart: it is shown when it is whole. */
  private echoByte(key: number): void {
    if (key < 0x80) return this.terminal.echo(String.fromCharCode(key))
    const start = this.line.findLastIndex(byte => (byte & 0xc0) !== 0x80)
    const shown = new TextDecoder().decode(Uint8Array.from(this.line.slice(start)))
    if (!shown.includes('\ufffd')) this.terminal.echo(shown)
  }

  private erase(): void {
    let byte = this.line.pop()
    if (byte === undefined) return
    while (byte !== undefined && (byte & 0xc0) === 0x80) byte = this.line.pop()
    this.terminal.echo('\b \b')
  }

  private flush(): void {
    if (this.line.length === 0) return
    this.terminal.type(Uint8Array.from(this.line))
    this.line = []
  }
}
