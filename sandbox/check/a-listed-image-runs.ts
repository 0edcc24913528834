import { defineCheck } from './define-check.ts'

/**
 * An image that `docker images` shows can be started: its layers can be put together, and the program it names is
 * there, is not empty and is made for this machine. Looked at, not run.
 *
 * @source moby daemon/graphdriver/overlay2/overlay.go `Get`, runc, linux fs/exec.c
 */
export default defineCheck('a-listed-image-runs', { always: true }, function* ({ images, daemon }) {
  for (const { id, inMemory, config, references, notRunnable } of images.values()) {
    const listed = config === 'readable' && (daemon === 'stopped' || inMemory)
    if (listed && notRunnable !== undefined) yield { claim: `${references[0] ?? id} runs`, found: notRunnable }
  }
})
