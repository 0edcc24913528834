import { defineScenario } from '#sandbox/scenario'
import { app } from '../images.ts'

const BOTH = ['docker-20.10', 'docker-19.03']

/** The power fails inside `docker import`, and after it: the records are there, the files of the layer are empty. */
export default defineScenario({
  id: 'power-import',
  disk: { model: 'ext4' },
  files: { 'app.tar': { archive: [app] } },
  start: ['docker load -qi app.tar', 'docker create --name one app:1', 'docker export -o rootfs.tar one'],
  actors: {
    importer: ['docker import rootfs.tar flat:1'],
    observer: ['docker images -a', 'docker run --rm flat:1 cat /app/version', 'docker save flat:1 | wc -c'],
    repeater: ['docker import rootfs.tar flat:1', 'docker run --rm flat:1 cat /app/version'],
    repairer: ['docker rmi $(docker images -q flat) $(docker images -qf dangling=true)', 'docker import rootfs.tar flat:1', 'docker run --rm flat:1 cat /app/version'],
  },
  points: {
    // docker import: the image is made; its name has not been given.
    'name-next': { step: 'lock', target: 'references' },
  },
  replays: {
    'without-a-name': { schedule: [['importer', 'name-next'], '!wait=6', '!power=none', '!boot', '!look=cut'], expect: [{ image: 'flat:1', is: 'unnamed', at: 'cut' }] },
    'after-the-answer': { schedule: ['importer', '!wait=6', '!power=none', '!boot', '!look=cut', 'observer', 'repeater', '!look=repeated', 'repairer'], expect: [{ image: 'flat:1', is: 'listed', at: 'cut' }, { check: 'a-listed-image-runs', is: 'kept' }] },
    whole: { schedule: ['importer', '!wait=40', '!power=none', '!boot', '!look=cut', 'observer'], expect: [{ check: 'every-layer-record-has-its-data', is: 'kept', at: 'cut' }] },
  },
  claims: {
    'none-image': {
      of: ['S0.18', 'S1.18', 'S2.18'], replay: 'without-a-name', holds: BOTH, evidence: 'sandbox',
      expect: [{ image: 'flat:1', is: 'unnamed', at: 'cut' }],
    },
    'listed-and-broken': {
      of: ['S0.22', 'S1.22', 'S2.22'], replay: 'after-the-answer', holds: BOTH, evidence: 'sandbox',
      expect: [{ image: 'flat:1', is: 'listed', at: 'cut' }, { check: 'every-layer-record-has-its-data', is: 'broken', at: 'cut' }, { actor: 'observer', command: 2, exit: 127 }],
    },
    'repeating-is-not-enough': {
      of: ['S0.27', 'S1.27', 'S2.27'], replay: 'after-the-answer', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'repeater', command: 1, exit: 0 }, { actor: 'repeater', command: 2, exit: 127 }, { check: 'every-layer-record-has-its-data', is: 'broken', at: 'repeated' }],
    },
    'remove-then-repeat': {
      of: ['S0.27', 'S1.27', 'S2.27'], replay: 'after-the-answer', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'repairer', command: 1, exit: 0 }, { actor: 'repairer', command: 3, exit: 0, stdoutIs: 'app 1' }],
    },
    'whole-after-write-back': {
      of: [], replay: 'whole', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'observer', command: 2, exit: 0, stdoutIs: 'app 1' }],
    },
  },
  sweeps: {
    cut: {
      actor: 'importer', then: ['!power=none', '!boot', '!look=cut'],
      ends: { nothing: [{ listed: 1, at: 'cut' }], unnamed: [{ listed: 2, at: 'cut' }, { image: 'flat:1', is: 'unnamed', at: 'cut' }], named: [{ image: 'flat:1', is: 'listed', at: 'cut' }], damaged: [{ check: 'every-layer-record-has-its-data', is: 'broken', at: 'cut' }] },
    },
  },
})
