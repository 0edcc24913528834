import { defineScenario } from '#sandbox/scenario'
import { app, base } from '../images.ts'

const BOTH = ['docker-20.10', 'docker-19.03']

/** The short name of a layer is an empty file. What is put on top of this layer inherits a reference to nothing. */
export default defineScenario({
  id: 'damage-link-empty',
  files: { 'base.tar': { archive: [base] }, 'app.tar': { archive: [app] } },
  start: ['docker load -qi base.tar'],
  actors: {
    breaker: [': > /var/lib/docker/overlay2/$(cat /var/lib/docker/image/overlay2/layerdb/sha256/6308bffedf9c*/cache-id)/link'],
    reader: ['docker images -a', 'docker load -i app.tar', "docker inspect -f '{{.Id}}' app:1", 'docker run --rm app:1', 'cat /var/lib/docker/overlay2/*/lower'],
    repairer: ['docker rmi app:1 base:1', 'docker load -i app.tar', "docker inspect -f '{{.Os}}' app:1", 'docker run --rm app:1'],
  },
  replays: {
    child: {
      schedule: ['breaker', '!kill', '!start', '!look=started', 'reader', '!look=loaded', 'repairer'],
      expect: [{ check: 'a-listed-image-runs', is: 'broken', at: 'loaded' }, { check: 'a-listed-image-runs', is: 'kept' }],
    },
  },
  claims: {
    'inherits-nothing': {
      of: [], replay: 'child', holds: BOTH, evidence: 'source',
      expect: [
        { actor: 'reader', command: 2, exit: 0, stdout: 'Loaded image: app:1' }, { actor: 'reader', command: 3, exit: 1, stderr: 'readlink /var/lib/docker/overlay2/l: invalid argument' },
        { actor: 'reader', command: 5, stdoutIs: 'l' },
      ],
    },
    'base-is-missing': {
      of: [], replay: 'child', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'reader', command: 4, exit: 127, stderr: 'no such file or directory' }],
    },
    'remove-both-and-load': {
      of: [], replay: 'child', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'repairer', command: 1, exit: 0, stdout: 'Deleted: sha256:6308bffedf9c' }, { actor: 'repairer', command: 3, exit: 0, stdoutIs: 'linux' }, { actor: 'repairer', command: 4, exit: 0, stdoutIs: 'app 1' }],
    },
  },
})
