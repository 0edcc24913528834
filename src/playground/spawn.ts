import { startWorker } from './start-worker.ts'
import url from './worker.ts?worker&url'

const start = (): Worker => startWorker(url, 'layerlab')

/** Started before anybody has asked for it: one for all sandboxes of a page. */
let spare: Worker | undefined

/** Somebody is likely to want a worker soon: start one. What it needs is fetched and compiled meanwhile. */
export function readyWorker(): void {
  if (spare) return
  const worker = start()
  spare = worker
  // It could not be fetched: whoever wants one tries again.
  worker.addEventListener('error', () => {
    if (spare === worker) spare = undefined
  })
}

/** A worker of a sandbox: the one that stands ready, or a new one. */
export function spawnWorker(): Worker {
  const worker = spare ?? start()
  spare = undefined
  return worker
}
