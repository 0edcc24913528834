/** An exploration as the page has it: a worker of its own, and what it tells. */
import type { Scenario } from '#sandbox'
import type { ExploreNews, ExploreRequest, ExploreWish, SecondWish } from './explore-messages.ts'
import type { Upload } from './messages.ts'
import { spawnWorker } from './spawn.ts'
import { digestsOf, loadUploads } from './storage.ts'

/** What a listener hears; `failed`: a mistake of ours, the worker is gone. */
export type ExplorerNews = ExploreNews | { readonly is: 'failed'; readonly message: string }

export class Exploring {
  private readonly listener: (news: ExplorerNews) => void
  private worker: Worker | undefined

  constructor(listener: (news: ExplorerNews) => void) {
    this.listener = listener
  }

  async explore(wish: ExploreWish): Promise<void> {
    this.post({ do: 'explore', wish, uploads: await uploadsOf(wish.scenario) })
  }

  /** Cut again while the machine boots. */
  async second(wish: SecondWish): Promise<void> {
    this.post({ do: 'explore-second', wish, uploads: await uploadsOf(wish.scenario) })
  }

  /** What of a link can be explored. */
  open(link: string): void {
    this.post({ do: 'explore-link', link })
  }

  /** End what runs; what was seen is told. */
  stop(): void {
    this.worker?.postMessage({ do: 'explore-stop' } satisfies ExploreRequest)
  }

  dispose(): void {
    this.worker?.terminate()
    this.worker = undefined
  }

  private post(request: ExploreRequest): void {
    this.worker ??= this.start()
    this.worker.postMessage(request)
  }

  private start(): Worker {
    const worker = spawnWorker()
    worker.addEventListener('message', (event: MessageEvent<ExploreNews>) => {
      if (worker === this.worker) this.listener(event.data)
    })
    worker.addEventListener('error', event => {
      event.preventDefault()
      if (worker !== this.worker) return
      this.dispose()
      this.listener({ is: 'failed', message: event.message === '' ? 'the worker ended' : event.message })
    })
    return worker
  }
}

async function uploadsOf(scenario: Scenario): Promise<readonly Upload[]> {
  const digests = digestsOf({ scenario, schedule: [] })
  return digests.length === 0 ? [] : loadUploads(digests).catch(() => [])
}
