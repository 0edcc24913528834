import { startWorker } from '../../playground/start-worker.ts'
import type { PlayAnswer, PlayRequest } from './play-worker.ts'
import url from './play-worker.ts?worker&url'

/** Ask a worker of its own. Aborting ends it in the middle of whatever it does. */
export function askPlayer(request: PlayRequest, signal: AbortSignal): Promise<PlayAnswer> {
  const worker = startWorker(url, 'player')
  return new Promise<PlayAnswer>((resolve, reject) => {
    signal.addEventListener('abort', () => reject(new DOMException('stopped', 'AbortError')), { once: true })
    worker.addEventListener('message', ({ data }: MessageEvent<PlayAnswer>) => resolve(data))
    worker.addEventListener('error', event => {
      event.preventDefault()
      reject(new Error(event.message === '' ? 'the worker could not be started' : event.message))
    })
    worker.postMessage(request)
  }).finally(() => worker.terminate())
}
