/** The form of the explorer: plain fields, so that it stands there before any script does, and what they ask for. */
import type { Scenario } from '#sandbox'
import { meetingIn } from '../../playground/explorable.ts'
import type { ExploreWish } from '../../playground/explore-messages.ts'

/** Why nothing can be explored yet. */
export type FormProblem = { readonly why: 'orders' | 'profiles' } | { readonly why: 'cuts'; readonly terminal: string }

export const TERMINALS = ['A', 'B', 'C'] as const

/** What is tried. */
export type What = 'orders' | 'cuts' | 'both'

const field = <Element extends HTMLElement>(form: HTMLFormElement, name: string): Element | undefined => (form.elements.namedItem(name) as Element | null) ?? undefined

const linesOf = (form: HTMLFormElement, name: string): string[] => (field<HTMLTextAreaElement>(form, name)?.value ?? '').split('\n').map(line => line.trim()).filter(line => line !== '')

/** Put a scenario into the fields. */
export function fillForm(form: HTMLFormElement, { start = [], actors, disk }: Scenario, what: What): void {
  const put = (name: string, text: string): void => {
    const element = field<HTMLTextAreaElement>(form, name)
    if (!element) return
    element.value = text
    element.rows = Math.max(1, text.split('\n').length)
  }
  put('start', start.join('\n'))
  for (const terminal of TERMINALS) put(terminal, (actors[terminal] ?? []).join('\n'))
  const model = field<HTMLSelectElement>(form, 'model')
  if (model) model.value = disk?.model ?? 'ext4'
  choose(form, what)
}

/** Choose what is tried. */
export function choose(form: HTMLFormElement, what: What): void {
  for (const radio of form.querySelectorAll<HTMLInputElement>('[name=what]')) radio.checked = radio.value === what
}

/** Tick these products, if the form has them. */
export function tick(form: HTMLFormElement, profiles: readonly string[]): void {
  const boxes = [...form.querySelectorAll<HTMLInputElement>('[name=profile]')]
  if (boxes.some(({ value }) => profiles.includes(value))) for (const box of boxes) box.checked = profiles.includes(box.value)
}

/** What the fields ask for; files, registry and hosts are those of `base`. */
export function wishOf(form: HTMLFormElement, base: Scenario): ExploreWish | FormProblem {
  const data = new FormData(form)
  const what = data.get('what') as What
  const profiles = data.getAll('profile').map(String)
  if (profiles.length === 0) return { why: 'profiles' }
  const lines = TERMINALS.map(terminal => linesOf(form, terminal))
  const under = String(data.get('under') ?? 'A')
  if (what !== 'cuts' && lines.filter(({ length }) => length > 0).length < 2) return { why: 'orders' }
  if (what !== 'orders' && (lines[TERMINALS.findIndex(terminal => terminal === under)] ?? []).length === 0) return { why: 'cuts', terminal: under }
  const named = meetingIn({ ...base, start: linesOf(form, 'start'), disk: { model: data.get('model') === 'posix' ? 'posix' : 'ext4' } }, { before: [], actors: lines })
  // A terminal where nothing is typed is none.
  const actors = Object.fromEntries(Object.entries(named.actors).filter(([, own]) => own.length > 0))
  return { scenario: { ...named, actors }, profiles, orders: what !== 'cuts', cutsUnder: what === 'orders' ? undefined : under }
}
