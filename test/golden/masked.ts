/** The form in which races and power cuts are recorded: unknown hashes without numbers, ages without values. */
import { Canon, WAIT_ERROR } from './canonical.ts'
import type { CommandOutput, FixtureInfo } from './recording.ts'

/** Puts texts into the form of races and power cuts; texts in that form stay as they are. */
export class Masker {
  private readonly canon: Canon

  constructor(info: FixtureInfo, names: readonly string[] = []) {
    this.canon = new Canon({ steps: [] }, info)
    for (const name of names) this.canon.addName(name)
    this.canon.masking = true
  }

  text(given: string): string {
    return this.canon.text(given).replace(/(\.tmp-[A-Za-z-]*?(?:\.json)?)(?:[0-9a-f]*[0-9]{4,}|<N>)/g, '$1<N>')
  }

  /** Exit status and both streams as one text. */
  output({ exit, stdout, stderr }: CommandOutput): string {
    return `exit: ${exit}\nstdout:\n${this.text(stdout)}stderr:\n${this.text(stderr.replace(WAIT_ERROR, ''))}`
  }

  /** Log lines as a set without time. */
  log(lines: readonly string[]): string {
    return [...new Set(lines.map(line => this.text(line.replace(/^time="[^"]*" /, ''))))].sort().join('\n')
  }
}

/** Lines of a text, without the empty one at its end. */
export const linesOf = (text: string): string[] => (text === '' ? [] : text.replace(/\n$/, '').split('\n'))
