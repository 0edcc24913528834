import { defineScenario } from '#sandbox/scenario'
import { helloWorld } from '../images.ts'

/** The image is not there at the start. `docker rmi` finds nothing, or removes what `docker load` has just made; nothing breaks. */
export default defineScenario({
  id: 'load-rmi-absent',
  files: { 'hello.tar': { archive: [helloWorld] } },
  actors: {
    loader: ['docker load -i hello.tar'],
    cleaner: ['docker rmi hello-world'],
  },
  points: {
    // docker load: the image is made; the name has not been given yet.
    'image-made': { step: 'lock', target: 'references' },
  },
  replays: {
    'too-early': {
      schedule: [['loader', 'image-made'], 'cleaner', 'loader'],
      expect: [{ image: 'hello-world:latest', is: 'listed' }, { check: 'every-reference-resolves', is: 'kept' }],
    },
    'load-first': {
      schedule: ['loader', 'cleaner'],
      expect: [{ listed: 0 }, { check: 'every-reference-resolves', is: 'kept' }, { check: 'no-orphan-data', is: 'kept' }],
    },
  },
  claims: {
    'not-found': {
      of: ['S0.11', 'S1.11', 'S2.11'], replay: 'too-early', holds: ['docker-20.10', 'docker-19.03'], evidence: 'recorded', recording: 'concurrency/load-rmi-absent',
      expect: [{ actor: 'cleaner', command: 1, exit: 1, stderr: 'No such image: hello-world' }, { image: 'hello-world:latest', is: 'listed' }, { check: 'a-listed-image-runs', is: 'kept' }],
    },
    removed: {
      of: [], replay: 'load-first', holds: ['docker-20.10', 'docker-19.03'], evidence: 'recorded', recording: 'concurrency/load-rmi-absent',
      expect: [{ actor: 'cleaner', command: 1, exit: 0, stdout: 'Deleted: sha256:967d32277b59' }, { listed: 0 }, { reference: 'hello-world:latest', is: 'absent' }],
    },
  },
  sweeps: {
    'rmi-into-load': {
      actor: 'loader', then: ['cleaner', 'loader'],
      ends: {
        'not-found': [{ actor: 'cleaner', command: 1, exit: 1, stderr: 'No such image' }, { image: 'hello-world:latest', is: 'listed' }],
        removed: [{ actor: 'cleaner', command: 1, exit: 0 }, { listed: 0 }],
        damaged: [{ check: 'every-reference-resolves', is: 'broken' }],
      },
    },
  },
})
