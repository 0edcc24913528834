/** Where a sandbox begins, made when the site is built: what posters show. */
import { walk } from '#sandbox/all-parts'
import { Paper, Session } from '#sandbox'
import type { LabMove, Scenario } from '#sandbox'
import { installBrowserCodecs } from './codecs.ts'
import { installGzip } from './gzip.ts'
import type { Happening, Saved, State } from './messages.ts'
import { loggedTrouble, storeViewOf } from './store-view.ts'
import type { TerminalPlan } from './terminals.ts'

const ROWS = 24
const nothing = (): void => undefined
const made = new Map<string, Promise<FirstState>>()

/** As a page would see it right after opening. */
export interface FirstState {
  readonly state: State
  readonly timeline: readonly Happening[]
  /** What stands at the first terminal above its prompt. */
  readonly screen: string
  /** What was typed and done to come here; a page's sandbox does the same when it opens. */
  readonly begun: Saved
}

/**
 * Made once for all languages.
 *
 * @param begun so many offers of the first terminal have been carried out, or what else was done before
 * @param columns of the terminals
 */
export function firstState(scenario: Scenario, plans: readonly TerminalPlan[], begun: number | readonly LabMove[], columns: number): Promise<FirstState> {
  const key = `${scenario.id} ${plans.map(({ terminal }) => terminal).join('')} ${JSON.stringify(begun)} ${columns}`
  const known = made.get(key)
  if (known) return known
  const state = make(scenario, plans, begun, columns)
  made.set(key, state)
  return state
}

async function make(scenario: Scenario, plans: readonly TerminalPlan[], begun: number | readonly LabMove[], columns: number): Promise<FirstState> {
  await installBrowserCodecs()
  installGzip()
  const paper = new Paper(columns)
  const decoder = new TextDecoder()
  const session = new Session({ ...scenario, terminal: scenario.terminal ?? { columns, rows: ROWS }, actors: Object.fromEntries(plans.map(({ terminal }) => [terminal, []])), replays: {} }, new Map(), {
    onOutput: (terminal, bytes) => terminal === 'A' && paper.write(decoder.decode(bytes, { stream: true })),
    onBegin: (terminal, prompt, line) => terminal === 'A' && paper.write(`${prompt}${line}\r\n`),
    onFresh: nothing, onEvent: nothing, onCommand: nothing,
  })
  for (const { terminal } of plans) session.addTerminal(terminal)
  if (typeof begun !== 'number') walk(session, begun)
  else for (const offer of plans[0]?.offers.slice(0, begun) ?? []) {
    if (offer.kind === 'wait') session.event(`!wait=${offer.seconds}`)
    else {
      session.type('A', offer.line)
      session.step('A', Infinity)
    }
  }
  const { length } = session.happenings
  return {
    state: {
      scenario, hosts: session.hosts, host: session.viewed.name, position: length, length, atTick: session.world.scheduler.nowTick, powered: true, lanes: session.laneViews(), others: session.otherTasks(), threads: session.kernelThreads(), store: storeViewOf(session.snapshot()),
      loss: undefined, log: loggedTrouble(session), busy: false, ways: [], breaks: [], stopped: undefined,
    },
    timeline: [...session.happenings], screen: paper.text.trimEnd(), begun: session.saved(),
  }
}
