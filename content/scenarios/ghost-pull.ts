import { defineScenario } from '#sandbox/scenario'
import { app } from '../images.ts'

const BOTH = ['docker-20.10', 'docker-19.03']
const IMAGE = '/var/lib/docker/image/overlay2'

/** The record of a layer is gone and the image cannot be listed. A pull finds the config of the image and takes it for present. */
export default defineScenario({
  id: 'ghost-pull',
  registry: { catalogue: [], images: [app] },
  start: ['docker pull app:1'],
  actors: {
    breaker: [`rm -rf ${IMAGE}/layerdb/sha256/d6b76fbe2c1a*`],
    reader: ['docker images -a', 'docker pull app:1', 'docker images -a', 'docker run --rm app:1', 'docker rmi app:1', 'docker pull app:1', 'docker images -a'],
    repairer: ['systemctl stop docker', `rm ${IMAGE}/imagedb/content/sha256/cef320c41a3e*`, 'systemctl start docker', 'docker pull app:1', 'docker images', 'docker run --rm app:1'],
  },
  replays: {
    ghost: {
      schedule: ['breaker', '!kill', '!start', '!look=started', 'reader', '!look=pulled', 'repairer'],
      expect: [{ listed: 0, at: 'started' }, { listed: 0, at: 'pulled' }, { check: 'every-image-has-its-layers', is: 'broken', at: 'pulled' }, { check: 'a-listed-image-runs', is: 'kept' }],
    },
  },
  claims: {
    'up-to-date': {
      of: [], replay: 'ghost', holds: BOTH, evidence: 'source',
      expect: [{ actor: 'reader', command: 2, exit: 0, stdout: 'Status: Image is up to date for app:1' }, { actor: 'reader', command: 3, stdoutLacks: 'app' }, { actor: 'reader', command: 4, exit: 125, stderr: 'layer does not exist' }],
    },
    'newer-image': {
      of: [], replay: 'ghost', holds: BOTH, evidence: 'source',
      expect: [{ actor: 'reader', command: 5, exit: 1, stderr: 'unrecognized image ID sha256:cef320c41a3e' }, { actor: 'reader', command: 6, exit: 0, stdout: 'Status: Downloaded newer image for app:1' }, { actor: 'reader', command: 6, stdoutLacks: 'Pulling fs layer' }, { listed: 0, at: 'pulled' }],
    },
    'config-by-hand': {
      of: [], replay: 'ghost', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'repairer', command: 4, exit: 0, stdout: 'Already exists' }, { actor: 'repairer', command: 4, stdout: 'Pull complete' }, { actor: 'repairer', command: 6, exit: 0, stdoutIs: 'app 1' }],
    },
    'openeuler-cleans-up': {
      of: [], replay: 'ghost', holds: ['openeuler-18.09'], fails: BOTH, evidence: 'source',
      expect: [{ actor: 'reader', command: 2, exit: 0, stdout: 'Status: Downloaded newer image for app:1' }, { actor: 'reader', command: 3, stdout: 'cef320c41a3e' }, { actor: 'reader', command: 4, exit: 0, stdoutIs: 'app 1' }],
    },
  },
})
