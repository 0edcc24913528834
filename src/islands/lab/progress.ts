/** How far the reader has come, as it stands in the page of a lab: plates, ticks, words for those who listen. */
import { wordsFrom } from '../../i18n/words.ts'
import type { Words } from '../../i18n/words.ts'
import { loadLabs } from '../../playground/storage.ts'

/** The words of a lab, which its page has brought. */
export const wordsOf = ({ dataset: { words = '{}', lang = 'en' } }: HTMLElement): Words => wordsFrom(JSON.parse(words) as Record<string, string>, lang)

/** Mark tasks and plates: so many are reached. */
export function showProgress(host: HTMLElement, words: Words, reached: number): void {
  const tasks = [...host.querySelectorAll<HTMLElement>('[data-task]')]
  const plates = [...host.querySelectorAll<HTMLElement>('[data-bar] > i')]
  tasks.forEach((task, at) => {
    const state = at < reached ? 'done' : at === reached ? 'now' : 'todo'
    task.dataset['state'] = state
    if (state === 'now') task.setAttribute('aria-current', 'step')
    else task.removeAttribute('aria-current')
    const plate = plates[at]
    if (plate) plate.dataset['state'] = state
    const word = task.querySelector('[data-state-word]')
    if (word) word.textContent = state === 'done' ? `${task.dataset['done'] ?? ''}: ` : state === 'now' ? `${task.dataset['now'] ?? ''}: ` : ''
  })
  host.querySelector('[data-bar]')?.setAttribute('aria-label', words('lab.progress', { done: String(reached), count: String(tasks.length) }))
}

/** What was reached when the reader was last here. */
export async function showKept(host: HTMLElement): Promise<void> {
  const kept = (await loadLabs()).get(host.dataset['name'] ?? '')
  if (kept && host.dataset['awake'] === undefined) showProgress(host, wordsOf(host), kept.reached)
}
