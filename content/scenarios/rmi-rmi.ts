import { defineScenario } from '#sandbox/scenario'
import { helloWorld } from '../images.ts'

const BOTH = ['docker-20.10', 'docker-19.03']
const IMAGE = '967d32277b59'

/** Two removals of one image. Whatever their order, one of them does the work, or they share it, and nothing is left. */
export default defineScenario({
  id: 'rmi-rmi',
  files: { 'hello.tar': { archive: [helloWorld] } },
  start: ['docker load -i hello.tar'],
  actors: {
    first: ['docker rmi hello-world'],
    second: ['docker rmi hello-world'],
    'first-by-id': [`docker rmi ${IMAGE}`],
    namer: ['docker tag hello-world hello-world:second'],
    'second-name': ['docker rmi hello-world:second'],
    'second-by-id': [`docker rmi ${IMAGE}`],
  },
  points: {
    // By name: the image is found; its name has not been taken.
    'image-found': { step: 'lock', target: 'references', nth: 3 },
    // By ID: the name is gone; the image is still there.
    'name-gone': { step: 'lock', target: 'references', nth: 4 },
  },
  replays: {
    'two-names': {
      schedule: ['namer', ['first', 'name-gone'], ['second-name', 'name-gone'], 'first', 'second-name'],
      expect: [
        { actor: 'first', command: 1, exit: 0, stdout: 'Untagged: hello-world:latest\nDeleted: sha256:' }, { actor: 'second-name', command: 1, exit: 1, stderr: 'unrecognized image ID sha256:' },
        { listed: 0 }, { check: 'every-reference-resolves', is: 'kept' }, { check: 'no-orphan-data', is: 'kept' },
      ],
    },
    'two-names-in-turn': {
      schedule: ['namer', ['first', 'name-gone'], 'second-name', 'first'],
      expect: [{ actor: 'second-name', command: 1, exit: 0, stdout: 'Deleted: sha256:' }, { actor: 'first', command: 1, exit: 1, stderr: 'unrecognized image ID sha256:' }, { listed: 0 }, { check: 'no-orphan-data', is: 'kept' }],
    },
    'one-after-the-other': { schedule: ['first', 'second'] },
    'both-found': { schedule: [['first', 'image-found'], 'second', 'first'] },
    shared: { schedule: [['first-by-id', 'name-gone'], 'second-by-id', 'first-by-id'] },
  },
  claims: {
    'second-finds-nothing': {
      of: [], replay: 'one-after-the-other', holds: BOTH, evidence: 'recorded', recording: 'concurrency/rmi-rmi',
      expect: [{ actor: 'first', command: 1, exit: 0, stdout: 'Deleted: sha256:' }, { actor: 'second', command: 1, exit: 1, stderr: 'No such image: hello-world' }, { listed: 0 }],
    },
    'both-found': {
      of: [], replay: 'both-found', holds: BOTH, evidence: 'recorded', recording: 'concurrency/rmi-rmi',
      expect: [{ actor: 'second', command: 1, exit: 0, stdout: 'Deleted: sha256:' }, { actor: 'first', command: 1, exit: 1, stderr: 'No such image: hello-world' }, { listed: 0 }, { check: 'every-reference-resolves', is: 'kept' }, { check: 'no-orphan-data', is: 'kept' }],
    },
    shared: {
      of: [], replay: 'shared', holds: BOTH, evidence: 'recorded', recording: 'concurrency/rmi-rmi-id',
      expect: [
        { actor: 'second-by-id', command: 1, exit: 0, stdout: 'Deleted: sha256:', stdoutLacks: 'Untagged:' }, { actor: 'first-by-id', command: 1, exit: 1, stderr: 'unrecognized image ID' },
        { listed: 0 }, { check: 'every-reference-resolves', is: 'kept' }, { check: 'no-orphan-data', is: 'kept' },
      ],
    },
  },
  sweeps: {
    'second-into-first': {
      actor: 'first', then: ['second', 'first'],
      ends: {
        'nothing-left': [{ listed: 0 }, { check: 'every-reference-resolves', is: 'kept' }, { check: 'every-image-has-its-layers', is: 'kept' }, { check: 'no-orphan-data', is: 'kept' }],
        'both-report-success': [{ actor: 'first', command: 1, exit: 0 }, { actor: 'second', command: 1, exit: 0 }],
      },
    },
  },
})
