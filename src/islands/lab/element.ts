/**
 * `<layerlab-lab>`: the tasks of a lab beside its sandbox. All that a page carries before the sandbox wakes; then what
 * compares the two is fetched.
 */
import type { Awake } from '../sandbox/wake.ts'

class LayerlabLab extends HTMLElement {
  connectedCallback(): void {
    this.addEventListener('layerlab:awake', event => {
      this.dataset.awake = ''
      const { detail } = event as CustomEvent<Awake>
      void import('./run.ts').then(({ runLab }) => runLab(this, detail))
    }, { once: true })
    // What was reached before is shown at once, if the browser has kept it.
    import('./progress.ts').then(({ showKept }) => showKept(this)).catch(() => undefined)
  }
}

customElements.define('layerlab-lab', LayerlabLab)
