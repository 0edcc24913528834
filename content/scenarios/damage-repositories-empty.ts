import { defineScenario } from '#sandbox/scenario'
import { base, helloWorld } from '../images.ts'

const BOTH = ['docker-20.10', 'docker-19.03']
const NAMES = '/var/lib/docker/image/overlay2/repositories.json'

/** The file of all names is empty, and the engine does not start. Without the file it does, and every image has lost its name. */
export default defineScenario({
  id: 'damage-repositories-empty',
  files: { 'hello.tar': { archive: [helloWorld] }, 'base.tar': { archive: [base] } },
  start: ['docker load -qi hello.tar', 'docker load -qi base.tar', 'systemctl stop docker'],
  actors: {
    breaker: [`: > ${NAMES}`, 'systemctl start docker', 'docker images', 'journalctl -u docker | grep -o "failed to start daemon.*"'],
    repairer: [`rm ${NAMES}`, 'systemctl start docker', 'docker images -a'],
    namer: ['docker run --rm 967d32277b59', 'docker tag 967d32277b59 hello-world', 'docker load -i base.tar', 'docker images -a'],
  },
  replays: {
    repair: { schedule: ['breaker', 'repairer', '!look=unnamed', 'namer'], expect: [{ listed: 2, at: 'unnamed' }, { check: 'every-reference-resolves', is: 'kept' }] },
  },
  claims: {
    'does-not-start': {
      of: [], replay: 'repair', holds: BOTH, evidence: 'recorded', recording: 'damage/damage-repositories-empty',
      expect: [{ actor: 'breaker', command: 2, exit: 1 }, { actor: 'breaker', command: 4, stdout: "Couldn't create reference store repository: EOF" }, { actor: 'breaker', command: 3, exit: 1, stderr: 'Cannot connect to the Docker daemon' }],
    },
    'images-without-names': {
      of: [], replay: 'repair', holds: BOTH, evidence: 'recorded', recording: 'damage/damage-repositories-empty',
      expect: [{ actor: 'repairer', command: 2, exit: 0 }, { actor: 'repairer', command: 3, stdout: '<none>' }, { image: 'base:1', is: 'unnamed', at: 'unnamed' }, { listed: 2, at: 'unnamed' }],
    },
    'names-again': {
      of: [], replay: 'repair', holds: BOTH, evidence: 'recorded', recording: 'damage/damage-repositories-empty',
      expect: [{ actor: 'namer', command: 1, exit: 0, stdoutIs: 'Hello from Docker!' }, { actor: 'namer', command: 3, exit: 0 }, { image: 'hello-world:latest', is: 'listed' }, { image: 'base:1', is: 'listed' }, { actor: 'namer', command: 4, stdoutLacks: '<none>' }],
    },
  },
})
