import { defineCheck } from './define-check.ts'

/**
 * A name never means an image that the store does not hold. Names and images are separate files and no lock spans the
 * two, so a command that gives a name while another removes the image can break it, and so can a power loss.
 *
 * @source moby reference/store.go, image/store.go (20.10)
 */
export default defineCheck('every-reference-resolves', { always: true }, function* ({ references, images, daemon }) {
  for (const [reference, id] of references) {
    const image = images.get(id)
    const claim = `${reference} names an image`
    if (!image) yield { claim, found: `there is no image ${id}` }
    else if (daemon === 'running' && !image.inMemory) yield { claim, found: `the daemon does not know ${id}` }
    else if (image.config !== 'readable') yield { claim, found: `the config of ${id} is ${image.config}` }
  }
})
