import { defineScenario } from '#sandbox/scenario'
import { ubuntu } from '../images.ts'

const BOTH = ['docker-20.10', 'docker-19.03']
const OPENEULER = ['openeuler-18.09']

/** The short names in `overlay2/l` are gone. All directories are whole, and no layer can be mounted. */
export default defineScenario({
  id: 'damage-link-missing',
  files: { 'ubuntu.tar': { archive: [ubuntu] } },
  start: ['docker load -qi ubuntu.tar'],
  actors: {
    breaker: ['rm /var/lib/docker/overlay2/l/*'],
    reader: ['docker images -a', 'docker run --rm ubuntu:18.04 echo hi', 'docker load -i ubuntu.tar', 'docker run --rm ubuntu:18.04 ls /run/systemd'],
    inspector: ["docker inspect -f '{{.Os}}' ubuntu:18.04"],
    linker: ['for layer in /var/lib/docker/overlay2/*/link; do ln -s ../$(basename $(dirname $layer))/diff /var/lib/docker/overlay2/l/$(cat $layer); done', 'docker run --rm ubuntu:18.04 ls /run/systemd'],
    repairer: ['docker rmi ubuntu:18.04', 'docker load -i ubuntu.tar', 'docker run --rm ubuntu:18.04 ls /run/systemd'],
  },
  replays: {
    reload: { schedule: ['breaker', '!kill', '!start', '!look=started', 'reader'] },
    relink: { schedule: ['breaker', '!kill', '!start', 'reader', 'linker'], expect: [{ check: 'a-listed-image-runs', is: 'kept' }] },
    repair: { schedule: ['breaker', '!kill', '!start', 'inspector', 'reader', 'repairer'], expect: [{ check: 'a-listed-image-runs', is: 'kept' }] },
  },
  claims: {
    'listed-and-broken': {
      of: [], replay: 'reload', holds: BOTH, evidence: 'recorded', recording: 'damage/damage-link-missing',
      expect: [{ image: 'ubuntu:18.04', is: 'listed', at: 'started' }, { actor: 'reader', command: 2, exit: 127, stderr: '-init/merged: no such file or directory' }],
    },
    'inspect-stops': {
      of: [], replay: 'repair', holds: BOTH, evidence: 'source',
      expect: [{ actor: 'inspector', command: 1, exit: 1, stderr: 'Error response from daemon: readlink /var/lib/docker/overlay2/l/' }, { actor: 'inspector', command: 1, stderr: ': no such file or directory' }],
    },
    'load-repairs-nothing': {
      of: ['S0.27', 'S1.27', 'S2.27'], replay: 'reload', holds: BOTH, evidence: 'recorded', recording: 'damage/damage-link-missing',
      expect: [{ actor: 'reader', command: 3, exit: 0 }, { actor: 'reader', command: 4, exit: 127, stderr: '-init/merged: no such file or directory' }],
    },
    'links-by-hand': {
      of: [], replay: 'relink', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'linker', command: 2, exit: 0, stdoutIs: 'container' }],
    },
    'remove-and-load-repairs': {
      of: ['S0.27', 'S1.27', 'S2.27'], replay: 'repair', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'repairer', command: 1, exit: 0 }, { actor: 'repairer', command: 3, exit: 0, stdoutIs: 'container' }],
    },
    'openeuler-makes-them-again': {
      of: [], replay: 'reload', holds: OPENEULER, fails: BOTH, evidence: 'source',
      expect: [{ image: 'ubuntu:18.04', is: 'listed', at: 'started' }, { actor: 'reader', command: 2, exit: 0, stdoutIs: 'hi' }, { check: 'a-listed-image-runs', is: 'kept' }],
    },
  },
})
