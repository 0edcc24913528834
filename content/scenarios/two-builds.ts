import { defineScenario } from '#sandbox/scenario'
import { base } from '../images.ts'

const BOTH = ['docker-20.10', 'docker-19.03']

/** Two ordinary builds stand on one image and begin with the same step. Neither removes anything of the other; the step is made once or twice. */
export default defineScenario({
  id: 'two-builds',
  files: {
    'base.tar': { archive: [base] },
    'one/Dockerfile': { text: 'FROM base:1\nRUN echo tools > /tools\nRUN echo one > /one\n' },
    'two/Dockerfile': { text: 'FROM base:1\nRUN echo tools > /tools\nRUN echo two > /two\n' },
  },
  start: ['docker load -qi base.tar'],
  actors: {
    first: ['docker build -t one:1 one'],
    second: ['docker build -t two:1 two'],
    twin: ['docker build -t one:1 one'],
    squasher: ['docker build --squash -t one:1 one'],
    observer: ['docker images', 'docker images -aq | wc -l', 'docker images -qf dangling=true | wc -l'],
    runner: ['docker run --rm one:1 cat /tools /one', 'docker run --rm two:1 cat /tools /two'],
  },
  points: {
    // docker build: the first RUN is done; the second is about to begin.
    'one-step-done': { step: 'create', target: '/mount-id', nth: 2 },
    // docker build: the first RUN is about to begin.
    'first-step-next': { step: 'create', target: '/mount-id' },
    // docker build: the image of the first RUN is made; it is not yet a child of its base.
    'not-yet-a-child': { step: 'lock', target: 'images', nth: 3 },
  },
  expect: { sometimes: [{ listed: 4 }, { listed: 5 }], atRest: ['every-reference-resolves', 'every-image-has-its-layers', 'counts-agree', 'no-orphan-data'] },
  replays: {
    'from-the-cache': { schedule: [['first', 'one-step-done'], 'second', 'first', 'observer', 'runner'], expect: [{ listed: 4 }] },
    'same-name': {
      schedule: [['first', 'first-step-next'], ['twin', 'first-step-next'], 'first', 'twin', 'observer'],
      expect: [{ actor: 'first', command: 1, exit: 0, stdout: 'Successfully tagged one:1' }, { actor: 'twin', command: 1, exit: 0, stdout: 'Successfully tagged one:1' }, { actor: 'observer', command: 2, stdoutIs: '5' }, { actor: 'observer', command: 3, stdoutIs: '1' }, { image: 'one:1', is: 'listed' }],
    },
    'not-yet-a-child': { schedule: [['first', 'not-yet-a-child'], 'second', 'first', 'observer', 'runner'], expect: [{ actor: 'second', command: 1, exit: 0, stdoutLacks: 'Using cache' }, { listed: 5 }] },
    'squash-refused': { schedule: ['squasher'], expect: [{ actor: 'squasher', command: 1, exit: 1, stderr: '"--squash" is only supported on a Docker daemon with experimental features enabled' }, { listed: 1 }] },
    'side-by-side': { schedule: [['first', 'first-step-next'], ['second', 'first-step-next'], 'first', 'second', 'observer', 'runner'], expect: [{ listed: 5 }] },
  },
  claims: {
    'no-leftovers': {
      of: [], replay: 'from-the-cache', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'first', command: 1, exit: 0 }, { actor: 'second', command: 1, exit: 0, stdout: 'Using cache' }, { actor: 'observer', command: 1, stdoutLacks: '<none>' }, { actor: 'observer', command: 3, stdoutIs: '0' }, { actor: 'runner', command: 2, exit: 0, stdoutIs: 'tools\ntwo' }],
    },
    'made-twice': {
      of: [], replay: 'side-by-side', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'first', command: 1, exit: 0, stdoutLacks: 'Using cache' }, { actor: 'second', command: 1, exit: 0, stdoutLacks: 'Using cache' }, { actor: 'observer', command: 1, stdoutLacks: '<none>' }, { actor: 'observer', command: 2, stdoutIs: '5' }, { actor: 'runner', command: 1, exit: 0, stdoutIs: 'tools\none' }],
    },
  },
})
