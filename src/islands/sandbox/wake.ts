import type { Scenario } from '#sandbox'
import { loadWords } from '../../i18n/load-words.ts'
import type { LocaleCode } from '../../i18n/locales.ts'
import { Playground } from '../../playground/playground.ts'
import { loadSandbox } from '../../playground/storage.ts'
import { loadView } from './load-view.ts'
import { begunWith, openingOf } from './opening.ts'
import type { Begun } from './opening.ts'
import { scenarioNamed } from './scenarios.ts'
import { VIEWS } from './views.ts'
import type { ViewName } from './views.ts'

/** What the reader touched while the sandbox was asleep. */
export interface Intent {
  readonly want: 'terminal' | 'offer' | 'put' | 'plug' | 'view' | 'add' | 'replay' | 'capsule'
  readonly terminal?: string
  readonly index?: number
  readonly view?: ViewName
  readonly run?: { readonly scenario: Scenario; readonly replay: string }
}

/** Types a line at a terminal so that it can be seen, without sending it. */
export type TypeAt = (terminal: string, line: string) => Promise<void>

/** Told as `layerlab:awake` to whoever has the sandbox on its page: it lives, and this is it. */
export interface Awake {
  readonly playground: Playground
  /** What it was opened with. */
  readonly opening: Scenario
  readonly typeAt: TypeAt
}

/** Asks a living sandbox to play a replay. */
export type Ask = (scenario: Scenario, replay: string) => void

/** A view by the name that a page gives; `terminal` shows none. */
const viewNamed = (name: string | undefined): ViewName | undefined => VIEWS.find(view => view === name)

/** What is to be played, by its names. */
export interface RunWish {
  readonly scenario: string
  readonly replay: string
}

/** Somebody comes near: fetch what only this poster needs, and let the browser open its storage. */
export function comeNear({ dataset: { scenario = '', key = scenario, code = 'en', lang = 'en', view } }: HTMLElement): void {
  const first = viewNamed(view)
  // What fails here is asked for again when the sandbox wakes, and told then.
  const early = [scenarioNamed(scenario), loadWords(code as LocaleCode, lang), first && loadView(first), loadSandbox(key)]
  Promise.all(early).catch(() => undefined)
}

/**
 * Put the living sandbox in the place of its poster, and do what was wished.
 *
 * @param worker has been started; it builds its world while the page builds what shows it
 * @returns asks it for a replay later on
 */
export async function wake(host: HTMLElement, worker: Worker, intent: Intent, wish: RunWish | undefined): Promise<(wish: RunWish) => Promise<void>> {
  const { scenario: name = '', replay, view, full, code = 'en', lang = 'en', key = name, plate = 'sandbox', columns = '80', begun } = host.dataset
  const firstView = viewNamed(view)
  // The world is asked for before the page is busy with its terminals.
  const open = async (): Promise<[Scenario, Playground, Scenario]> => {
    const scenario = await scenarioNamed(name)
    const done = begun === undefined ? { lines: [], schedule: [] } : JSON.parse(begun) as Begun
    const opening = begunWith(openingOf(scenario, replay, Number(columns)), done)
    const playground = new Playground({ key, scenario: opening, first: done.schedule, worker })
    await playground.open()
    return [scenario, playground, opening]
  }
  const [[scenario, playground, opening], { showSandbox }, words, picture, wished] = await Promise.all([open(), import('./living.ts'), loadWords(code as LocaleCode, lang), firstView && loadView(firstView), wish && scenarioNamed(wish.scenario)]).catch((error: unknown) => {
    worker.terminate()
    throw error
  })
  let ask: Ask | undefined
  // It is made behind the poster, with its size, and takes its place when there is something to see.
  const asleep = host.querySelector<HTMLElement>('[data-poster]')
  const place = document.createElement('div')
  if (asleep) asleep.style.position = 'relative'
  Object.assign(place.style, { position: 'absolute', inset: '0', visibility: 'hidden', overflow: 'hidden' })
  asleep?.append(place)
  const onOpen = (typeAt: TypeAt): void => {
    if (host.dataset.awake !== undefined) return
    host.dataset.awake = ''
    place.removeAttribute('style')
    asleep?.replaceWith(place)
    host.dispatchEvent(new CustomEvent<Awake>('layerlab:awake', { bubbles: true, detail: { playground, opening, typeAt } }))
  }
  showSandbox(place, {
    words, code, lang, id: plate, playground, scenario, replay, view: firstView, picture, full: full !== undefined, columns: Number(columns), onOpen,
    intent: wish && wished ? { want: 'replay', run: { scenario: wished, replay: wish.replay } } : intent,
    onAsk: (given: Ask | undefined) => void (ask = given),
  })
  return async again => ask?.(await scenarioNamed(again.scenario), again.replay)
}
