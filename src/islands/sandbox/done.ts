import { moveOf } from '#sandbox'
import type { Happening } from '../../playground/messages.ts'
import type { Offer } from '../../playground/terminals.ts'

/** Which offers of a terminal have been done: their lines were typed, their time has passed. Each typed line counts once. */
export function doneOffers(offers: readonly Offer[], typed: readonly string[], past: readonly Happening[]): ReadonlySet<number> {
  const lines = typed.map(line => line.trim())
  const waits = past.flatMap(happening => {
    if (happening.kind !== 'event') return []
    const move = moveOf(happening.item)
    return move.do === 'wait' ? [move.seconds] : []
  })
  const done = new Set<number>()
  for (const [index, offer] of offers.entries()) {
    const pool: (string | number)[] = offer.kind === 'line' ? lines : waits
    const at = pool.indexOf(offer.kind === 'line' ? offer.line : offer.seconds)
    if (at < 0) continue
    pool.splice(at, 1)
    done.add(index)
  }
  return done
}
