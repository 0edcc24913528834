import { escapePattern, hasMagic } from './magic.ts'

/** A field under construction: its text, and the pattern in which quoted characters stand for themselves. */
export interface Field {
  text: string
  pattern: string
}

/** Collects the fields that a word expands to. */
export class Fields {
  readonly done: Field[] = []
  private current: Field | undefined

  get open(): boolean {
    return this.current !== undefined
  }

  addQuoted(text: string): void {
    this.current ??= { text: '', pattern: '' }
    this.current.text += text
    this.current.pattern += escapePattern(text)
  }

  /** Text whose pattern characters are active. */
  addActive(text: string): void {
    if (text === '') return
    this.current ??= { text: '', pattern: '' }
    this.current.text += text
    this.current.pattern += text
  }

  /** The result of an expansion: backslashes in it are plain in the text and escape in the pattern. */
  addExpanded(text: string): void {
    if (text === '') return
    this.current ??= { text: '', pattern: '' }
    this.current.text += text
    this.current.pattern += hasMagic(text) ? text : text.includes('\\') ? text.replace(/\\/g, '\\\\') : text
  }

  /** End the current field, if there is one. */
  end(): void {
    if (this.current) this.done.push(this.current)
    this.current = undefined
  }

  /** End the current field, also when it is empty. */
  endHard(): void {
    this.done.push(this.current ?? { text: '', pattern: '' })
    this.current = undefined
  }

  /** Split at IFS: white space around fields vanishes, every other separator ends one. */
  addSplit(text: string, separators: string): void {
    if (separators === '') return this.addExpanded(text)
    const white = (char: string): boolean => (char === ' ' || char === '\t' || char === '\n') && separators.includes(char)
    for (let at = 0; at < text.length;) {
      const char = text.charAt(at)
      if (!separators.includes(char)) {
        let end = at + 1
        while (end < text.length && !separators.includes(text.charAt(end))) end++
        this.addExpanded(text.slice(at, end))
        at = end
        continue
      }
      while (at < text.length && white(text.charAt(at))) at++
      const hard = at < text.length && separators.includes(text.charAt(at))
      if (hard) {
        at++
        while (at < text.length && white(text.charAt(at))) at++
        this.endHard()
      } else this.end()
    }
  }
}
