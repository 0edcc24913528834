import { defineScenario } from '#sandbox/scenario'
import { base, helloWorld } from '../images.ts'

const BOTH = ['docker-20.10', 'docker-19.03']
const OPENEULER = ['openeuler-18.09']
const RECORD = '/var/lib/docker/image/overlay2/layerdb/sha256/6308bffedf9c*'

/** A layer's record lacks its `cache-id`. The engine does not know the layer, and cannot make it again: its place is taken. */
export default defineScenario({
  id: 'damage-layer-cacheid-empty',
  files: { 'hello.tar': { archive: [helloWorld] }, 'base.tar': { archive: [base] } },
  start: ['docker load -qi hello.tar', 'docker load -qi base.tar'],
  actors: {
    breaker: [`: > $(echo ${RECORD}/cache-id)`],
    reader: ['docker images -a', 'docker run --rm base:1 true', 'docker rmi base:1', 'docker load -i base.tar', 'docker images -a', 'docker run --rm base:1 true'],
    repairer: [`rm -rf ${RECORD}`, 'docker load -i base.tar', 'docker run --rm base:1 echo hi'],
  },
  replays: {
    stuck: { schedule: ['breaker', '!kill', '!start', '!look=started', 'reader', '!look=stuck', 'repairer'], expect: [{ listed: 1, at: 'stuck' }, { image: 'base:1', is: 'listed' }] },
  },
  claims: {
    'not-listed': {
      of: [], replay: 'stuck', holds: BOTH, evidence: 'recorded', recording: 'damage/damage-layer-cacheid-empty',
      expect: [{ image: 'base:1', is: 'absent', at: 'started' }, { actor: 'reader', command: 2, exit: 125, stderr: 'layer does not exist' }, { actor: 'reader', command: 3, exit: 1, stderr: 'unrecognized image ID sha256:2601019897de' }],
    },
    stuck: {
      of: ['S0.28', 'S1.28', 'S2.28'], replay: 'stuck', holds: BOTH, evidence: 'recorded', recording: 'damage/damage-layer-cacheid-empty',
      expect: [{ actor: 'reader', command: 4, exit: 1, stderr: ': file exists' }, { actor: 'reader', command: 4, stderr: 'rename /var/lib/docker/image/overlay2/layerdb/tmp/write-set-' }, { actor: 'reader', command: 5, stdoutLacks: 'base' }, { actor: 'reader', command: 6, exit: 125 }],
    },
    'by-hand': {
      of: [], replay: 'stuck', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'repairer', command: 2, exit: 0, stdout: 'Loaded image: base:1' }, { actor: 'repairer', command: 3, exit: 0, stdoutIs: 'hi' }],
    },
    'openeuler-is-not-stuck': {
      of: ['S0.28', 'S1.28', 'S2.28'], replay: 'stuck', holds: OPENEULER, fails: BOTH, evidence: 'source',
      expect: [{ image: 'base:1', is: 'absent', at: 'started' }, { actor: 'reader', command: 4, exit: 0, stdout: 'Loaded image: base:1' }, { actor: 'reader', command: 6, exit: 0 }],
    },
  },
})
