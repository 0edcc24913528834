/** What a worker that is asked to explore fetches: the explorer, with the browser's clock and storage. */
import { ENGINE_VERSION } from '#sandbox'
import type { ExploreNews, ExploreRequest } from './explore-messages.ts'
import { Explorer } from './explorer.ts'
import { loadPart } from './parts.ts'
import { loadExploration, saveExploration } from './storage.ts'

/** The name of this file holds a digest of the engine that it was built with: what another one found is found again. */
const BUILD = import.meta.url.replace(/^.*\//, '')

/** A question is long, and its digest is what it is kept under. */
async function keyOf(question: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(`${ENGINE_VERSION} ${BUILD} ${question}`))
  return Array.from(new Uint8Array(digest), byte => byte.toString(16).padStart(2, '0')).join('')
}

let explorer: Explorer | undefined

/** A request about exploring. What fails by our mistake ends the worker, and the page is told. */
export function handleExploring(request: ExploreRequest, tell: (news: ExploreNews) => void): void {
  explorer ??= new Explorer({
    tell,
    now: () => performance.now(),
    breathe: () => new Promise(resolve => setTimeout(resolve, 0)),
    load: loadPart,
    memory: {
      // Without storage, or on a page without a secure context, nothing is remembered.
      recall: async question => await keyOf(question).then(loadExploration).catch(() => undefined),
      remember: async (question, answer) => await keyOf(question).then(key => saveExploration(key, answer)).catch(() => undefined),
    },
  })
  explorer.handle(request).catch((error: unknown) => setTimeout(() => {
    throw error
  }, 0))
}
