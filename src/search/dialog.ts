import type { IndexedPage } from './extract.ts'
import { searchIn } from './match.ts'
import type { Hit, Search } from './match.ts'

const dialog = document.querySelector<HTMLDialogElement>('#site-search')!
const field = dialog.querySelector('input')!
const list = dialog.querySelector('ul')!
const status = dialog.querySelector<HTMLElement>('[role=status]')!
const { index = '', found = '{}', nothing = '', failed = '' } = dialog.dataset
const lang = dialog.lang
const forms = JSON.parse(found) as Record<string, string>

let search: Promise<Search> | undefined
let chosen = -1

/** Looks for what already stands in the field, and fetches what it looks in when that is not there yet. */
export function startSearch(): void {
  void show()
}

/** A failed fetch is tried again with the next letter. */
function load(): Promise<Search> {
  search ??= fetch(index)
    .then(async (response) => {
      if (!response.ok) throw new Error(response.statusText)
      return searchIn((await response.json()) as IndexedPage[], lang)
    })
    .catch((error: unknown) => {
      search = undefined
      throw error
    })
  return search
}

async function show(): Promise<void> {
  const query = field.value
  try {
    const find = await load()
    // Another letter came while the index was on its way.
    if (query !== field.value) return
    const hits = query.trim() === '' ? [] : find(query)
    list.replaceChildren(...hits.map(row))
    status.textContent = query.trim() === '' ? '' : hits.length === 0 ? nothing : counted(hits.length)
    choose(hits.length > 0 ? 0 : -1)
  } catch {
    list.replaceChildren()
    status.textContent = failed
    choose(-1)
  }
  field.setAttribute('aria-expanded', String(list.childElementCount > 0))
  list.hidden = list.childElementCount === 0
}

function counted(count: number): string {
  const form = new Intl.PluralRules(lang).select(count)
  return (forms[form] ?? forms['other'] ?? '').replace('{count}', String(count))
}

function row({ url, title, heading, excerpt }: Hit, at: number): HTMLLIElement {
  const item = document.createElement('li')
  item.role = 'presentation'
  const link = document.createElement('a')
  link.href = url
  link.id = `site-search-${at}`
  link.role = 'option'
  link.tabIndex = -1
  const name = document.createElement('strong')
  name.textContent = heading === '' ? title : heading
  const text = document.createElement('span')
  for (const piece of excerpt) {
    const shown = document.createElement(piece.found ? 'b' : 'span')
    shown.textContent = piece.text
    text.append(shown)
  }
  link.append(name)
  if (heading !== '') {
    const page = document.createElement('small')
    page.textContent = title
    link.append(page, document.createElement('br'))
  }
  link.append(text)
  item.append(link)
  return item
}

const links = (): HTMLAnchorElement[] => [...list.querySelectorAll('a')]

function choose(at: number): void {
  const all = links()
  chosen = all.length === 0 ? -1 : (at + all.length) % all.length
  for (const [place, link] of all.entries()) link.setAttribute('aria-selected', String(place === chosen))
  const current = all[chosen]
  if (current === undefined) field.removeAttribute('aria-activedescendant')
  else field.setAttribute('aria-activedescendant', current.id)
  current?.scrollIntoView({ block: 'nearest' })
}

field.addEventListener('input', () => void show())
dialog.addEventListener('keydown', (event) => {
  if (event.isComposing) return
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (step !== undefined) {
    event.preventDefault()
    choose(chosen + step)
  } else if (event.key === 'Enter') {
    event.preventDefault()
    links()[chosen]?.click()
  }
})
dialog.addEventListener('click', (event) => {
  const target = event.target as Element
  // The dialog itself is what lies around its content: the backdrop.
  if (target === dialog || target.closest('a, [data-search-close]') !== null) dialog.close()
})
