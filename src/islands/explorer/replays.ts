/** The sandbox below the tables: fetched when somebody first replays an end, then opened anew for each. */
import type { Scenario, ScheduleItem } from '#sandbox'
import type { Words } from '../../i18n/words.ts'
import { Playground } from '../../playground/playground.ts'

/** Under this key its last state is kept, as a sandbox of any page. */
const KEY = 'tools/explorer#replay'

export class Replays {
  private readonly words: Words
  private readonly code: string
  private readonly lang: string
  private playground: Playground | undefined
  private close: (() => void) | undefined

  constructor(words: Words, code: string, lang: string) {
    this.words = words
    this.code = code
    this.lang = lang
  }

  /** Stand at a position of a schedule. What comes after it can be stepped through. */
  async show(place: HTMLElement, scenario: Scenario, schedule: readonly ScheduleItem[], position: number): Promise<void> {
    if (this.playground) return this.playground.reopen(scenario, { schedule, position })
    const playground = (this.playground = new Playground({ key: KEY, scenario, begin: { schedule, position } }))
    const [{ showSandbox }] = await Promise.all([import('../sandbox/living.ts'), playground.open()])
    // It was given up while it was fetched.
    if (this.playground !== playground) return
    this.close = showSandbox(place, {
      words: this.words, code: this.code, lang: this.lang, id: 'explorer-replay', playground, scenario, replay: undefined, view: 'lanes', picture: undefined, full: false,
      columns: scenario.terminal?.columns ?? 80, intent: { want: 'view', view: 'lanes' }, onOpen: () => undefined, onAsk: () => undefined,
    })
  }

  /** Another exploration begins: its ends are others. */
  end(): void {
    if (this.close) this.close()
    else this.playground?.dispose()
    this.close = this.playground = undefined
  }
}
