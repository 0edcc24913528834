import { defineScenario } from '#sandbox/scenario'
import { app } from '../images.ts'

const BOTH = ['docker-20.10', 'docker-19.03']

/** An imported image exists before it has its name. A clean-up in between takes it for a dangling one, and the name leads nowhere. */
export default defineScenario({
  id: 'import-rmi',
  files: { 'app.tar': { archive: [app] } },
  start: ['docker load -qi app.tar', 'docker create --name one app:1', 'docker export -o rootfs.tar one'],
  actors: {
    importer: ['docker import rootfs.tar flat:1'],
    cleaner: ['docker image prune -f'],
    observer: ['docker images', 'docker rmi flat:1', 'docker save flat:1 | wc -c'],
    healer: ['docker import rootfs.tar flat:1', 'docker images'],
  },
  points: {
    // docker import: the image is made; its name has not been given.
    'image-made': { step: 'lock', target: 'references' },
  },
  replays: {
    'in-between': { schedule: [['importer', 'image-made'], 'cleaner', 'importer', '!look=broken', 'observer', 'healer'], expect: [{ reference: 'flat:1', is: 'dangling', at: 'broken' }, { check: 'every-reference-resolves', is: 'kept' }] },
    'clean-first': { schedule: ['cleaner', 'importer'], expect: [{ image: 'flat:1', is: 'listed' }] },
    'import-first': { schedule: ['importer', 'cleaner'], expect: [{ image: 'flat:1', is: 'listed' }] },
  },
  claims: {
    'name-without-image': {
      of: ['S0.14', 'S1.14', 'S2.14'], replay: 'in-between', holds: BOTH, evidence: 'source',
      expect: [{ actor: 'cleaner', command: 1, exit: 0, stdout: 'deleted: sha256:' }, { actor: 'importer', command: 1, exit: 1, stderr: 'failed to get digest sha256:' }, { reference: 'flat:1', is: 'dangling', at: 'broken' }],
    },
    'cannot-remove': {
      of: [], replay: 'in-between', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'observer', command: 1, stdoutLacks: 'flat' }, { actor: 'observer', command: 2, exit: 1, stderr: 'No such image: flat:1' }, { actor: 'observer', command: 3, stderr: 'failed to get digest' }],
    },
    'import-again-heals': {
      of: [], replay: 'in-between', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'healer', command: 1, exit: 0 }, { image: 'flat:1', is: 'listed' }],
    },
    'one-after-the-other': {
      of: [], replay: 'import-first', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'importer', command: 1, exit: 0 }, { actor: 'cleaner', command: 1, exit: 0, stdoutIs: 'Total reclaimed space: 0B' }, { image: 'flat:1', is: 'listed' }],
    },
  },
  sweeps: {
    prune: {
      actor: 'importer', then: ['cleaner', 'importer'],
      ends: { 'name-without-image': [{ reference: 'flat:1', is: 'dangling' }], named: [{ image: 'flat:1', is: 'listed' }] },
    },
  },
})
