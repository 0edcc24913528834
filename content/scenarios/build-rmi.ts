import { defineScenario } from '#sandbox/scenario'
import { base } from '../images.ts'

const BOTH = ['docker-20.10', 'docker-19.03']

/** The image that a build stands on is removed under it. A container of the build protects it; a COPY has none. */
export default defineScenario({
  id: 'build-rmi',
  files: {
    'base.tar': { archive: [base] },
    'build/Dockerfile': { text: 'FROM base:1\nRUN echo one > /one\n' },
    'build/Dockerfile.copy': { text: 'FROM base:1\nCOPY data /data\n' },
    'build/data': { text: 'data\n' },
    'steps/Dockerfile': { text: 'FROM base:1\nRUN echo one > /one\n' },
    'steps/Dockerfile.run': { text: 'FROM base:1\nRUN echo one > /one\nRUN echo two > /two\n' },
    'steps/Dockerfile.label': { text: 'FROM base:1\nRUN echo one > /one\nLABEL two=2\n' },
    'steps/Dockerfile.copy': { text: 'FROM base:1\nRUN echo one > /one\nCOPY data /data\n' },
    'steps/data': { text: 'data\n' },
    'label/Dockerfile': { text: 'FROM base:1\nLABEL one=1\n' },
  },
  start: ['docker load -qi base.tar'],
  actors: {
    runner: ['docker build -t app:1 build'],
    copier: ['docker build -t app:1 -f build/Dockerfile.copy build'],
    labeller: ['docker build -t app:1 label'],
    earlier: ['docker build -q steps'],
    'two-runs': ['docker build -t app:1 -f steps/Dockerfile.run steps'],
    'run-and-label': ['docker build -t app:1 -f steps/Dockerfile.label steps'],
    'run-and-copy': ['docker build -t app:1 -f steps/Dockerfile.copy steps'],
    'step-cleaner': ['docker rmi $(docker images -qf dangling=true)'],
    cleaner: ['docker rmi base:1'],
    forcer: ['docker rmi -f base:1'],
    observer: ['docker images -a', 'docker image prune -f', 'docker images -a'],
    repairer: ['docker load -i base.tar', 'docker build -q -t app:1 -f build/Dockerfile.copy build'],
  },
  points: {
    // The layer of the step is unpacked; its record has not been made known.
    'layer-next': { step: 'create', target: '/cache-id' },
    // RUN: its program works in the container.
    running: { step: 'create', target: '/one' },
    // LABEL: the container is registered, and nothing has been read for its image.
    created: { step: 'output', target: 'stdout', nth: 5 },
    // The base is found and its layers are held; the first step is about to begin.
    'after-from': { step: 'output', target: 'stdout', nth: 4 },
    // Between the second step and the third, also when the second was in the cache.
    'third-step-next': { step: 'output', target: 'stdout', nth: 8 },
    'third-step-next-cached': { step: 'output', target: 'stdout', nth: 7 },
    // The image of COPY is finished and "Successfully built" is printed; the name comes next.
    'name-next': { step: 'lock', target: 'references', nth: 2 },
  },
  replays: {
    'in-run': { schedule: [['runner', 'layer-next'], 'cleaner', 'runner'], expect: [{ image: 'app:1', is: 'listed' }, { image: 'base:1', is: 'listed' }] },
    'in-run-forced': { schedule: [['runner', 'layer-next'], 'forcer', 'runner', '!look=failed', 'observer'], expect: [{ listed: 1, at: 'failed' }] },
    'in-copy': { schedule: [['copier', 'layer-next'], 'cleaner', 'copier', '!look=failed', 'observer', 'repairer'], expect: [{ listed: 1, at: 'failed' }, { image: 'app:1', is: 'listed' }] },
    'while-running': { schedule: [['runner', 'running'], 'cleaner', 'runner'], expect: [{ actor: 'cleaner', command: 1, exit: 1, stderr: 'conflict: unable to remove repository reference "base:1" (must force) - container ' }, { actor: 'runner', command: 1, exit: 0 }] },
    'while-running-forced': {
      schedule: [['runner', 'running'], 'forcer', '!look=untagged', 'runner'],
      expect: [{ actor: 'forcer', command: 1, exit: 0, stdoutIs: 'Untagged: base:1' }, { image: 'base:1', is: 'unnamed', at: 'untagged' }, { actor: 'runner', command: 1, exit: 0, stdout: 'Successfully tagged app:1' }, { image: 'app:1', is: 'listed' }],
    },
    'created-forced': {
      schedule: [['labeller', 'created'], 'forcer', 'labeller'],
      expect: [{ actor: 'forcer', command: 1, exit: 0, stdout: 'Deleted: sha256:2601019897de' }, { actor: 'labeller', command: 1, exit: 1, stderr: 'failed to get digest sha256:2601019897de' }, { listed: 0 }],
    },
    'committing-forced': {
      schedule: [['labeller', 'layer-next'], 'forcer', 'labeller'],
      expect: [{ actor: 'forcer', command: 1, exit: 0, stdout: 'Deleted: sha256:2601019897de' }, { actor: 'labeller', command: 1, exit: 1, stderr: 'unknown parent image ID sha256:2601019897de' }, { image: 'app:1', is: 'unnamed' }],
    },
    'after-from-run': { schedule: [['runner', 'after-from'], 'cleaner', 'runner'], expect: [{ actor: 'cleaner', command: 1, exit: 0, stdout: 'Deleted: sha256:2601019897de' }, { actor: 'runner', command: 1, exit: 1, stderr: 'No such image: sha256:2601019897de' }, { listed: 0 }] },
    'between-run': { schedule: [['two-runs', 'third-step-next'], 'step-cleaner', 'two-runs'], expect: [{ actor: 'step-cleaner', command: 1, exit: 0, stdout: 'Deleted: sha256:' }, { actor: 'two-runs', command: 1, exit: 1, stderr: 'No such image: sha256:' }, { listed: 1 }] },
    'between-label': { schedule: [['run-and-label', 'third-step-next'], 'step-cleaner', 'run-and-label'], expect: [{ actor: 'run-and-label', command: 1, exit: 1, stderr: 'No such image: sha256:' }, { listed: 1 }] },
    'between-copy': { schedule: [['run-and-copy', 'third-step-next'], 'step-cleaner', 'run-and-copy'], expect: [{ actor: 'run-and-copy', command: 1, exit: 1, stderr: 'sha256:' }, { image: 'app:1', is: 'absent' }] },
    'finished-then-removed': {
      schedule: [['copier', 'name-next'], 'step-cleaner', 'copier'],
      expect: [
        { actor: 'step-cleaner', command: 1, exit: 0, stdout: 'Deleted: sha256:' }, { actor: 'copier', command: 1, exit: 1, stdout: 'Successfully built ', stdoutLacks: 'Successfully tagged' }, { actor: 'copier', command: 1, stderr: 'failed to get digest sha256:' },
        { reference: 'app:1', is: 'dangling' },
      ],
    },
    'cache-hit-removed-run': { schedule: ['earlier', ['two-runs', 'third-step-next-cached'], 'step-cleaner', 'two-runs'], expect: [{ actor: 'two-runs', command: 1, exit: 1, stdout: 'Using cache', stderr: 'No such image: sha256:' }, { listed: 1 }] },
    'cache-hit-removed-copy': { schedule: ['earlier', ['run-and-copy', 'layer-next'], 'step-cleaner', 'run-and-copy'], expect: [{ actor: 'run-and-copy', command: 1, exit: 1, stdout: 'Using cache', stderr: 'unknown parent image ID sha256:' }, { image: 'app:1', is: 'unnamed' }] },
    'built-first': { schedule: ['copier', 'cleaner'], expect: [{ image: 'app:1', is: 'listed' }] },
    'removed-first': { schedule: ['cleaner', 'copier'], expect: [{ listed: 0 }] },
  },
  claims: {
    'container-protects': {
      of: ['S0.14', 'S1.14', 'S2.14'], replay: 'in-run', holds: BOTH, evidence: 'recorded', recording: 'concurrency/build-rmi-parent',
      expect: [{ actor: 'cleaner', command: 1, exit: 1, stderr: 'conflict: unable to remove repository reference "base:1" (must force) - container ' }, { actor: 'runner', command: 1, exit: 0, stdout: 'Successfully tagged app:1' }],
    },
    'force-breaks-run': {
      of: ['S0.14', 'S1.14', 'S2.14'], replay: 'in-run-forced', holds: BOTH, evidence: 'recorded', recording: 'concurrency/build-rmi-parent-force',
      expect: [{ actor: 'forcer', command: 1, exit: 0, stdout: 'Deleted: sha256:2601019897de' }, { actor: 'runner', command: 1, exit: 1, stderr: 'unknown parent image ID sha256:2601019897de' }, { image: 'app:1', is: 'unnamed', at: 'failed' }],
    },
    'copy-is-not-protected': {
      of: ['S0.14', 'S1.14', 'S2.14'], replay: 'in-copy', holds: BOTH, evidence: 'source',
      expect: [
        { actor: 'cleaner', command: 1, exit: 0, stdout: 'Deleted: sha256:2601019897de', stdoutLacks: 'Deleted: sha256:6308bffedf9c' },
        { actor: 'copier', command: 1, exit: 1, stderr: 'failed to export image: failed to set parent sha256:2601019897de' }, { actor: 'copier', command: 1, stderr: 'unknown parent image ID sha256:2601019897de' },
      ],
    },
    'leaves-none': {
      of: ['S0.57', 'S1.57', 'S2.57'], replay: 'in-copy', holds: BOTH, evidence: 'source',
      expect: [{ actor: 'observer', command: 1, stdout: '<none>' }, { actor: 'observer', command: 2, stdout: 'deleted: sha256:6308bffedf9c' }, { actor: 'observer', command: 3, stdoutLacks: '<none>' }],
    },
    'child-protects': {
      of: [], replay: 'built-first', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'cleaner', command: 1, exit: 0, stdoutIs: 'Untagged: base:1' }, { image: 'app:1', is: 'listed' }],
    },
    'needs-the-registry': {
      of: [], replay: 'removed-first', holds: BOTH, evidence: 'recorded', recording: 'concurrency/build-rmi-parent',
      expect: [{ actor: 'copier', command: 1, exit: 1, stderr: 'Get "https://registry-1.docker.io/v2/"' }],
    },
  },
})
