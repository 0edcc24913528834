import { defineScenario } from '#sandbox/scenario'
import { app, other } from '../images.ts'

const BOTH = ['docker-20.10', 'docker-19.03']

/** A pull of an image that is there finds it, and only then writes its names. A removal in between leaves the names alone. */
export default defineScenario({
  id: 'pull-rmi',
  registry: { catalogue: [], images: [app, other] },
  start: ['docker pull -q app:1'],
  actors: {
    puller: ['docker pull app:1'],
    'other-puller': ['docker pull other:1', 'docker run --rm other:1'],
    cleaner: ['docker rmi app:1'],
    'cleaner-by-id': ['docker rmi cef320c41a3e'],
    observer: ['docker images', 'docker run --rm app:1', 'docker rmi app:1'],
    healer: ['docker pull app:1', 'docker run --rm app:1'],
  },
  points: {
    // docker pull: the image is found; the names have not been looked at.
    'image-found': { step: 'lock', target: 'references' },
    // docker pull, of an image on the same base: it knows which layer the first is, and has not looked whether it is there.
    'layer-known': { step: 'lock', target: 'layers' },
    // docker pull, of an image on the same base: the base is found and held, the layer on it is unpacked.
    'base-held': { step: 'create', target: '/cache-id' },
    // docker pull, of an image that is not there: the name with the digest is written, the tag is not.
    'tag-next': { step: 'lock', target: 'references', nth: 4 },
    // docker rmi: the names are gone; it has not looked whether there are others.
    'names-gone': { step: 'lock', target: 'references', nth: 5 },
  },
  replays: {
    'removed-between': {
      schedule: [['puller', 'image-found'], 'cleaner', 'puller', '!look=broken', 'observer'],
      expect: [{ reference: 'app:1', is: 'dangling', at: 'broken' }, { listed: 0 }],
    },
    'base-held': {
      schedule: [['other-puller', 'base-held'], 'cleaner', 'other-puller'],
      expect: [
        { actor: 'cleaner', command: 1, exit: 0, stdout: 'Deleted: sha256:cef320c41a3e', stdoutLacks: 'Deleted: sha256:6308bffedf9c' }, { actor: 'other-puller', command: 1, exit: 0, stdout: 'Already exists' },
        { actor: 'other-puller', command: 2, exit: 0, stdoutIs: 'other 1' }, { listed: 1 }, { check: 'no-orphan-data', is: 'kept' },
      ],
    },
    'base-gone': {
      schedule: [['other-puller', 'layer-known'], 'cleaner', 'other-puller'],
      expect: [
        { actor: 'cleaner', command: 1, exit: 0, stdout: 'Deleted: sha256:6308bffedf9c' }, { actor: 'other-puller', command: 1, exit: 0, stdoutLacks: 'Already exists' },
        { actor: 'other-puller', command: 2, exit: 0, stdoutIs: 'other 1' }, { listed: 1 }, { check: 'no-orphan-data', is: 'kept' },
      ],
    },
    'digest-named': {
      schedule: ['cleaner', ['puller', 'tag-next'], 'cleaner-by-id', 'puller'],
      expect: [
        { actor: 'cleaner-by-id', command: 1, exit: 0, stdout: 'Untagged: app@sha256:' }, { actor: 'puller', command: 1, exit: 0, stdout: 'Status: Downloaded newer image for app:1' },
        { reference: 'app:1', is: 'dangling' }, { listed: 0 }, { check: 'no-orphan-data', is: 'kept' },
      ],
    },
    'stepped-back': {
      schedule: [['cleaner', 'names-gone'], 'puller', 'cleaner'],
      expect: [{ actor: 'puller', command: 1, exit: 0 }, { actor: 'cleaner', command: 1, exit: 0, stdoutLacks: 'Deleted' }, { image: 'app:1', is: 'listed' }, { check: 'every-reference-resolves', is: 'kept' }],
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
