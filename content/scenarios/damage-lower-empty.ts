import { defineScenario } from '#sandbox/scenario'
import { ubuntu } from '../images.ts'

const BOTH = ['docker-20.10', 'docker-19.03']
const OPENEULER = ['openeuler-18.09']
const TOP = '/var/lib/docker/overlay2/$(cat /var/lib/docker/image/overlay2/layerdb/sha256/538567666ad2*/cache-id)'

/** The file `lower` of the top layer is empty, as a power cut leaves it. The engine believes that the layer stands on nothing. */
export default defineScenario({
  id: 'damage-lower-empty',
  files: { 'ubuntu.tar': { archive: [ubuntu] } },
  start: ['docker load -qi ubuntu.tar'],
  actors: {
    breaker: [`: > ${TOP}/lower`],
    reader: ['docker images -a', 'docker run --rm ubuntu:18.04 echo hi', 'docker save -o x.tar ubuntu:18.04'],
    reloader: ['docker load -i ubuntu.tar', 'docker run --rm ubuntu:18.04 echo hi'],
    repairer: ['docker rmi ubuntu:18.04', 'docker load -i ubuntu.tar', 'docker run --rm ubuntu:18.04 echo hi'],
  },
  replays: {
    reload: { schedule: ['breaker', '!kill', '!start', '!look=started', 'reader', 'reloader'], expect: [{ check: 'a-listed-image-runs', is: 'broken' }] },
    repair: { schedule: ['breaker', '!kill', '!start', 'reader', 'repairer'], expect: [{ check: 'a-listed-image-runs', is: 'kept' }, { check: 'every-layer-record-has-its-data', is: 'kept' }] },
  },
  claims: {
    'listed-and-broken': {
      of: [], replay: 'reload', holds: BOTH, evidence: 'recorded', recording: 'damage/damage-lower-empty',
      expect: [
        { image: 'ubuntu:18.04', is: 'listed', at: 'started' }, { actor: 'reader', command: 2, exit: 125, stderr: 'too many levels of symbolic links' },
        { actor: 'reader', command: 3, exit: 1, stderr: 'too many levels of symbolic links' },
      ],
    },
    'load-repairs-nothing': {
      of: ['S0.27', 'S1.27', 'S2.27'], replay: 'reload', holds: BOTH, evidence: 'recorded', recording: 'damage/damage-lower-empty',
      expect: [{ actor: 'reloader', command: 1, exit: 0, stdout: 'Loaded image: ubuntu:18.04' }, { actor: 'reloader', command: 2, exit: 125, stderr: 'too many levels of symbolic links' }],
    },
    'remove-and-load-repairs': {
      of: ['S0.27', 'S1.27', 'S2.27'], replay: 'repair', holds: BOTH, evidence: 'recorded', recording: 'damage/damage-lower-empty',
      expect: [{ actor: 'repairer', command: 1, exit: 0, stdout: 'Deleted: sha256:5e182b31db20' }, { actor: 'repairer', command: 3, exit: 0, stdoutIs: 'hi' }],
    },
    'openeuler-drops-it': {
      of: ['S0.27', 'S1.27', 'S2.27'], replay: 'reload', holds: OPENEULER, fails: BOTH, evidence: 'source',
      expect: [{ image: 'ubuntu:18.04', is: 'absent', at: 'started' }, { reference: 'ubuntu:18.04', is: 'absent', at: 'started' }, { actor: 'reloader', command: 2, exit: 0, stdoutIs: 'hi' }],
    },
  },
})
