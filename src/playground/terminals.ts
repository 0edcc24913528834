import { moveOf } from '#sandbox'
import type { Scenario } from '#sandbox'
import type { TerminalName } from './messages.ts'

/** Something that a terminal offers to do: a line to type, or a stretch of time to let pass. */
export type Offer =
  | { readonly kind: 'line'; readonly actor: string; readonly line: string }
  | { readonly kind: 'wait'; readonly seconds: number }

/** A terminal of a page's sandbox. */
export interface TerminalPlan {
  readonly terminal: TerminalName
  /** Who types there, in order. */
  readonly actors: readonly string[]
  /** In the order in which the replay does it. */
  readonly offers: readonly Offer[]
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'

/**
 * The terminals that a replay needs, and what to do at each. Actors get letters in the order in which they first appear;
 * one that begins when all earlier ones have ended sits down at the first terminal again. Without a replay: one terminal,
 * and nothing to offer.
 */
export function terminalsOf(scenario: Scenario, replay: string | undefined): readonly TerminalPlan[] {
  const schedule = replay === undefined ? [] : (scenario.replays[replay]?.schedule ?? [])
  const moves = schedule.map(moveOf)
  const plans: { terminal: TerminalName; actors: string[]; offers: Offer[] }[] = []
  const seats = new Map<string, number>()
  /** Actors that have begun and have something left to do. */
  const working = new Set<string>()
  let latest = 0
  for (const [at, move] of moves.entries()) {
    switch (move.do) {
      case 'run':
      case 'steps':
      case 'until': {
        const { actor } = move
        if (!seats.has(actor)) {
          const seat = working.size === 0 ? 0 : plans.length
          seats.set(actor, seat)
          const plan = (plans[seat] ??= { terminal: LETTERS[seat] ?? `T${seat + 1}`, actors: [], offers: [] })
          plan.actors.push(actor)
          plan.offers.push(...(scenario.actors[actor] ?? []).map(line => ({ kind: 'line' as const, actor, line })))
        }
        latest = seats.get(actor) ?? 0
        const comesAgain = moves.slice(at + 1).some(later => 'actor' in later && later.actor === actor)
        // Without a count or a point it goes on to its end, unless it waits, and then it comes again.
        if (move.do === 'run' && !comesAgain) working.delete(actor)
        else working.add(actor)
        break
      }
      case 'power':
        working.clear()
        break
      case 'wait':
        plans[latest]?.offers.push({ kind: 'wait', seconds: move.seconds })
        break
      case 'boot':
      case 'kill':
      case 'start':
      case 'look':
        break
      // Input and Ctrl-C happen inside a line that was offered already.
      default:
        break
    }
  }
  return plans.length > 0 ? plans : [{ terminal: 'A', actors: [], offers: [] }]
}
