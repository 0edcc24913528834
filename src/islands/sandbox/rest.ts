/**
 * Knows when the sandbox has done what it was asked. A request is followed by a question; when that is answered, either
 * the request was carried out in one go (a state has come that is at rest), or it still runs and a state at rest follows.
 */
export class Rest {
  private readonly ask: () => void
  private waiting: { readonly resolve: (went: boolean) => void; answered: boolean; busy: boolean | undefined } | undefined

  /** @param ask puts a question to the sandbox; call `answered` when the answer comes */
  constructor(ask: () => void) {
    this.ask = ask
  }

  /** Do something and wait until the sandbox is at rest again. @returns false when it was refused or something else came in between */
  after(action: () => void): Promise<boolean> {
    this.refused()
    return new Promise(resolve => {
      this.waiting = { resolve, answered: false, busy: undefined }
      action()
      this.ask()
    })
  }

  /** A state was told. */
  state(busy: boolean): void {
    if (!this.waiting) return
    this.waiting.busy = busy
    this.look()
  }

  answered(): void {
    if (!this.waiting) return
    this.waiting.answered = true
    this.look()
  }

  /** It will not be done. */
  refused(): void {
    const { waiting } = this
    this.waiting = undefined
    waiting?.resolve(false)
  }

  private look(): void {
    const { waiting } = this
    if (!waiting?.answered || waiting.busy !== false) return
    this.waiting = undefined
    waiting.resolve(true)
  }
}
