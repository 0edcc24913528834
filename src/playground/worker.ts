/** The worker of a sandbox: one desk, the browser's codecs, the browser's clock. */
import { installBrowserCodecs } from './codecs.ts'
import { Desk } from './desk.ts'
import type { ExploreNews, ExploreRequest } from './explore-messages.ts'
import type { News, Request } from './messages.ts'
import { loadPart, loadSoon } from './parts.ts'

const scope = globalThis as unknown as {
  postMessage(news: News | ExploreNews): void
  addEventListener(type: 'message', listener: (event: MessageEvent<Request | ExploreRequest>) => void): void
}

const host = {
  now: () => performance.now(),
  later: (action: () => void, ms: number) => void setTimeout(action, ms),
  load: loadPart,
}
const desk = new Desk({ ...host, tell: news => scope.postMessage(news) })
const isExploring = (request: Request | ExploreRequest): request is ExploreRequest => request.do.startsWith('explore')

/** Requests that came before the codecs were there. */
let waiting: (Request | ExploreRequest)[] | undefined = []

/** The prompt stands: bring what lines need, and go through some. What else may be wanted comes after that. */
async function getReady(): Promise<void> {
  await loadPart('line')
  const { rehearse } = await import('./rehearsal.ts')
  rehearse(host)
  await loadSoon()
}

/** One promise for all requests: so they are heard in their order, and a stop never before what it stops. */
let exploring: Promise<typeof import('./explorer-worker.ts')> | undefined

function handle(request: Request | ExploreRequest): void {
  if (isExploring(request)) void (exploring ??= import('./explorer-worker.ts')).then(({ handleExploring }) => handleExploring(request, news => scope.postMessage(news)))
  else if (request.do === 'get-ready') getReady().catch(() => undefined) // Each line asks again for what it needs.
  else desk.handle(request)
}

scope.addEventListener('message', ({ data }) => {
  if (waiting) waiting.push(data)
  else handle(data)
})

await installBrowserCodecs()
const early = waiting
waiting = undefined
for (const request of early) handle(request)
