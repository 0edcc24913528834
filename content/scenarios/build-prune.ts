import { defineScenario } from '#sandbox/scenario'
import { base } from '../images.ts'

const BOTH = ['docker-20.10', 'docker-19.03']

/** A clean-up meets a build. During RUN the container protects the step image; during COPY there is none, and nothing holds it. */
export default defineScenario({
  id: 'build-prune',
  files: {
    'base.tar': { archive: [base] },
    'build/Dockerfile': { text: 'FROM base:1\nRUN echo one > /one\nCOPY data /data\nRUN echo two > /two\n' },
    'build/data': { text: 'data\n' },
  },
  start: ['docker load -qi base.tar'],
  actors: {
    builder: ['docker build -t app:1 build'],
    cleaner: ['docker image prune -f'],
    remover: ['docker rmi --no-prune app:1'],
    again: ['docker build -t app:1 build'],
    observer: ['docker images -a', 'docker image prune -f', 'docker images -a', 'docker build -q -t app:1 build', 'docker run --rm app:1 cat /data'],
  },
  points: {
    // RUN: the container has ended, its changes become a layer.
    'in-run': { step: 'create', target: '/cache-id' },
    // COPY: the file is in its layer; the image of the step is not made.
    'in-copy': { step: 'create', target: '/cache-id', nth: 2 },
    // Between RUN and COPY: the container is gone, the next step has not begun.
    'between-steps': { step: 'output', target: 'stdout', nth: 8 },
    // The second RUN: its container stands on the image of COPY.
    'in-second-run': { step: 'create', target: '/cache-id', nth: 3 },
  },
  replays: {
    'in-run': { schedule: [['builder', 'in-run'], 'cleaner', 'builder'], expect: [{ image: 'app:1', is: 'listed' }] },
    'in-copy': { schedule: [['builder', 'in-copy'], 'cleaner', 'builder', '!look=failed', 'observer'], expect: [{ image: 'app:1', is: 'unnamed', at: 'failed' }, { image: 'app:1', is: 'listed' }] },
    'between-steps': { schedule: [['builder', 'between-steps'], 'cleaner', 'builder'], expect: [{ actor: 'cleaner', command: 1, exit: 0, stdout: 'deleted: sha256:' }, { actor: 'builder', command: 1, exit: 1, stderr: 'failed to get destination image "sha256:' }, { image: 'app:1', is: 'absent' }] },
    'cache-kept': { schedule: ['builder', 'remover', 'again'], expect: [{ actor: 'again', command: 1, exit: 0, stdout: 'Using cache' }, { image: 'app:1', is: 'listed' }] },
    'cache-lost': { schedule: ['builder', 'remover', 'cleaner', 'again'], expect: [{ actor: 'again', command: 1, exit: 0, stdoutLacks: 'Using cache' }, { image: 'app:1', is: 'listed' }] },
    'in-second-run': { schedule: [['builder', 'in-second-run'], 'cleaner', 'builder'], expect: [{ image: 'app:1', is: 'listed' }] },
  },
  claims: {
    'harmless-in-run': {
      of: ['S0.52', 'S1.52', 'S2.52'], replay: 'in-second-run', holds: BOTH, evidence: 'recorded', recording: 'concurrency/build-prune',
      expect: [{ actor: 'cleaner', command: 1, exit: 0, stdoutIs: 'Total reclaimed space: 0B' }, { actor: 'builder', command: 1, exit: 0, stdout: 'Successfully tagged app:1' }],
    },
    'breaks-copy': {
      of: ['S0.52', 'S1.52', 'S2.52'], replay: 'in-copy', holds: BOTH, evidence: 'source',
      expect: [{ actor: 'cleaner', command: 1, exit: 0, stdout: 'deleted: sha256:' }, { actor: 'builder', command: 1, exit: 1, stderr: 'failed to set parent sha256:' }, { actor: 'builder', command: 1, stderr: 'unknown parent image ID sha256:' }],
    },
    'leaves-none': {
      of: ['S0.57', 'S1.57', 'S2.57'], replay: 'in-copy', holds: BOTH, evidence: 'source',
      expect: [{ image: 'app:1', is: 'unnamed', at: 'failed' }, { actor: 'observer', command: 1, stdout: '<none>' }, { actor: 'observer', command: 2, exit: 0, stdout: 'deleted: sha256:' }, { actor: 'observer', command: 3, stdoutLacks: '<none>' }],
    },
    'build-again': {
      of: [], replay: 'in-copy', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'observer', command: 4, exit: 0, stdout: 'sha256:' }, { actor: 'observer', command: 5, exit: 0, stdoutIs: 'data' }],
    },
  },
})
