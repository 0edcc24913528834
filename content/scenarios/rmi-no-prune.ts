import { defineScenario } from '#sandbox/scenario'
import { base } from '../images.ts'

const BOTH = ['docker-20.10', 'docker-19.03']

/** A built image stands on step images without a name. By default they go with it; `--no-prune` keeps them. */
export default defineScenario({
  id: 'rmi-no-prune',
  files: {
    'base.tar': { archive: [base] },
    'build/Dockerfile': { text: 'FROM base:1\nRUN echo 1 > /1\nRUN echo 2 > /2\nRUN echo 3 > /3\n' },
  },
  start: ['docker load -qi base.tar', 'docker build -q -t app:1 build'],
  actors: {
    keeper: ['docker images -aq | wc -l', 'docker rmi --no-prune app:1', 'docker images', 'docker images -aq | wc -l'],
    remover: ['docker images -aq | wc -l', 'docker rmi app:1', 'docker images -aq | wc -l'],
    'parent-first': ["docker rmi $(docker image inspect -f '{{.Parent}}' app:1)", 'docker rmi base:1', 'docker images'],
  },
  replays: {
    'no-prune': { schedule: ['keeper'], expect: [{ listed: 3 }] },
    default: { schedule: ['remover'], expect: [{ listed: 1 }] },
    'in-the-way': { schedule: ['parent-first'], expect: [{ image: 'app:1', is: 'listed' }, { reference: 'base:1', is: 'absent' }] },
  },
  claims: {
    'parents-go': {
      of: ['S4.28'], replay: 'default', holds: BOTH, evidence: 'recorded', recording: 'rmi/rmi-no-prune',
      expect: [{ actor: 'remover', command: 1, stdoutIs: '4' }, { actor: 'remover', command: 2, exit: 0 }, { actor: 'remover', command: 3, stdoutIs: '1' }],
    },
    'parents-stay': {
      of: ['S4.28'], replay: 'no-prune', holds: BOTH, evidence: 'recorded', recording: 'rmi/rmi-no-prune',
      expect: [{ actor: 'keeper', command: 2, exit: 0, stdout: 'Untagged: app:1' }, { actor: 'keeper', command: 3, stdout: '<none>' }, { actor: 'keeper', command: 4, stdoutIs: '3' }],
    },
    'child-in-the-way': {
      of: ['S3.12', 'S3.17'], replay: 'in-the-way', holds: BOTH, evidence: 'recorded', recording: 'rmi/rmi-parent-by-id',
      expect: [{ actor: 'parent-first', command: 1, exit: 1, stderr: '(cannot be forced) - image has dependent child images' }],
    },
    'name-of-the-parent': {
      of: [], replay: 'in-the-way', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'parent-first', command: 2, exit: 0, stdoutIs: 'Untagged: base:1' }, { image: 'app:1', is: 'listed' }, { check: 'a-listed-image-runs', is: 'kept' }],
    },
  },
})
