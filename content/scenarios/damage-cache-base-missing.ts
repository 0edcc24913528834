import { defineScenario } from '#sandbox/scenario'
import { app, base, other } from '../images.ts'

const BOTH = ['docker-20.10', 'docker-19.03']
const OPENEULER = ['openeuler-18.09']

/** The directory of a layer that three images and a container share is gone. Every holder has to go before the layer does. */
export default defineScenario({
  id: 'damage-cache-base-missing',
  files: { 'base.tar': { archive: [base] }, 'app.tar': { archive: [app] }, 'other.tar': { archive: [other] } },
  start: ['docker load -qi base.tar', 'docker load -qi app.tar', 'docker load -qi other.tar', 'docker create --name keeper app:1'],
  actors: {
    breaker: ['rm -rf /var/lib/docker/overlay2/$(cat /var/lib/docker/image/overlay2/layerdb/sha256/6308bffedf9c*/cache-id)'],
    reader: ['docker images', 'docker start keeper', 'docker load -i app.tar', 'docker run --rm app:1'],
    forcer: ['docker rmi -f app:1 other:1 base:1', 'docker load -i app.tar', 'docker run --rm app:1'],
    repairer: ['docker rm keeper', 'docker rmi app:1 other:1 base:1', 'docker load -i app.tar', 'docker run --rm app:1'],
  },
  replays: {
    'container-holds': {
      schedule: ['breaker', '!kill', '!start', 'reader', 'forcer'],
      expect: [{ check: 'a-listed-image-runs', is: 'broken' }],
    },
    repair: {
      schedule: ['breaker', '!kill', '!start', 'reader', 'repairer'],
      expect: [{ check: 'a-listed-image-runs', is: 'kept' }],
    },
  },
  claims: {
    'listed-and-broken': {
      of: [], replay: 'repair', holds: ['docker-20.10', 'docker-19.03'], evidence: 'recorded', recording: 'damage/damage-cache-base-missing',
      expect: [{ actor: 'reader', command: 1, exit: 0, stdout: 'cef320c41a3e' }, { actor: 'reader', command: 2, exit: 1, stderr: 'no such file or directory' }, { actor: 'reader', command: 3, exit: 0, stdout: 'Loaded image: app:1' }, { actor: 'reader', command: 4, stderr: 'error creating overlay mount' }],
    },
    'container-holds': {
      of: ['S0.28', 'S1.28', 'S2.28'], replay: 'container-holds', holds: ['docker-20.10', 'docker-19.03'], evidence: 'sandbox',
      expect: [{ actor: 'forcer', command: 1, exit: 0, stdout: 'Untagged: base:1', stdoutLacks: 'Deleted: sha256:6308bffedf9c' }, { actor: 'forcer', command: 2, exit: 0 }, { actor: 'forcer', command: 3, stderr: 'error creating overlay mount' }],
    },
    repair: {
      of: ['S0.28', 'S1.28', 'S2.28'], replay: 'repair', holds: ['docker-20.10', 'docker-19.03'], evidence: 'recorded', recording: 'damage/damage-cache-base-missing',
      expect: [{ actor: 'repairer', command: 2, exit: 0, stdout: 'Deleted: sha256:6308bffedf9c' }, { actor: 'repairer', command: 4, exit: 0, stdoutIs: 'app 1' }],
    },
    'openeuler-drops-all-that-stood-on-it': {
      of: ['S0.28', 'S1.28', 'S2.28'], replay: 'repair', holds: OPENEULER, fails: BOTH, evidence: 'source',
      expect: [
        { actor: 'reader', command: 1, stdoutLacks: 'base' }, { actor: 'reader', command: 2, exit: 1, stderr: 'No such container: keeper' },
        { actor: 'reader', command: 3, exit: 0, stdout: 'Loaded image: app:1' }, { actor: 'reader', command: 4, exit: 0, stdoutIs: 'app 1' },
      ],
    },
  },
})
