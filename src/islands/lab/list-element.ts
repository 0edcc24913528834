/** `<layerlab-lab-list>`: how far the reader has come in each lab, and where to go on. */
import { wordsFrom } from '../../i18n/words.ts'
import { loadLabs } from '../../playground/storage.ts'

class LayerlabLabList extends HTMLElement {
  connectedCallback(): void {
    // Without storage the list stands as it was sent.
    this.show().catch(() => undefined)
  }

  private async show(): Promise<void> {
    const words = wordsFrom(JSON.parse(this.dataset['words'] ?? '{}') as Record<string, string>, this.dataset['lang'] ?? 'en')
    const kept = await loadLabs()
    const rows = [...this.querySelectorAll<HTMLElement>('[data-lab]')]
    for (const row of rows) {
      const one = kept.get(row.dataset['lab'] ?? '')
      const cell = row.querySelector('[data-progress]')
      if (!one || !cell) continue
      const isDone = one.reached >= one.tasks
      row.dataset['state'] = isDone ? 'done' : 'begun'
      cell.textContent = isDone ? words('lab.index.done') : words('lab.index.some', { done: String(one.reached), count: String(one.tasks) })
    }
    const begun = rows.filter(row => row.dataset['state'] === 'begun').sort((a, b) => (kept.get(b.dataset['lab'] ?? '')?.atMs ?? 0) - (kept.get(a.dataset['lab'] ?? '')?.atMs ?? 0))
    const next = begun[0] ?? rows.find(row => row.dataset['state'] === undefined)
    const link = this.querySelector<HTMLAnchorElement>('[data-continue]')
    if (!next || !link) return
    link.href = next.dataset['href'] ?? ''
    link.textContent = words(begun.length > 0 ? 'lab.index.continue' : 'lab.index.begin', { title: next.dataset['title'] ?? '' })
    link.closest('p')?.removeAttribute('hidden')
  }
}

customElements.define('layerlab-lab-list', LayerlabLabList)
