import { moveOf } from '#sandbox'
import type { Scenario } from '#sandbox'
import type { Request } from '../../playground/messages.ts'
import type { TerminalPlan } from '../../playground/terminals.ts'

/** What happens next in a replay: a request, and how many offers of which terminal are done with it. */
export interface PlayedStep {
  readonly request: Request
  readonly offer: { readonly terminal: string; readonly index: number } | undefined
}

/**
 * A replay as a reader would do it by hand at the terminals of a page: lines typed where their actors sit, steps taken,
 * power cut. The sandbox must come to rest after each request before the next is sent.
 */
export function playedSteps(scenario: Scenario, replay: string, plans: readonly TerminalPlan[]): PlayedStep[] {
  const steps: PlayedStep[] = []
  const begun = new Map<string, number>()
  const does = (request: Request, offer: PlayedStep['offer'] = undefined): void => void steps.push({ request, offer })
  const planOf = (actor: string): TerminalPlan | undefined => plans.find(({ actors }) => actors.includes(actor))
  /** Where an offer stands in its terminal's list. */
  const indexOf = (plan: TerminalPlan, actor: string, nth: number): number => {
    const own = plan.offers.flatMap((offer, index) => (offer.kind === 'line' && offer.actor === actor ? [index] : []))
    return own[nth] ?? -1
  }
  let seat = plans[0]
  const waits = new Map<TerminalPlan, number>()
  for (const item of scenario.replays[replay]?.schedule ?? []) {
    const move = moveOf(item)
    switch (move.do) {
      case 'run':
      case 'steps':
      case 'until': {
        const plan = planOf(move.actor)
        if (!plan) {
          // A task of nobody is called the same here.
          if (move.do === 'steps' && move.task !== undefined) does({ do: 'step', terminal: move.task, steps: move.steps })
          break
        }
        seat = plan
        const { terminal } = plan
        const lines = scenario.actors[move.actor] ?? []
        const known = begun.get(move.actor)
        const type = (nth: number, pace: 'run' | 'hold'): void => does({ do: 'line', terminal, text: lines[nth] ?? '', pace }, { terminal, index: indexOf(plan, move.actor, nth) })
        if (move.do === 'run') {
          // What was held before goes on first.
          if (known !== undefined) does({ do: 'pace', terminal, pace: 'run' })
          for (let nth = known ?? 0; nth < lines.length; nth++) type(nth, 'run')
          begun.set(move.actor, lines.length)
          break
        }
        if (known === undefined) {
          type(0, 'hold')
          begun.set(move.actor, 1)
        }
        does(move.do === 'steps' ? { do: 'step', terminal: move.task ?? terminal, steps: move.steps } : { do: 'run-to', terminal, point: move.point })
        break
      }
      case 'power': does({ do: 'power', choice: move.choice }); break
      case 'boot': does({ do: 'boot' }); break
      case 'kill': does({ do: 'kill-daemon' }); break
      case 'start': does({ do: 'start-daemon' }); break
      case 'wait': {
        const nth = seat ? (waits.get(seat) ?? 0) : 0
        const index = seat ? (seat.offers.flatMap((offer, at) => (offer.kind === 'wait' ? [at] : []))[nth] ?? -1) : -1
        if (seat) waits.set(seat, nth + 1)
        does({ do: 'wait', seconds: move.seconds }, seat && { terminal: seat.terminal, index })
        break
      }
      case 'keys': {
        const plan = planOf(move.actor)
        if (plan) does({ do: 'keys', terminal: plan.terminal, text: move.text })
        break
      }
      case 'interrupt':
      case 'end-of-input': {
        const plan = planOf(move.actor)
        if (plan) does({ do: move.do, terminal: plan.terminal })
        break
      }
      case 'write': does({ do: 'write', path: move.path, text: move.text, ...(move.host === undefined ? {} : { host: move.host }) }); break
      case 'hold':
      case 'release': does({ do: 'hold-task', task: move.task, held: move.do === 'hold' }); break
      case 'put':
      case 'look':
        break
    }
  }
  // What is still held goes to its end, as in a replay.
  for (const plan of plans) if (plan.actors.some(actor => begun.has(actor))) does({ do: 'pace', terminal: plan.terminal, pace: 'run' })
  return steps
}
