import { mount } from 'svelte'
import { loadLaterWords, loadWords } from '../../i18n/load-words.ts'
import type { LocaleCode } from '../../i18n/locales.ts'
import { loadDraft } from '../../playground/drafts.ts'
import { readChanges } from './changes.ts'
import { DRAFT, fetchProject } from './project-data.ts'
import Workshop from './Workshop.svelte'

/** Put the workshop in the place of its picture. @throws when its files cannot be fetched */
export async function openWorkshop(host: HTMLElement): Promise<void> {
  const { code = 'en', lang = 'en' } = host.dataset
  const [words, sandboxWords, project, draft] = await Promise.all([loadLaterWords(code as LocaleCode, lang), loadWords(code as LocaleCode, lang), fetchProject(code), loadDraft(DRAFT).catch(() => undefined)])
  const picture = host.querySelector('[data-poster]')
  const place = document.createElement('div')
  picture?.replaceWith(place)
  host.dataset['awake'] = ''
  mount(Workshop, { target: place, props: { words, sandboxWords, code: code as LocaleCode, lang, project, changes: readChanges(draft) } })
}
