/** `<layerlab-workshop>`: a picture of the workshop, which opens when it is asked for. All that the page carries before that. */
class LayerlabWorkshop extends HTMLElement {
  private opening = false

  connectedCallback(): void {
    this.addEventListener('click', event => {
      if (this.opening || !(event.target as Element).closest('[data-open]')) return
      this.opening = true
      this.dataset['waking'] = ''
      import('./open.ts').then(({ openWorkshop }) => openWorkshop(this)).catch((error: unknown) => {
        this.opening = false
        delete this.dataset['waking']
        const said = this.querySelector('[data-said]')
        if (said) said.textContent = String(error)
      })
    })
  }
}

customElements.define('layerlab-workshop', LayerlabWorkshop)
