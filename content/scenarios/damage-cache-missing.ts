import { defineScenario } from '#sandbox/scenario'
import { app, ubuntu } from '../images.ts'

const BOTH = ['docker-20.10', 'docker-19.03']
const OPENEULER = ['openeuler-18.09']

/** The directory of a layer is gone. The engine starts as if nothing had happened, and `docker images` lists the image. */
export default defineScenario({
  id: 'damage-cache-missing',
  files: { 'ubuntu.tar': { archive: [ubuntu] }, 'app.tar': { archive: [app] } },
  start: ['docker load -qi ubuntu.tar', 'docker load -qi app.tar'],
  actors: {
    breaker: ['rm -rf /var/lib/docker/overlay2/$(cat /var/lib/docker/image/overlay2/layerdb/sha256/d6b76fbe2c1a*/cache-id)'],
    reader: ['docker images -a', "docker inspect -f '{{.Id}}' app:1", 'docker run --rm app:1', 'docker create --name one app:1', 'docker save -o x.tar app:1', 'docker history app:1'],
    reloader: ['docker load -i app.tar', 'docker run --rm app:1'],
    repairer: ['docker rmi app:1', 'docker load -i app.tar', 'docker run --rm app:1'],
  },
  replays: {
    started: {
      schedule: ['breaker', '!kill', '!start', '!look=started', 'reader', 'reloader', '!look=reloaded', 'repairer'],
      expect: [{ check: 'every-layer-record-has-its-data', is: 'broken', at: 'started' }, { check: 'every-layer-record-has-its-data', is: 'broken', at: 'reloaded' }, { check: 'every-layer-record-has-its-data', is: 'kept' }, { check: 'a-listed-image-runs', is: 'kept' }],
    },
  },
  claims: {
    'listed-and-broken': {
      of: ['S0.17', 'S1.17', 'S2.17', 'S0.22', 'S1.22', 'S2.22'], replay: 'started', holds: BOTH, evidence: 'recorded', recording: 'damage/damage-cache-missing',
      expect: [
        { image: 'app:1', is: 'listed', at: 'started' }, { actor: 'reader', command: 2, exit: 1, stderr: 'Error response from daemon: stat /var/lib/docker/overlay2/' },
        { actor: 'reader', command: 3, exit: 127, stderr: '/committed: no such file or directory' }, { actor: 'reader', command: 4, exit: 1, stderr: '/committed: no such file or directory' },
        { actor: 'reader', command: 5, exit: 1, stderr: ': no such file or directory' },
      ],
    },
    'history-does-not-tell': {
      of: [], replay: 'started', holds: BOTH, evidence: 'recorded', recording: 'damage/damage-cache-missing',
      expect: [{ actor: 'reader', command: 6, exit: 0, stdout: 'layer 2' }],
    },
    'load-repairs-nothing': {
      of: ['S0.27', 'S1.27', 'S2.27'], replay: 'started', holds: BOTH, evidence: 'recorded', recording: 'damage/damage-cache-missing',
      expect: [{ actor: 'reloader', command: 1, exit: 0, stdout: 'Loaded image: app:1' }, { actor: 'reloader', command: 2, exit: 127, stderr: '/committed: no such file or directory' }],
    },
    'remove-and-load-repairs': {
      of: ['S0.27', 'S1.27', 'S2.27'], replay: 'started', holds: BOTH, evidence: 'recorded', recording: 'damage/damage-cache-missing',
      expect: [{ actor: 'repairer', command: 1, exit: 0, stdout: 'Deleted: sha256:d6b76fbe2c1a' }, { actor: 'repairer', command: 3, exit: 0, stdoutIs: 'app 1' }],
    },
    'openeuler-drops-it': {
      of: ['S0.17', 'S1.17', 'S2.17'], replay: 'started', holds: OPENEULER, fails: BOTH, evidence: 'source',
      expect: [{ image: 'app:1', is: 'absent', at: 'started' }, { reference: 'app:1', is: 'absent', at: 'started' }, { check: 'every-layer-record-has-its-data', is: 'kept', at: 'started' }],
    },
    'openeuler-load-is-enough': {
      of: ['S0.27', 'S1.27', 'S2.27'], replay: 'started', holds: OPENEULER, fails: BOTH, evidence: 'source',
      expect: [{ actor: 'reloader', command: 1, exit: 0, stdout: 'Loaded image: app:1' }, { actor: 'reloader', command: 2, exit: 0, stdoutIs: 'app 1' }],
    },
  },
})
