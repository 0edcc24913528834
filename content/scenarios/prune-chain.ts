import { defineScenario } from '#sandbox/scenario'
import { base } from '../images.ts'

const BOTH = ['docker-20.10', 'docker-19.03']

/** Builds leave step images. Those that others stand on stay; a step that nothing stands on any more goes. */
export default defineScenario({
  id: 'prune-chain',
  files: {
    'base.tar': { archive: [base] },
    'build/Dockerfile': { text: 'FROM base:1\nRUN echo one > /one\nRUN echo two > /two\n' },
    'build/Dockerfile.2': { text: 'FROM base:1\nRUN echo one > /one\nRUN echo other > /two\n' },
  },
  start: ['docker load -qi base.tar', 'docker build -q -t app:1 build'],
  actors: {
    cleaner: ['docker images -a', 'docker image prune -f', 'docker images -aq | wc -l', "docker rmi $(docker image inspect -f '{{.Parent}}' app:1)"],
    rebuilder: ['docker build -q -t app:1 -f build/Dockerfile.2 build', 'docker images -a', 'docker image prune -f', 'docker images -a', 'docker rmi app:1', 'docker images -a'],
  },
  replays: {
    chain: { schedule: ['cleaner', '!look=first', 'rebuilder'], expect: [{ listed: 1 }, { check: 'no-orphan-data', is: 'kept' }] },
  },
  claims: {
    'steps-stay': {
      of: ['S0.34', 'S1.34', 'S2.34'], replay: 'chain', holds: BOTH, evidence: 'recorded', recording: 'prune/prune-built',
      expect: [{ actor: 'cleaner', command: 1, stdout: '6028c88e8428' }, { actor: 'cleaner', command: 2, exit: 0, stdoutIs: 'Total reclaimed space: 0B' }, { actor: 'cleaner', command: 3, stdoutIs: '3' }],
    },
    'step-refused': {
      of: ['S0.34', 'S1.34', 'S2.34'], replay: 'chain', holds: BOTH, evidence: 'recorded', recording: 'rmi/rmi-parent-by-id',
      expect: [{ actor: 'cleaner', command: 4, exit: 1, stderr: '(cannot be forced) - image has dependent child images' }],
    },
    'old-top-goes': {
      of: ['S0.30', 'S1.30', 'S2.30'], replay: 'chain', holds: BOTH, evidence: 'recorded', recording: 'prune/prune-built',
      expect: [{ actor: 'rebuilder', command: 2, stdout: 'fcaf615e2267' }, { actor: 'rebuilder', command: 3, exit: 0, stdout: 'deleted: sha256:fcaf615e2267' }, { actor: 'rebuilder', command: 4, stdout: '6028c88e8428' }, { actor: 'rebuilder', command: 4, stdoutLacks: 'fcaf615e2267' }],
    },
    'steps-go-with-it': {
      of: [], replay: 'chain', holds: BOTH, evidence: 'recorded', recording: 'prune/prune-built',
      expect: [{ actor: 'rebuilder', command: 5, exit: 0, stdout: 'Deleted: sha256:6028c88e8428' }, { actor: 'rebuilder', command: 6, stdoutLacks: '<none>' }, { listed: 1 }],
    },
  },
})
