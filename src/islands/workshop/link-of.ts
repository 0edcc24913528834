import type { Scenario } from '#sandbox'
import { Desk } from '../../playground/desk.ts'
import type { News } from '../../playground/messages.ts'
import { terminalsOf } from '../../playground/terminals.ts'
import { openingOf } from '../sandbox/opening.ts'
import { playedSteps } from '../sandbox/player.ts'

const COLUMNS = 80

/**
 * The link to the end of a replay, as a reader would come there at the terminals of a page: whoever opens it steps through
 * typed lines. All parts of the engine must be there.
 *
 * @returns the fragment without its `#`; or why there is none
 */
export function linkOf(scenario: Scenario, replay: string): { readonly fragment: string; readonly problem: string } {
  const later: (() => void)[] = []
  const news: News[] = []
  const desk = new Desk({ tell: one => void news.push(one), now: () => 0, later: action => void later.push(action), load: () => Promise.resolve() })
  const rest = (): void => {
    for (let next = later.shift(); next; next = later.shift()) next()
  }
  desk.handle({ do: 'open', scenario: openingOf(scenario, replay, COLUMNS), schedule: [], uploads: [] })
  rest()
  for (const { request } of playedSteps(scenario, replay, terminalsOf(scenario, replay))) {
    if (request.do === 'get-ready') continue
    desk.handle(request)
    rest()
  }
  desk.handle({ do: 'link', id: 1 })
  let problem = 'there is no link'
  for (const one of news) {
    if (one.is === 'refused') return { fragment: '', problem: one.reason }
    if (one.is === 'failed') return { fragment: '', problem: one.message }
    if (one.is === 'link') {
      if (one.problem === '') return one
      problem = one.problem
    }
  }
  return { fragment: '', problem }
}
