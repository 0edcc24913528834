import { defineScenario } from '#sandbox/scenario'
import { app } from '../images.ts'

/** One gives an image a second name while another takes away its first. */
export default defineScenario({
  id: 'lab-silent-tag',
  files: { 'app.tar': { archive: [app] } },
  start: ['docker load -qi app.tar'],
  actors: { tagger: ['docker tag app:1 app:stable', 'docker images'], cleaner: ['docker rmi app:1', 'docker images', 'docker load -i app.tar'] },
  points: {
    // docker tag: the image is found; the new name has not been written.
    'image-found': { step: 'lock', target: 'references', nth: 2 },
    // docker rmi: the old name is gone; it has not looked whether there are others.
    'name-gone': { step: 'lock', target: 'references', nth: 4 },
    // docker rmi: it has looked at the names once more and found none.
    'looked-again': { step: 'lock', target: 'imagedb', nth: 3 },
    // docker rmi: nothing is left but to delete the image.
    'deletion-next': { step: 'lock', target: 'images', nth: 2 },
  },
  replays: { offers: { schedule: [['tagger', 1], 'cleaner', 'tagger'] } },
})
