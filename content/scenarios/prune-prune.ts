import { defineScenario } from '#sandbox/scenario'
import { helloWorld } from '../images.ts'

const BOTH = ['docker-20.10', 'docker-19.03']

/** Two clean-ups at once: the engine does one at a time, and refuses the second. */
export default defineScenario({
  id: 'prune-prune',
  files: { 'hello.tar': { archive: [helloWorld] }, 'hello-2.tar': { archive: [{ ...helloWorld, layers: [{ ...helloWorld.layers[0], message: 'Hello again!\n' }] }] } },
  start: ['docker load -qi hello.tar', 'docker load -qi hello-2.tar'],
  actors: { first: ['docker image prune -f'], second: ['docker image prune -f', 'docker image prune -f'] },
  points: {
    // docker image prune: it has begun, and asks for the images.
    begun: { step: 'lock', target: 'images' },
  },
  replays: {
    'at-once': { schedule: [['first', 'begun'], 'second', 'first'], expect: [{ listed: 1 }, { check: 'no-orphan-data', is: 'kept' }] },
    'one-after-the-other': { schedule: ['first', 'second'], expect: [{ listed: 1 }] },
  },
  claims: {
    refused: {
      of: [], replay: 'at-once', holds: BOTH, evidence: 'recorded', recording: 'concurrency/prune-prune',
      expect: [{ actor: 'second', command: 1, exit: 1, stderr: 'Error response from daemon: a prune operation is already running' }, { actor: 'first', command: 1, exit: 0, stdout: 'deleted: sha256:967d32277b59' }],
    },
    'nothing-left-to-do': {
      of: [], replay: 'one-after-the-other', holds: BOTH, evidence: 'recorded', recording: 'concurrency/prune-prune',
      expect: [{ actor: 'second', command: 1, exit: 0, stdoutIs: 'Total reclaimed space: 0B' }, { listed: 1 }],
    },
  },
  sweeps: {
    'second-into-first': {
      actor: 'first', then: ['second', 'first'],
      ends: { refused: [{ actor: 'second', command: 1, exit: 1 }], cleaned: [{ listed: 1 }, { check: 'no-orphan-data', is: 'kept' }] },
    },
  },
})
