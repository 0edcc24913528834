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
  },
  start: ['docker load -qi base.tar'],
  actors: {
    runner: ['docker build -t app:1 build'],
    copier: ['docker build -t app:1 -f build/Dockerfile.copy build'],
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
    // The base is found and its layers are held; the first step is about to begin.
    'after-from': { step: 'output', target: 'stdout', nth: 4 },
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
    'after-from-run': { schedule: [['runner', 'after-from'], 'cleaner', 'runner'], expect: [{ actor: 'cleaner', command: 1, exit: 0, stdout: 'Deleted: sha256:2601019897de' }, { actor: 'runner', command: 1, exit: 1, stderr: 'No such image: sha256:2601019897de' }, { listed: 0 }] },
    'finished-then-removed': {
      schedule: [['copier', 'name-next'], 'step-cleaner', 'copier'],
      expect: [
        { actor: 'step-cleaner', command: 1, exit: 0, stdout: 'Deleted: sha256:' }, { actor: 'copier', command: 1, exit: 1, stdout: 'Successfully built ', stdoutLacks: 'Successfully tagged' }, { actor: 'copier', command: 1, stderr: 'failed to get digest sha256:' },
        { reference: 'app:1', is: 'dangling' },
      ],
    },
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
