import { defineScenario } from '#sandbox/scenario'
import { app } from '../images.ts'

const BOTH = ['docker-20.10', 'docker-19.03']

/** The kernel panics while an image is pulled, between the image and its names. Then the same with a sync before a reset. */
export default defineScenario({
  id: 'panic-pull',
  disk: { model: 'ext4' },
  registry: { catalogue: [], images: [app] },
  actors: {
    puller: ['docker pull app:1'],
    panicker: ['echo c > /proc/sysrq-trigger'],
    resetter: ['echo s > /proc/sysrq-trigger', 'echo b > /proc/sysrq-trigger'],
    reader: ["docker images --format '{{.Repository}} {{.Tag}}'", 'docker run --rm $(docker images -q)'],
    repairer: ['docker rmi $(docker images -q)', 'docker pull app:1', 'docker run --rm app:1'],
  },
  points: {
    // docker pull: the image is made; the first of its names is written and synced beside the file, which is still the old one.
    'names-next': { step: 'rename', target: 'repositories.json' },
  },
  replays: {
    panic: { schedule: [['puller', 'names-next'], 'panicker', '!boot', '!look=cut', 'reader', 'repairer'], expect: [{ check: 'a-listed-image-runs', is: 'broken', at: 'cut' }, { check: 'a-listed-image-runs', is: 'kept' }] },
    synced: { schedule: [['puller', 'names-next'], 'resetter', '!look=cut', 'reader'], expect: [{ check: 'every-layer-record-has-its-data', is: 'kept', at: 'cut' }] },
  },
  claims: {
    'none-and-empty': {
      of: ['S0.48', 'S1.48', 'S2.48', 'S0.49', 'S1.49', 'S2.49'], replay: 'panic', holds: BOTH, evidence: 'sandbox',
      expect: [{ image: 'app:1', is: 'unnamed', at: 'cut' }, { actor: 'reader', command: 1, stdoutIs: '<none> <none>' }, { actor: 'reader', command: 2, exit: 125, stderr: 'error creating overlay mount' }],
    },
    'remove-then-pull': {
      of: ['S0.50', 'S1.50', 'S2.50'], replay: 'panic', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'repairer', command: 1, exit: 0, stdout: 'Deleted: sha256:cef320c41a3e' }, { actor: 'repairer', command: 3, exit: 0, stdoutIs: 'app 1' }],
    },
    'sync-keeps-the-contents': {
      of: [], replay: 'synced', holds: BOTH, evidence: 'sandbox',
      expect: [{ image: 'app:1', is: 'unnamed', at: 'cut' }, { actor: 'reader', command: 2, exit: 0, stdoutIs: 'app 1' }],
    },
  },
})
