import { defineScenario } from '#sandbox/scenario'
import { base } from '../images.ts'

/** Builds of several steps lose an image between two of them, or one that they took from the cache, or their base while LABEL has a container that never runs. */
export default defineScenario({
  id: 'build-rmi-steps',
  files: {
    'base.tar': { archive: [base] },
    'steps/Dockerfile': { text: 'FROM base:1\nRUN echo one > /one\n' },
    'steps/Dockerfile.run': { text: 'FROM base:1\nRUN echo one > /one\nRUN echo two > /two\n' },
    'steps/Dockerfile.label': { text: 'FROM base:1\nRUN echo one > /one\nLABEL two=2\n' },
    'steps/Dockerfile.copy': { text: 'FROM base:1\nRUN echo one > /one\nCOPY data /data\n' },
    'steps/data': { text: 'data\n' },
    'label/Dockerfile': { text: 'FROM base:1\nLABEL one=1\n' },
  },
  start: ['docker load -qi base.tar'],
  actors: {
    labeller: ['docker build -t app:1 label'],
    earlier: ['docker build -q steps'],
    'two-runs': ['docker build -t app:1 -f steps/Dockerfile.run steps'],
    'run-and-label': ['docker build -t app:1 -f steps/Dockerfile.label steps'],
    'run-and-copy': ['docker build -t app:1 -f steps/Dockerfile.copy steps'],
    'step-cleaner': ['docker rmi $(docker images -qf dangling=true)'],
    forcer: ['docker rmi -f base:1'],
  },
  points: {
    // The layer of the step is unpacked; its record has not been made known.
    'layer-next': { step: 'create', target: '/cache-id' },
    // LABEL: the container is registered, and nothing has been read for its image.
    created: { step: 'output', target: 'stdout', nth: 5 },
    // Between the second step and the third, also when the second was in the cache.
    'third-step-next': { step: 'output', target: 'stdout', nth: 8 },
    'third-step-next-cached': { step: 'output', target: 'stdout', nth: 7 },
  },
  replays: {
    'created-forced': {
      schedule: [['labeller', 'created'], 'forcer', 'labeller'],
      expect: [{ actor: 'forcer', command: 1, exit: 0, stdout: 'Deleted: sha256:2601019897de' }, { actor: 'labeller', command: 1, exit: 1, stderr: 'failed to get digest sha256:2601019897de' }, { listed: 0 }],
    },
    'committing-forced': {
      schedule: [['labeller', 'layer-next'], 'forcer', 'labeller'],
      expect: [{ actor: 'forcer', command: 1, exit: 0, stdout: 'Deleted: sha256:2601019897de' }, { actor: 'labeller', command: 1, exit: 1, stderr: 'unknown parent image ID sha256:2601019897de' }, { image: 'app:1', is: 'unnamed' }],
    },
    'between-run': { schedule: [['two-runs', 'third-step-next'], 'step-cleaner', 'two-runs'], expect: [{ actor: 'step-cleaner', command: 1, exit: 0, stdout: 'Deleted: sha256:' }, { actor: 'two-runs', command: 1, exit: 1, stderr: 'No such image: sha256:' }, { listed: 1 }] },
    'between-label': { schedule: [['run-and-label', 'third-step-next'], 'step-cleaner', 'run-and-label'], expect: [{ actor: 'run-and-label', command: 1, exit: 1, stderr: 'No such image: sha256:' }, { listed: 1 }] },
    'between-copy': { schedule: [['run-and-copy', 'third-step-next'], 'step-cleaner', 'run-and-copy'], expect: [{ actor: 'run-and-copy', command: 1, exit: 1, stderr: 'failed to get destination image "sha256:' }, { image: 'app:1', is: 'absent' }] },
    'cache-hit-removed-run': { schedule: ['earlier', ['two-runs', 'third-step-next-cached'], 'step-cleaner', 'two-runs'], expect: [{ actor: 'two-runs', command: 1, exit: 1, stdout: 'Using cache', stderr: 'No such image: sha256:' }, { listed: 1 }] },
    'cache-hit-removed-copy': { schedule: ['earlier', ['run-and-copy', 'layer-next'], 'step-cleaner', 'run-and-copy'], expect: [{ actor: 'run-and-copy', command: 1, exit: 1, stdout: 'Using cache', stderr: 'unknown parent image ID sha256:' }, { image: 'app:1', is: 'unnamed' }] },
  },
})
