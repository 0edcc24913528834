import { defineScenario } from '#sandbox/scenario'
import { base } from '../images.ts'

const BOTH = ['docker-20.10', 'docker-19.03']

/** A build makes an image of every step. The next build finds them again, until a step or what it copies is another one. */
export default defineScenario({
  id: 'build-steps',
  files: {
    'base.tar': { archive: [base] },
    'build/Dockerfile': { text: 'FROM base:1\nRUN echo one > /one\nCOPY a.txt /a.txt\nCMD ["cat", "/a.txt"]\n' },
    'build/a.txt': { text: 'file a\n' },
  },
  start: ['docker load -qi base.tar'],
  actors: {
    builder: ['docker build -t app:1 build', 'docker run --rm app:1', 'docker images', 'docker images -a', 'docker history app:1', 'docker images -f dangling=true'],
    rebuilder: ['docker build -t app:again build', 'docker images', 'docker images -aq | sort -u | wc -l'],
    editor: ['echo changed > build/a.txt', 'docker build -t app:2 build', 'docker build --no-cache -q -t app:3 build', 'docker images -aq | sort -u | wc -l'],
  },
  replays: {
    'first-build': { schedule: ['builder'], expect: [{ listed: 4 }, { check: 'every-image-has-its-layers', is: 'kept' }] },
    again: { schedule: ['builder', 'rebuilder'], expect: [{ listed: 5 }] },
    changed: { schedule: ['builder', 'editor'] },
  },
  claims: {
    steps: {
      of: ['S0.6', 'S1.6', 'S2.6'], replay: 'first-build', holds: BOTH, evidence: 'recorded', recording: 'build/build-basic',
      expect: [
        { actor: 'builder', command: 1, exit: 0, stdout: 'Step 1/4 : FROM base:1\n ---> 2601019897de\nStep 2/4 : RUN echo one > /one\n ---> Running in ' },
        { actor: 'builder', command: 1, stdout: 'Removing intermediate container ' }, { actor: 'builder', command: 1, stdout: 'Successfully tagged app:1' },
        { actor: 'builder', command: 2, exit: 0, stdoutIs: 'file a' },
      ],
    },
    'step-images-with-a': {
      of: ['S3.5'], replay: 'first-build', holds: BOTH, evidence: 'recorded', recording: 'build/build-basic',
      expect: [{ actor: 'builder', command: 3, stdoutLacks: '<none>' }, { actor: 'builder', command: 4, stdout: '<none>' }, { listed: 4 }],
    },
    'steps-are-not-dangling': {
      of: ['S0.42', 'S1.42', 'S2.42'], replay: 'first-build', holds: BOTH, evidence: 'recorded', recording: 'images/images-dangling-and-intermediate',
      expect: [{ actor: 'builder', command: 6, exit: 0, stdoutLacks: '<none>' }],
    },
    'history-names-steps': {
      of: [], replay: 'first-build', holds: BOTH, evidence: 'recorded', recording: 'build/build-basic',
      expect: [{ actor: 'builder', command: 5, exit: 0, stdout: '/bin/sh -c echo one > /one' }, { actor: 'builder', command: 5, stdout: '2601019897de' }],
    },
    cache: {
      of: [], replay: 'again', holds: BOTH, evidence: 'recorded', recording: 'build/build-basic',
      expect: [{ actor: 'rebuilder', command: 1, exit: 0, stdout: ' ---> Using cache\n', stdoutLacks: 'Running in' }, { actor: 'rebuilder', command: 1, stdout: 'Successfully tagged app:again' }, { actor: 'rebuilder', command: 3, stdoutIs: '4' }],
    },
    'changed-file-breaks-cache': {
      of: [], replay: 'changed', holds: BOTH, evidence: 'recorded', recording: 'build/build-cache',
      expect: [{ actor: 'editor', command: 2, exit: 0, stdout: 'RUN echo one > /one\n ---> Using cache\n' }, { actor: 'editor', command: 2, stdout: 'Running in' }, { actor: 'editor', command: 4, stdoutIs: '9' }],
    },
  },
})
