/**
 * The service worker: keeps what a reader has fetched, so that it can be read and run again without a network.
 *
 * Names under `/_astro/` carry a digest of their content and never change. Everything else is asked for first, and taken
 * from what is kept only when nobody answers. A page that was never visited answers with `/offline.html`.
 */
interface Lasting extends Event {
  waitUntil(work: Promise<unknown>): void
}
interface Fetching extends Lasting {
  readonly request: Request
  respondWith(answer: Promise<Response>): void
}
interface Scope {
  skipWaiting(): Promise<void>
  readonly clients: { claim(): Promise<void> }
  addEventListener(type: 'install' | 'activate', listener: (event: Lasting) => void): void
  addEventListener(type: 'fetch', listener: (event: Fetching) => void): void
  addEventListener(type: 'message', listener: (event: Lasting & { readonly data: unknown }) => void): void
}
const scope = self as unknown as Scope

const NAME = 'layerlab'
const AWAY = '/offline.html'
/** Old names are never asked for again; the oldest entries go first. */
const ENTRIES_MAX = 1200

const isOurs = (url: string): boolean => new URL(url).origin === location.origin

/** Storage may be full or denied: then the answer is not kept, and the reader has it all the same. */
async function keep(request: Request | string, answer: Response): Promise<void> {
  if (answer.status !== 200) return
  try {
    const cache = await caches.open(NAME)
    await cache.put(request, answer)
    const entries = await cache.keys()
    await Promise.all(entries.slice(0, Math.max(0, entries.length - ENTRIES_MAX)).map(old => cache.delete(old)))
  } catch {
    // Nothing is lost but the copy.
  }
}

const kept = async (request: Request | string): Promise<Response | undefined> => await caches.match(request, { cacheName: NAME, ignoreSearch: true, ignoreVary: true })

async function answer(event: Fetching): Promise<Response> {
  const { request } = event
  if (new URL(request.url).pathname.startsWith('/_astro/')) {
    const known = await kept(request)
    if (known !== undefined) return known
  }
  try {
    const fetched = await fetch(request)
    event.waitUntil(keep(request, fetched.clone()))
    return fetched
  } catch (error) {
    const known = await kept(request) ?? (request.mode === 'navigate' ? await kept(AWAY) : undefined)
    if (known === undefined) throw error
    return known
  }
}

/** Keeps what is not kept yet; from the browser's own cache where that has it. */
async function fetchAll(addresses: readonly string[]): Promise<void> {
  for (const address of addresses) {
    if (await kept(address) !== undefined) continue
    const fetched = await fetch(address, { cache: 'force-cache' }).catch(() => undefined)
    if (fetched !== undefined) await keep(address, fetched)
  }
}

scope.addEventListener('install', event => event.waitUntil(Promise.all([fetchAll([AWAY]), scope.skipWaiting()])))
scope.addEventListener('activate', event => event.waitUntil(scope.clients.claim()))
// What the first page had fetched before there was anybody to keep it.
scope.addEventListener('message', event => {
  if (!Array.isArray(event.data)) return
  event.waitUntil(fetchAll(event.data.filter((address): address is string => typeof address === 'string' && isOurs(address))))
})
scope.addEventListener('fetch', event => {
  if (event.request.method === 'GET' && isOurs(event.request.url) && !event.request.headers.has('range')) event.respondWith(answer(event))
})
