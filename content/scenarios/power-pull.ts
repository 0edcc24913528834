import { defineScenario } from '#sandbox/scenario'
import { app } from '../images.ts'

const BOTH = ['docker-20.10', 'docker-19.03']

/** The power fails inside and after `docker pull`: the records are synced one by one, the files of the layers never. */
export default defineScenario({
  id: 'power-pull',
  disk: { model: 'ext4' },
  registry: { catalogue: [], images: [app] },
  actors: {
    puller: ['docker pull app:1'],
    reader: ['docker images', 'docker run --rm app:1'],
    again: ['docker pull app:1', 'docker run --rm app:1'],
    repairer: ['docker rmi app:1', 'docker pull app:1', 'docker run --rm app:1'],
  },
  replays: {
    'at-once': {
      schedule: ['puller', '!power=none', '!boot', '!look=cut', 'again'],
      expect: [{ image: 'app:1', is: 'absent', at: 'cut' }, { image: 'app:1', is: 'listed' }, { check: 'every-layer-record-has-its-data', is: 'broken' }],
    },
    'after-8-s': {
      schedule: ['puller', '!wait=8', '!power=none', '!boot', '!look=cut', 'reader', 'again', '!look=again', 'repairer'],
      expect: [{ image: 'app:1', is: 'listed', at: 'cut' }, { check: 'every-layer-record-has-its-data', is: 'broken', at: 'again' }, { check: 'a-listed-image-runs', is: 'kept' }],
    },
    'after-40-s': {
      schedule: ['puller', '!wait=40', '!power=none', '!boot', '!look=cut', 'reader'],
      expect: [{ image: 'app:1', is: 'listed', at: 'cut' }, { check: 'every-layer-record-has-its-data', is: 'kept' }, { actor: 'reader', command: 2, exit: 0 }],
    },
  },
  claims: {
    'listed-but-empty': {
      of: ['S0.16', 'S0.19', 'S0.21', 'S0.22', 'S0.24'], replay: 'after-8-s', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'puller', command: 1, exit: 0, stdout: 'Status: Downloaded newer image for app:1' }, { image: 'app:1', is: 'listed', at: 'cut' }, { check: 'every-layer-record-has-its-data', is: 'broken', at: 'cut' }, { actor: 'reader', command: 2, exit: 125, stderr: 'error creating overlay mount' }],
    },
    'pull-does-not-repair': {
      of: [], replay: 'after-8-s', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'again', command: 1, exit: 0, stdout: 'Status: Image is up to date for app:1' }, { actor: 'again', command: 2, exit: 125, stderr: 'error creating overlay mount' }],
    },
    'remove-then-pull': {
      of: ['S0.26', 'S0.27'], replay: 'after-8-s', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'repairer', command: 1, exit: 0 }, { actor: 'repairer', command: 3, exit: 0, stdoutIs: 'app 1' }],
    },
    'reuses-damaged': {
      of: [], replay: 'at-once', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'puller', command: 1, exit: 0 }, { actor: 'again', command: 1, exit: 0, stdoutLacks: 'Pulling fs layer' }, { actor: 'again', command: 2, exit: 125, stderr: 'error creating overlay mount' }],
    },
    'written-back': {
      of: [], replay: 'after-40-s', holds: BOTH, evidence: 'sandbox',
      expect: [{ image: 'app:1', is: 'listed', at: 'cut' }, { actor: 'reader', command: 2, exit: 0, stdoutIs: 'app 1' }],
    },
  },
  sweeps: {
    cut: {
      actor: 'puller', then: ['!power=none', '!boot', '!look=cut', 'again'],
      ends: {
        works: [{ actor: 'again', command: 2, exit: 0 }],
        'nothing-listed': [{ listed: 0, at: 'cut' }],
        unnamed: [{ image: 'app:1', is: 'unnamed', at: 'cut' }],
        named: [{ image: 'app:1', is: 'listed', at: 'cut' }],
        'still-damaged': [{ actor: 'again', command: 1, exit: 0 }, { check: 'every-layer-record-has-its-data', is: 'broken' }],
      },
    },
  },
})
