/**
 * A reader's sandbox as the page has it: a worker, what came back from it, and what is kept in the browser. One at a time
 * keeps a sandbox of a key; a second tab works too and says that it keeps nothing.
 */
import type { LabMove, Scenario, ScheduleItem } from '#sandbox'
import type { News, Request, Saved, Upload, Way } from './messages.ts'
import { spawnWorker } from './spawn.ts'
import { StorageError, digestsOf, dropSandbox, forgetEverything, loadSandbox, loadUploads, saveSandbox, saveUpload, storedBytes } from './storage.ts'

export interface PlaygroundOptions {
  /** Under this key it is kept: the same in all languages of a page. */
  readonly key: string
  readonly scenario: Scenario
  /** What has been done in it already when nothing was kept, and after a reset: its lines stand in the scenario. */
  readonly first?: readonly ScheduleItem[] | undefined
  /** Open this instead of what was kept: from a link, or a replay. */
  readonly begin?: { readonly schedule: readonly ScheduleItem[]; readonly position?: number; readonly ways?: readonly Way[] } | undefined
  /** Files that come with it. */
  readonly uploads?: readonly Upload[]
  /** A worker that was started before. */
  readonly worker?: Worker
}

/** What a lab asks of its sandbox. */
export interface Rules {
  /** What was done before the reader came, also under another product or disk model. */
  readonly before: readonly LabMove[]
  /** Why something else cannot be opened here; undefined when it can. */
  readonly refusal: (scenario: Scenario) => string | undefined
}

/** A scenario by everything but what is typed in it, and where a run stops. */
const withoutLines = ({ profile = 'docker-20.10', disk: { model } = { model: 'ext4' }, ...rest }: Scenario): string => JSON.stringify([profile, model, { ...rest, actors: Object.keys(rest.actors), breaks: [] }])

/** A scenario under the product and disk model of another one. */
export const underSettingsOf = ({ profile, disk }: Scenario, scenario: Scenario): Scenario => ({ ...scenario, ...(profile === undefined ? {} : { profile }), ...(disk === undefined ? {} : { disk }) })

/** Kept at once, but no more often than this. */
const SAVE_EVERY_MS = 300
const PING_EVERY_MS = 4000
/** A worker that does not answer for so long is given up. */
const SILENT_MS_MAX = 20_000

export class Playground {
  private readonly options: PlaygroundOptions
  private worker: Worker
  private readonly listeners = new Set<(news: News) => void>()
  /** What came before anybody listened. */
  private unheard: News[] | undefined = []
  /** How it was last at rest; undefined while nothing was done. */
  saved: Saved | undefined
  /** What is open: product and disk model are the reader's choice. */
  present: Scenario | undefined
  private saving: ReturnType<typeof setTimeout> | undefined
  private keptAt = -SAVE_EVERY_MS
  private pinging: ReturnType<typeof setInterval> | undefined
  private heardAt = 0
  private askedAt = 0
  private release: (() => void) | undefined
  /** This tab keeps the sandbox. */
  private keeper = false
  private uploads: Upload[]
  private lastID = 0
  private readonly answers = new Map<number, (news: News) => void>()
  private closed = false
  /** What was kept is being carried out again; it may turn out that it cannot be. */
  private restoring = false
  /** Of the lab that this is the sandbox of. */
  rules: Rules | undefined

  constructor(options: PlaygroundOptions) {
    this.options = options
    this.uploads = [...(options.uploads ?? [])]
    this.worker = this.start(options.worker)
  }

  /** Under which it is kept. */
  get key(): string {
    return this.options.key
  }

  /** Hear all news from now on; whoever is first also hears what came before. @returns stops it */
  listen(listener: (news: News) => void): () => void {
    this.listeners.add(listener)
    const before = this.unheard
    this.unheard = undefined
    for (const news of before ?? []) listener(news)
    return () => this.listeners.delete(listener)
  }

  send(request: Request): void {
    if (request.do === 'upload') void this.keepUpload(request.upload)
    this.worker.postMessage(request)
  }

  /** A file of the machine: of the host in view, or another. */
  async read(path: string, host?: string): Promise<{ readonly seen: Uint8Array | undefined; readonly durable: Uint8Array | undefined }> {
    const news = await this.ask(id => ({ do: 'read', id, path, ...(host === undefined ? {} : { host }) }))
    return news.is === 'file' ? news : { seen: undefined, durable: undefined }
  }

  /** The link to this moment; `problem` says why there is none. */
  async link(): Promise<Extract<News, { is: 'link' }>> {
    return await this.ask(id => ({ do: 'link', id })) as Extract<News, { is: 'link' }>
  }

  /** This moment as an issue, a script and a scenario. */
  async report(at: string): Promise<Extract<News, { is: 'report' }>> {
    return await this.ask(id => ({ do: 'report', id, at })) as Extract<News, { is: 'report' }>
  }

  /** What a link holds. Nothing of it is done. */
  async unpack(link: string): Promise<Extract<News, { is: 'capsule' }>> {
    return await this.ask(id => ({ do: 'unpack', id, link })) as Extract<News, { is: 'capsule' }>
  }

  /**
   * Open something else in its place: another profile, disk or scenario from its start, or what `begin` says: a link, a log.
   *
   * @param brought files that come with it
   */
  async reopen(scenario: Scenario, begin?: PlaygroundOptions['begin'], brought: readonly Upload[] = []): Promise<void> {
    if (!begin) return this.post(scenario, { schedule: [], before: this.rules?.before ?? [] })
    const known = new Set(this.uploads.map(({ digest }) => digest))
    for (const upload of brought) if (!known.has(upload.digest)) await this.keepUpload(upload)
    const missing = digestsOf({ scenario, schedule: begin.schedule }).filter(digest => !known.has(digest) && !brought.some(upload => upload.digest === digest))
    if (missing.length > 0) this.uploads.push(...await loadUploads(missing).catch(() => []))
    this.post(scenario, begin)
  }

  /** Begin again from the start of what was opened; another product, disk or scenario that was chosen since stays, and begins from its own start. */
  async reset(chosen: Scenario = this.options.scenario): Promise<void> {
    const { scenario, first = [] } = this.options
    await (withoutLines(chosen) === withoutLines(scenario) ? this.reopen({ ...scenario, breaks: chosen.breaks ?? [] }, { schedule: first }) : this.reopen(chosen))
  }

  /** Keep the sandbox here from now on, and not in the other tab. */
  async takeOver(): Promise<void> {
    this.release?.()
    this.keeper = await this.hold({ steal: true })
    if (this.keeper) await this.keep()
  }

  /** Forget every sandbox and file kept here. */
  async forget(): Promise<void> {
    clearTimeout(this.saving)
    this.saving = undefined
    this.saved = undefined
    try {
      await forgetEverything()
      this.tell({ is: 'storage', state: 'forgotten', bytes: 0 })
    } catch (error) {
      this.tellStorage(error)
    }
  }

  dispose(): void {
    this.closed = true
    if (this.saving !== undefined) void this.keep()
    removeEventListener('pagehide', this.leave)
    clearInterval(this.pinging)
    this.worker.terminate()
    this.release?.()
    this.listeners.clear()
  }

  /** Begin, as it was left or from its start. Called once. */
  async open(): Promise<void> {
    const { key, scenario, begin, first = [] } = this.options
    const claimed = this.claim()
    let found: Saved | undefined
    try {
      found = begin ? undefined : await loadSandbox(key)
      if (found) this.uploads.push(...await loadUploads(digestsOf(found)))
    } catch (error) {
      this.tellStorage(error)
    }
    await claimed
    this.restoring = found !== undefined
    if (found) this.post(found.scenario, found)
    else this.post(scenario, begin ?? { schedule: first })
    this.pinging = setInterval(() => this.ping(), PING_EVERY_MS)
    addEventListener('pagehide', this.leave)
    if (found) this.saved = found
  }

  private post(scenario: Scenario, { schedule, position, before, ways = [] }: NonNullable<PlaygroundOptions['begin']> & { readonly before?: readonly LabMove[] }): void {
    this.worker.postMessage({ do: 'open', scenario, schedule, ...(position === undefined ? {} : { position }), ...(before === undefined ? {} : { before }), ways, uploads: this.uploads } satisfies Request)
  }

  private start(worker = spawnWorker()): Worker {
    this.heardAt = this.askedAt = performance.now()
    worker.addEventListener('message', (event: MessageEvent<News>) => {
      if (worker === this.worker) this.hear(event.data)
    })
    worker.addEventListener('error', event => {
      event.preventDefault()
      if (worker === this.worker) this.revive('ended', event.message)
    })
    return worker
  }

  private hear(news: News): void {
    this.heardAt = performance.now()
    if (news.is === 'pong') return
    if ('id' in news) {
      this.answers.get(news.id)?.(news)
      this.answers.delete(news.id)
    }
    if (news.is === 'opened') this.restoring = false
    else if (this.restoring && (news.is === 'refused' || news.is === 'failed')) {
      this.restoring = false
      this.post(this.options.scenario, { schedule: this.options.first ?? [] })
    }
    if (news.is === 'opened' || news.is === 'state') this.present = news.state.scenario
    if (news.is === 'saved') {
      this.saved = news.saved
      this.keepSoon()
    }
    this.tell(news)
  }

  private tell(news: News): void {
    this.unheard?.push(news)
    for (const listener of [...this.listeners]) listener(news)
  }

  /** Ask for what is answered with the same `id`. */
  ask(make: (id: number) => Request): Promise<News> {
    const id = ++this.lastID
    return new Promise(resolve => {
      this.answers.set(id, resolve)
      this.send(make(id))
    })
  }

  /** A worker that is lost is replaced, and stands where the sandbox was last at rest. */
  private revive(revived: 'ended' | 'silent', message = ''): void {
    if (this.closed) return
    this.worker.terminate()
    this.tell({ is: 'failed', message, position: this.saved?.position ?? 0, revived })
    this.worker = this.start()
    if (this.saved) this.post(this.saved.scenario, this.saved)
    else this.post(this.options.scenario, { schedule: this.options.first ?? [] })
  }

  private ping(): void {
    if (document.visibilityState === 'hidden') {
      this.heardAt = performance.now()
      return
    }
    if (this.askedAt > this.heardAt && performance.now() - this.heardAt > SILENT_MS_MAX) return this.revive('silent')
    this.askedAt = performance.now()
    this.worker.postMessage({ do: 'ping' } satisfies Request)
  }

  // What is kept

  /** The page goes: nothing may wait any longer. */
  private readonly leave = (): void => {
    if (this.saving !== undefined) void this.keep()
  }

  /** Become the one tab that keeps this sandbox, if no other does. */
  private async claim(): Promise<void> {
    if (!('locks' in navigator)) {
      this.keeper = true
      return
    }
    this.keeper = await this.hold({ ifAvailable: true })
    if (!this.keeper) this.tell({ is: 'storage', state: 'other-tab', bytes: 0 })
  }

  /** Hold the lock of this sandbox for as long as nobody takes it away. @returns whether it was given */
  private hold(options: LockOptions): Promise<boolean> {
    return new Promise(resolve => {
      let held = false
      navigator.locks.request(`layerlab:${this.options.key}`, options, lock => {
        held = lock !== null
        resolve(held)
        return held ? new Promise<void>(release => (this.release = release)) : undefined
      }).catch(() => {
        // Taken over by another tab; or this browser gives no locks, and then there is nobody to disagree with.
        resolve(true)
        if (!held || this.closed) return
        this.keeper = false
        this.tell({ is: 'storage', state: 'other-tab', bytes: 0 })
      })
    })
  }

  /** A reader may reload right after a command: what is new is kept at once, and what comes in a rush together. */
  private keepSoon(): void {
    if (this.saving !== undefined) return
    const waitMs = this.keptAt + SAVE_EVERY_MS - performance.now()
    if (waitMs <= 0) void this.keep()
    else this.saving = setTimeout(() => void this.keep(), waitMs)
  }

  private async keep(): Promise<void> {
    clearTimeout(this.saving)
    this.saving = undefined
    this.keptAt = performance.now()
    const { saved } = this
    if (!saved || !this.keeper) return
    try {
      // A sandbox in which nothing has happened is no sandbox to come back to.
      if (!saved.scenario.breaks && !saved.ways && JSON.stringify(saved.schedule) === JSON.stringify(this.options.first ?? [])) await dropSandbox(this.options.key)
      else await saveSandbox(this.options.key, saved)
      if (!this.closed) this.tell({ is: 'storage', state: 'kept', bytes: await storedBytes() })
    } catch (error) {
      this.tellStorage(error)
    }
  }

  private async keepUpload(upload: Upload): Promise<void> {
    this.uploads.push(upload)
    try {
      await saveUpload(upload)
    } catch (error) {
      this.tellStorage(error)
    }
  }

  private tellStorage(error: unknown): void {
    this.tell({ is: 'storage', state: error instanceof StorageError ? error.problem : 'denied', bytes: 0 })
  }
}
