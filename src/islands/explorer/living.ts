/** The explorer once somebody comes near: what fills the form, and what answers it. */
import { mount } from 'svelte'
import type { Scenario } from '#sandbox'
import { loadAllWords } from '../../i18n/load-words.ts'
import type { LocaleCode } from '../../i18n/locales.ts'
import { meetingIn, meetingKey, readiesOf, readyOf } from '../../playground/explorable.ts'
import type { ExploreWish } from '../../playground/explore-messages.ts'
import { scenarioNamed } from '../sandbox/scenarios.ts'
import Explorer from './Explorer.svelte'
import { choose, fillForm, tick, wishOf } from './form.ts'
import type { What } from './form.ts'

interface Handle {
  readonly explore: (wish: ExploreWish) => void
  readonly open: (link: string) => void
  readonly complain: (sentence: string) => void
}

export class LivingExplorer {
  private readonly form: HTMLFormElement
  private readonly host: HTMLElement
  private base: Scenario
  private readonly words: Awaited<ReturnType<typeof loadAllWords>>
  private handle: Handle | undefined

  private constructor(host: HTMLElement, form: HTMLFormElement, words: LivingExplorer['words'], base: Scenario) {
    this.host = host
    this.form = form
    this.words = words
    this.base = base
    const { code = 'en', lang = 'en' } = host.dataset
    const button = form.querySelector<HTMLButtonElement>('[type=submit]')
    const target = host.querySelector('[data-results]')
    if (!target) return
    mount(Explorer, {
      target, props: {
        words, code, lang,
        onReady: (handle: Handle) => void (this.handle = handle),
        onTake: (scenario: Scenario) => this.take(scenario),
        // It keeps the focus, so that the next press explores again.
        onBusy: (busy: boolean) => button?.setAttribute('aria-disabled', String(busy)),
      },
    })
  }

  /** Fetch everything, and answer from now on. */
  static async open(host: HTMLElement, form: HTMLFormElement): Promise<LivingExplorer> {
    const { code = 'en', lang = 'en' } = host.dataset
    const [name = '', replay = ''] = (form.querySelector<HTMLSelectElement>('[name=ready]')?.value ?? '').split('/')
    const [words, scenario] = await Promise.all([loadAllWords(code as LocaleCode, lang), scenarioNamed(name)])
    return new LivingExplorer(host, form, words, readyOf(scenario, replay)?.scenario ?? meetingIn(scenario, { before: [], actors: [] }))
  }

  private get ready(): HTMLSelectElement | null {
    return this.form.querySelector<HTMLSelectElement>('[name=ready]')
  }

  /** What the form asks for. */
  explore(): void {
    const wish = wishOf(this.form, this.base)
    if ('why' in wish) this.handle?.complain(this.words(`explorer.problem.${wish.why}`, wish.why === 'cuts' ? { terminal: wish.terminal } : {}))
    else this.handle?.explore(wish)
  }

  /** Fill the form with what a scenario's replay shows. @returns whether there is such a scenario */
  async choose(value: string): Promise<boolean> {
    if (value === '') return false
    const [name = '', replay = ''] = value.split('/')
    const scenario = await scenarioNamed(name).catch(() => undefined)
    if (!scenario) return false
    const ready = readyOf(scenario, replay) ?? readiesOf(scenario)[0]
    const shown = ready?.scenario ?? meetingIn(scenario, { before: [], actors: Object.values(scenario.actors).slice(0, 1) })
    this.fill(shown, ready?.kind ?? 'cuts')
    // The list has each meeting once, under the first replay that shows it.
    const listed = ready && readiesOf(scenario).find(one => meetingKey(one) === meetingKey(ready))
    if (this.ready) this.ready.value = listed ? `${name}/${listed.replay}` : this.own()
    return true
  }

  /** What an address asks for: `?run=scenario/replay`, with `&try=both` and `&profiles=a+b`; or a capsule. */
  async arrive(address: Location): Promise<void> {
    if (address.hash.startsWith('#capsule=')) return this.handle?.open(address.href)
    const asked = new URLSearchParams(address.search)
    const run = asked.get('run')
    if (run === null || !await this.choose(run)) return
    const what = asked.get('try')
    if (what === 'orders' || what === 'cuts' || what === 'both') choose(this.form, what)
    tick(this.form, (asked.get('profiles') ?? '').split(' '))
    this.explore()
  }

  /** A link was opened: its commands stand in the form, and nothing is run before somebody wants it. */
  private take(scenario: Scenario): void {
    if (this.ready) this.ready.value = this.own()
    this.fill(scenario, Object.keys(scenario.actors).length > 1 ? 'orders' : 'cuts')
    this.form.querySelector<HTMLElement>('[type=submit]')?.focus()
  }

  /** The choice of what is in no list. */
  private own(): string {
    const { ready } = this
    if (ready && ready.options[0]?.value !== '') ready.add(new Option(this.words('explorer.ready.own'), ''), 0)
    return ''
  }

  private fill(scenario: Scenario, what: What): void {
    this.base = scenario
    fillForm(this.form, scenario, what)
    if (scenario.profile !== undefined) tick(this.form, [scenario.profile])
    const list = this.host.querySelector('[data-files]')
    if (!list) return
    const names = Object.keys(scenario.files ?? {}).map(name => Object.assign(document.createElement('code'), { textContent: name }))
    list.replaceChildren(...(names.length > 0 ? names.flatMap((name, at) => (at > 0 ? [' ', name] : [name])) : [this.words('explorer.files.none')]), scenario.registry ? ` ${this.words('explorer.registry')}` : '')
  }
}
