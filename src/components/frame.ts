/** What the frame of every page does: theme, language, search. Small, because every page pays for it. */

/** Where Starlight's head script looks for the reader's choice before the first paint. */
const THEME_KEY = 'starlight-theme'
const root = document.documentElement
const system = matchMedia('(prefers-color-scheme: dark)')

/** Storage may be denied: then the choice holds for this page. */
function remember(theme: string | undefined): void {
  try {
    if (theme === undefined) localStorage.removeItem(THEME_KEY)
    else localStorage.setItem(THEME_KEY, theme)
  } catch {
    // Nothing is lost but the choice.
  }
}

function remembered(): string | null {
  try {
    return localStorage.getItem(THEME_KEY)
  } catch {
    return null
  }
}

document.querySelector('[data-theme-switch]')?.addEventListener('click', () => {
  const theme = root.dataset['theme'] === 'dark' ? 'light' : 'dark'
  root.dataset['theme'] = theme
  // Back at the system's own theme there is nothing to remember: follow it again.
  remember((theme === 'dark') === system.matches ? undefined : theme)
})
system.addEventListener('change', () => {
  if (remembered() === null) root.dataset['theme'] = system.matches ? 'dark' : 'light'
})

/** The heading that the reader is under; ids are the same in all languages. */
function headingInSight(): string {
  const headings = [...document.querySelectorAll<HTMLElement>('main :is(h2, h3)[id]')]
  const passed = headings.filter((heading) => heading.getBoundingClientRect().top < innerHeight / 3)
  return scrollY < 100 ? '' : (passed.at(-1)?.id ?? '')
}

for (const link of document.querySelectorAll<HTMLAnchorElement>('a[data-language]')) {
  link.addEventListener('click', () => {
    // What a sandbox keeps in the address goes along; else the place in the text.
    link.hash = location.hash.includes('=') ? location.hash : headingInSight()
    link.search = location.search
  })
}

const dialog = document.querySelector<HTMLDialogElement>('#site-search')
/** The dialog is there at once, so that no letter is lost; what searches is fetched when somebody wants to search. */
async function openSearch(): Promise<void> {
  if (dialog === null) return
  if (!dialog.open) dialog.showModal()
  dialog.querySelector('input')?.select()
  const { startSearch } = await import('../search/dialog.ts')
  startSearch()
}
/** A closed dialog keeps the focus until the next frame: nobody writes there any more. */
function isWriting(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement) || target.closest('dialog:not([open])') !== null) return false
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)
}
document.querySelector('[data-search-open]')?.addEventListener('click', () => void openSearch())
addEventListener('keydown', (event) => {
  if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return
  if (isWriting(event.target)) return
  event.preventDefault()
  void openSearch()
})


/** A table that is wider than the page scrolls by itself: then the keyboard must be able to get there. */
const tables = document.querySelectorAll<HTMLElement>('main table')
function reachTables(): void {
  for (const table of tables) table.toggleAttribute('tabindex', false)
  for (const table of tables) if (table.scrollWidth > table.clientWidth) table.tabIndex = 0
}
addEventListener('resize', reachTables)
reachTables()

/** So that what was read can be read again without a network. A browser without it, or one that refuses, loses only that. */
async function keepForLater(): Promise<void> {
  const isFirst = navigator.serviceWorker.controller === null
  await navigator.serviceWorker.register('/offline.js')
  const { active } = await navigator.serviceWorker.ready
  // This page came before there was anybody to keep it.
  if (isFirst) active?.postMessage([location.origin + location.pathname, ...performance.getEntriesByType('resource').map(({ name }) => name)])
}
if (import.meta.env.PROD && 'serviceWorker' in navigator) addEventListener('load', () => void keepForLater().catch(() => {}))
