/**
 * `<layerlab-explorer>`: a form that stands there as it is, and is answered when somebody comes near. The only script
 * that the page carries before that.
 */
import type { LivingExplorer } from './living.ts'

class LayerlabExplorer extends HTMLElement {
  private living: Promise<LivingExplorer> | undefined

  connectedCallback(): void {
    const form = this.querySelector('form')
    if (!form) return
    form.addEventListener('submit', event => {
      event.preventDefault()
      void this.open(form).then(explorer => explorer.explore())
    })
    // Whatever is chosen while it is fetched is taken up when it is there.
    form.addEventListener('change', ({ target }) => {
      if ((target as HTMLSelectElement).name === 'ready') void this.open(form).then(explorer => explorer.choose((target as HTMLSelectElement).value))
    })
    for (const sign of ['pointerenter', 'focusin', 'touchstart']) this.addEventListener(sign, () => void this.open(form), { once: true, passive: true })
    if (/[?&]run=/.test(location.search) || location.hash.startsWith('#capsule=')) void this.open(form).then(explorer => explorer.arrive(location))
  }

  private open(form: HTMLFormElement): Promise<LivingExplorer> {
    return (this.living ??= import('./living.ts').then(({ LivingExplorer: Living }) => Living.open(this, form)).catch((error: unknown) => {
      // It could not be fetched: the next touch tries again.
      this.living = undefined
      throw error
    }))
  }
}

customElements.define('layerlab-explorer', LayerlabExplorer)
