import { defineScenario } from '#sandbox/scenario'
import { base } from '../images.ts'

const EULEROS = ['euleros-1.11']

/** EulerOS: the power fails inside `docker combine`, and after it. It registers layers, makes an image, names it; the parts stay what they were. */
export default defineScenario({
  id: 'power-combine',
  profile: 'euleros-1.11',
  disk: { model: 'ext4' },
  files: { 'base.tar': { archive: [{ ...base, tags: ['base:v1.0.0'] }] }, 'app/Dockerfile': { text: 'FROM base:v1.0.0\nCOPY version /app/version\nCMD ["/bin/cat", "/app/version"]\n' }, 'app/version': { text: 'app 2\n' } },
  start: ['docker load -qi base.tar', 'docker build -q --no-parent -t app:v2.0.0 app'],
  actors: {
    joiner: ['docker combine -t full:1 app:v2.0.0'],
    observer: ['docker images -a', 'docker run --rm full:1'],
    repeater: ['docker combine -t full:1 app:v2.0.0', 'docker run --rm full:1'],
    repairer: ['docker rmi full:1', 'docker combine -t full:1 app:v2.0.0', 'docker run --rm full:1'],
  },
  points: {
    // docker combine: the complete image is made; its name has not been given.
    'name-next': { step: 'lock', target: 'references', nth: 2 },
  },
  replays: {
    'without-a-name': { schedule: [['joiner', 'name-next'], '!wait=6', '!power=none', '!boot', '!look=cut'], expect: [{ image: 'full:1', is: 'unnamed', at: 'cut' }] },
    'after-the-answer': { schedule: ['joiner', '!wait=6', '!power=none', '!boot', '!look=cut', 'observer', 'repeater', '!look=repeated', 'repairer'], expect: [{ image: 'full:1', is: 'listed', at: 'cut' }, { check: 'a-listed-image-runs', is: 'kept' }] },
    'at-once': { schedule: ['joiner', '!power=none', '!boot', '!look=cut', 'repeater', 'repairer'], expect: [{ image: 'full:1', is: 'listed' }, { check: 'a-listed-image-runs', is: 'broken', at: 'cut' }, { check: 'a-listed-image-runs', is: 'kept' }] },
    whole: { schedule: ['joiner', '!wait=40', '!power=none', '!boot', '!look=cut', 'observer'], expect: [{ check: 'every-layer-record-has-its-data', is: 'kept', at: 'cut' }] },
  },
  claims: {
    'none-image': {
      of: ['S0.18', 'S1.18', 'S2.18'], replay: 'without-a-name', holds: EULEROS, evidence: 'sandbox',
      expect: [{ actor: 'joiner', command: 1, state: 'lost' }, { image: 'full:1', is: 'unnamed', at: 'cut' }],
    },
    'listed-and-broken': {
      of: ['S0.18', 'S1.18', 'S2.18'], replay: 'after-the-answer', holds: EULEROS, evidence: 'sandbox',
      expect: [{ image: 'full:1', is: 'listed', at: 'cut' }, { check: 'every-layer-record-has-its-data', is: 'broken', at: 'cut' }, { actor: 'observer', command: 2, stdoutLacks: 'app 2' }],
    },
    'repeating-is-not-enough': {
      of: [], replay: 'after-the-answer', holds: EULEROS, evidence: 'sandbox',
      expect: [{ actor: 'repeater', command: 1, exit: 0 }, { actor: 'repeater', command: 2, stdoutLacks: 'app 2' }, { check: 'every-layer-record-has-its-data', is: 'broken', at: 'repeated' }],
    },
    'remove-then-repeat': {
      of: [], replay: 'after-the-answer', holds: EULEROS, evidence: 'sandbox',
      expect: [{ actor: 'repairer', command: 1, exit: 0 }, { actor: 'repairer', command: 3, exit: 0, stdoutIs: 'app 2' }],
    },
    'parts-stay': {
      of: [], replay: 'after-the-answer', holds: EULEROS, evidence: 'sandbox',
      expect: [{ image: 'app:v2.0.0', is: 'listed', at: 'cut' }, { image: 'base:v1.0.0', is: 'listed', at: 'cut' }, { actor: 'repairer', command: 2, exit: 0 }],
    },
    'whole-after-write-back': {
      of: [], replay: 'whole', holds: EULEROS, evidence: 'sandbox',
      expect: [{ actor: 'observer', command: 2, exit: 0, stdoutIs: 'app 2' }],
    },
  },
  sweeps: {
    cut: {
      actor: 'joiner', then: ['!power=none', '!boot', '!look=cut'],
      ends: {
        nothing: [{ listed: 2, at: 'cut' }], unnamed: [{ listed: 3, at: 'cut' }, { image: 'full:1', is: 'unnamed', at: 'cut' }], named: [{ image: 'full:1', is: 'listed', at: 'cut' }],
        damaged: [{ check: 'every-layer-record-has-its-data', is: 'broken', at: 'cut' }],
      },
    },
  },
})
