/** A lab that lives: fetched when its sandbox wakes. */
import type { Lab } from '#sandbox'
import { mount } from 'svelte'
import type { Awake } from '../sandbox/wake.ts'
import { wordsOf } from './progress.ts'
import Runner from './Runner.svelte'

const LABS = import.meta.glob<{ readonly default: Lab }>('../../../content/labs/*.ts')

/** Compare the tasks of a page with its sandbox from now on. */
export async function runLab(host: HTMLElement, { playground, opening, typeAt }: Awake): Promise<void> {
  const name = host.dataset['name'] ?? ''
  const load = LABS[`../../../content/labs/${name}.ts`]
  const target = host.querySelector<HTMLElement>('[data-tools]')
  if (!load || !target) throw new Error(`there is no lab ${name}`)
  const { default: lab } = await load()
  mount(Runner, { target, props: { host, lab, words: wordsOf(host), playground, opening, typeAt } })
}
