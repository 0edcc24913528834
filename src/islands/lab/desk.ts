/** A lab's side of the talk with a sandbox: ask how far the reader is, do moves one after the other as a reader would. */
import type { Lab, LabMove, LogWish } from '#sandbox'
import type { News, Request } from '../../playground/messages.ts'
import type { Playground } from '../../playground/playground.ts'
import type { TypeAt } from '../sandbox/wake.ts'

export type JudgedNews = Extract<News, { is: 'judged' }>

/** Other answers of the same sandbox are counted from 1. */
const IDS_FROM = 2_000_000

/** Everything that looking at a lab may type: so the parts for it come before. */
const linesOf = (lab: Lab): string => JSON.stringify(lab.tasks.map(({ goals }) => goals)).replaceAll('"', '\n')

export class LabDesk {
  private readonly lab: Lab
  private readonly playground: Playground
  private readonly typeAt: TypeAt
  private lastID = IDS_FROM
  private readonly answers = new Map<number, (news: JudgedNews | undefined) => void>()
  /** Whoever waits until nothing goes on by itself; false: it could not be done. */
  private resting: ((went: boolean) => void) | undefined
  /** Since it last came to rest, the reader's place was asked for once more because something was refused. */
  private askedAgain = false
  readonly close: () => void

  constructor(lab: Lab, playground: Playground, typeAt: TypeAt, onRest: () => void) {
    this.lab = lab
    this.playground = playground
    this.typeAt = typeAt
    this.close = playground.listen(news => {
      if (news.is === 'judged') {
        this.answers.get(news.id)?.(news)
        this.answers.delete(news.id)
      } else if (news.is === 'saved' || news.is === 'opened') {
        this.askedAgain = false
        this.rested(true)
        onRest()
      } else if (news.is === 'refused' || news.is === 'failed') {
        this.rested(false)
        const unanswered = [...this.answers.values()]
        this.answers.clear()
        for (const answer of unanswered) answer(undefined)
        // It may have been another request that was refused.
        if (unanswered.length === 0 || this.askedAgain) return
        this.askedAgain = true
        onRest()
      }
    })
  }

  /** @returns undefined when it cannot be said: something else was refused meanwhile */
  judge(log: LogWish): Promise<JudgedNews | undefined> {
    const id = ++this.lastID
    return new Promise(resolve => {
      this.answers.set(id, resolve)
      this.playground.send({ do: 'judge', id, lab: { is: this.lab, lines: linesOf(this.lab) }, log })
    })
  }

  /** Do something, and wait until nothing goes on by itself. @returns whether it could be done */
  after(action: () => void): Promise<boolean> {
    return new Promise(resolve => {
      this.resting = resolve
      action()
    })
  }

  /** Do moves as a reader would: lines are seen being typed. @returns whether all could be done */
  async walk(moves: readonly LabMove[]): Promise<boolean> {
    for (const move of moves) if (!await this.step(move)) return false
    return true
  }

  private async step(move: LabMove): Promise<boolean> {
    if (typeof move === 'string' && move.startsWith('!')) return await this.ask(eventRequest(move as `!${string}`))
    const { at, line, until } = typeof move === 'string' ? { at: 'A', line: move, until: undefined } : move
    if (line !== undefined) {
      await this.typeAt(at, line)
      if (!await this.ask({ do: 'line', terminal: at, text: line, pace: until === undefined ? 'run' : 'hold' })) return false
    }
    if (typeof until === 'string') return await this.ask({ do: 'run-to', terminal: at, point: until })
    if (until !== undefined) return await this.ask({ do: 'step', terminal: at, steps: until })
    return line !== undefined || await this.ask({ do: 'step', terminal: at, steps: Infinity })
  }

  private ask(request: Request): Promise<boolean> {
    return this.after(() => this.playground.send(request))
  }

  private rested(went: boolean): void {
    const { resting } = this
    this.resting = undefined
    resting?.(went)
  }
}

/** The events that solutions have; read here, because what reads schedules belongs to the sandbox and would be cut off from it. */
function eventRequest(item: `!${string}`): Request {
  const [word, value = ''] = item.split('=')
  switch (word) {
    case '!power':
      if (value !== 'none' && value !== 'all') break
      return { do: 'power', choice: value }
    case '!boot':
      return { do: 'boot' }
    case '!kill':
      return { do: 'kill-daemon' }
    case '!start':
      return { do: 'start-daemon' }
    case '!wait':
      return { do: 'wait', seconds: Number(value) }
  }
  throw new Error(`the solution of a lab cannot do ${item}`)
}
