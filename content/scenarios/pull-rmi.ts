import { defineScenario } from '#sandbox/scenario'
import { app } from '../images.ts'

const BOTH = ['docker-20.10', 'docker-19.03']

/** A pull of an image that is there finds it, and only then writes its names. A removal in between leaves the names alone. */
export default defineScenario({
  id: 'pull-rmi',
  registry: { catalogue: [], images: [app] },
  start: ['docker pull -q app:1'],
  actors: {
    puller: ['docker pull app:1'],
    cleaner: ['docker rmi app:1'],
    observer: ['docker images', 'docker run --rm app:1', 'docker rmi app:1'],
    healer: ['docker pull app:1', 'docker run --rm app:1'],
  },
  points: {
    // docker pull: the image is found; the names have not been looked at.
    'image-found': { step: 'lock', target: 'references' },
  },
  replays: {
    'removed-between': {
      schedule: [['puller', 'image-found'], 'cleaner', 'puller', '!look=broken', 'observer'],
      expect: [{ reference: 'app:1', is: 'dangling', at: 'broken' }, { listed: 0 }],
    },
    healed: {
      schedule: [['puller', 'image-found'], 'cleaner', 'puller', 'healer'],
      expect: [{ image: 'app:1', is: 'listed' }, { check: 'every-reference-resolves', is: 'kept' }],
    },
    'removal-first': { schedule: ['cleaner', 'puller'], expect: [{ image: 'app:1', is: 'listed' }, { check: 'every-reference-resolves', is: 'kept' }] },
    'pull-first': { schedule: ['puller', 'cleaner'], expect: [{ reference: 'app:1', is: 'absent' }, { listed: 0 }] },
  },
  claims: {
    'name-without-image': {
      of: ['S0.14', 'S1.14', 'S2.14'], replay: 'removed-between', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'puller', command: 1, exit: 0, stdout: 'Status: Downloaded newer image for app:1' }, { actor: 'cleaner', command: 1, exit: 0, stdout: 'Deleted: sha256:' }, { reference: 'app:1', is: 'dangling', at: 'broken' }, { listed: 0, at: 'broken' }],
    },
    'pull-again-heals': {
      of: [], replay: 'healed', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'healer', command: 1, exit: 0 }, { actor: 'healer', command: 2, exit: 0, stdoutIs: 'app 1' }],
    },
    'either-first': {
      of: [], replay: 'removal-first', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'puller', command: 1, exit: 0, stdout: 'Status: Downloaded newer image' }, { image: 'app:1', is: 'listed' }],
    },
  },
  sweeps: {
    rmi: {
      actor: 'puller', then: ['cleaner', 'puller'],
      ends: { whole: [{ check: 'every-reference-resolves', is: 'kept' }], dangling: [{ reference: 'app:1', is: 'dangling' }] },
    },
  },
})
