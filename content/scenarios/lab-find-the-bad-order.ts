import { defineScenario } from '#sandbox/scenario'
import { app } from '../images.ts'

/** One image, two people: one loads it again, the other removes it. */
export default defineScenario({
  id: 'lab-find-the-bad-order',
  files: { 'app.tar': { archive: [app] } },
  start: ['docker load -qi app.tar'],
  actors: { loader: ['docker load -i app.tar', 'docker images'], cleaner: ['docker rmi app:1', 'docker images'] },
  points: {
    // docker load: the config is on the disk; the daemon's list of images has not been asked yet.
    'config-written': { step: 'lock', target: 'images' },
    // docker load: the daemon has found that it knows the image; the name has not been given yet.
    'image-found': { step: 'lock', target: 'references' },
    // docker rmi: the name is gone; it has not looked whether there are others.
    'name-gone': { step: 'lock', target: 'references', nth: 4 },
  },
  replays: { offers: { schedule: [['loader', 1], 'cleaner', 'loader'] } },
})
