import { defineScenario } from '#sandbox/scenario'
import { app } from '../images.ts'

const BOTH = ['docker-20.10', 'docker-19.03']
const OPENEULER = ['openeuler-18.09']

/** One file of a layer is another one than the archive had. Whoever reads the layer back as an archive is told; nobody else is. */
export default defineScenario({
  id: 'damage-cache-file-changed',
  files: { 'app.tar': { archive: [app] } },
  start: ['docker load -qi app.tar'],
  actors: {
    breaker: ['echo tampered > /var/lib/docker/overlay2/$(cat /var/lib/docker/image/overlay2/layerdb/sha256/d6b76fbe2c1a*/cache-id)/diff/app/version'],
    emptier: [': > /var/lib/docker/overlay2/$(cat /var/lib/docker/image/overlay2/layerdb/sha256/d6b76fbe2c1a*/cache-id)/diff/app/version'],
    reader: ['docker images -a', 'docker run --rm app:1', 'docker save -o x.tar app:1', 'docker save app:1 | wc -c'],
    repairer: ['docker rmi app:1', 'docker load -i app.tar', 'docker run --rm app:1', 'docker save -o x.tar app:1'],
  },
  replays: {
    changed: { schedule: ['breaker', '!kill', '!start', '!look=started', 'reader', 'repairer'], expect: [{ check: 'every-layer-record-has-its-data', is: 'kept' }] },
    emptied: { schedule: ['emptier', '!kill', '!start', '!look=started', 'reader'], expect: [{ check: 'every-layer-record-has-its-data', is: 'broken' }] },
  },
  claims: {
    'runs-with-the-wrong-file': {
      of: ['S0.22', 'S1.22', 'S2.22'], replay: 'changed', holds: BOTH, evidence: 'recorded', recording: 'damage/damage-cache-file-changed',
      expect: [{ image: 'app:1', is: 'listed', at: 'started' }, { actor: 'reader', command: 2, exit: 0, stdoutIs: 'tampered' }],
    },
    'save-reads-every-byte': {
      of: ['S0.25', 'S1.25', 'S2.25'], replay: 'changed', holds: BOTH, evidence: 'recorded', recording: 'damage/damage-cache-file-changed',
      expect: [{ actor: 'reader', command: 3, exit: 1, stderr: 'file integrity checksum failed for "app/version"' }, { actor: 'reader', command: 4, stderr: 'file integrity checksum failed for "app/version"' }],
    },
    'empty-file-too': {
      of: ['S0.21', 'S1.21', 'S2.21'], replay: 'emptied', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'reader', command: 2, exit: 0, stdoutIs: '' }, { actor: 'reader', command: 3, exit: 1 }],
    },
    'remove-and-load-repairs': {
      of: ['S0.27', 'S1.27', 'S2.27'], replay: 'changed', holds: BOTH, evidence: 'recorded', recording: 'damage/damage-cache-file-changed',
      expect: [{ actor: 'repairer', command: 3, exit: 0, stdoutIs: 'app 1' }, { actor: 'repairer', command: 4, exit: 0 }],
    },
    'openeuler-does-not-look-inside': {
      of: ['S0.22', 'S1.22', 'S2.22'], replay: 'emptied', holds: [...BOTH, ...OPENEULER], evidence: 'source',
      expect: [{ image: 'app:1', is: 'listed', at: 'started' }, { actor: 'reader', command: 2, exit: 0, stdoutIs: '' }],
    },
  },
})
