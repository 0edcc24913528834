/**
 * `<layerlab-run>`: the poster of a sandbox, which wakes when it is touched. The only script that a page with sandboxes
 * carries before that; it must stay small.
 */
import { readyWorker, spawnWorker } from '../../playground/spawn.ts'
import type { Intent, RunWish } from './wake.ts'

/** What wakes a sandbox, and beside it the frame and the terminal, which are large. */
function load(): Promise<typeof import('./wake.ts')> {
  import('./living.ts').catch(() => undefined)
  return import('./wake.ts')
}

class LayerlabRun extends HTMLElement {
  private waking: Promise<(wish: RunWish) => Promise<void>> | undefined

  connectedCallback(): void {
    this.addEventListener('click', event => {
      if (this.waking) return
      const touched = (event.target as Element).closest<HTMLElement>('[data-wake]')
      if (!touched) return
      const { wake: want, terminal, index, view } = touched.dataset
      void this.wake({
        want: want as Intent['want'], ...(terminal === undefined ? {} : { terminal }), ...(index === undefined ? {} : { index: Number(index) }), ...(view === undefined ? {} : { view: view as NonNullable<Intent['view']> }),
      })
    })
    this.prefetch()
    if (!('full' in this.dataset)) return
    // The playground carries out what its address says: a link to look at first, or a replay to play.
    const [scenario, replay] = new URLSearchParams(location.search).get('run')?.split('/') ?? []
    if (location.hash.startsWith('#capsule=')) void this.wake({ want: 'capsule' })
    else if (scenario !== undefined && replay !== undefined) void this.run({ scenario, replay })
  }

  /** A claim on the page is to be run. */
  async run(wish: RunWish): Promise<void> {
    this.scrollIntoView({ block: 'nearest' })
    if (this.waking === undefined) await this.wake({ want: 'replay' }, wish)
    else await (await this.waking)(wish)
  }

  private wake(intent: Intent, wish?: RunWish): Promise<unknown> {
    this.dataset.waking = ''
    // The engine starts while the rest is fetched.
    const worker = spawnWorker()
    this.waking = load().then(({ wake }) => wake(this, worker, intent, wish))
    return this.waking
  }

  /** Fetch and start what waking needs as soon as somebody comes near: a page that is only read stays light. */
  private prefetch(): void {
    if ((navigator as { readonly connection?: { readonly saveData?: boolean } }).connection?.saveData) return
    const near = (): void => {
      if (this.waking) return
      readyWorker()
      void load().then(({ comeNear }) => comeNear(this))
    }
    for (const sign of ['pointerenter', 'focusin', 'touchstart']) this.addEventListener(sign, near, { once: true, passive: true })
  }
}

customElements.define('layerlab-run', LayerlabRun)

document.addEventListener('layerlab:run', event => {
  const wish = (event as CustomEvent<RunWish>).detail
  const all = [...document.querySelectorAll<LayerlabRun>('layerlab-run')]
  const same = all.filter(({ dataset }) => dataset.scenario === wish.scenario)
  // The one that shows it; else any sandbox of the page can.
  void (same.find(({ dataset }) => dataset.replay === wish.replay) ?? same[0] ?? all[0])?.run(wish)
})
