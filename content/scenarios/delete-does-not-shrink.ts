import { defineScenario } from '#sandbox/scenario'
import { base } from '../images.ts'

const BOTH = ['docker-20.10', 'docker-19.03']

/** A file is deleted in a later step, in the same step, or never comes into the image that is kept. */
export default defineScenario({
  id: 'delete-does-not-shrink',
  files: {
    'base.tar': { archive: [base] },
    'build/Dockerfile': { text: 'FROM base:1\nRUN head -c 100000 /dev/zero > /big\nRUN rm /big\n' },
    'build/Dockerfile.one': { text: 'FROM base:1\nRUN head -c 100000 /dev/zero > /big && rm /big\n' },
    'build/Dockerfile.stages': { text: 'FROM base:1 AS maker\nRUN head -c 100000 /dev/zero > /big && echo small > /small\nFROM base:1\nCOPY --from=maker /small /small\n' },
  },
  start: ['docker load -qi base.tar'],
  actors: {
    'two-steps': ['docker build -q -t fat:1 build', "docker history --format '{{.Size}} {{.CreatedBy}}' fat:1", "docker images --format '{{.Repository}} {{.Size}}'", 'docker run --rm fat:1 ls /big', 'docker save fat:1 | wc -c', 'docker save base:1 | wc -c'],
    'one-step': ['docker build -q -t lean:1 -f build/Dockerfile.one build', "docker history --format '{{.Size}} {{.CreatedBy}}' lean:1", "docker images --format '{{.Repository}} {{.Size}}' lean"],
    stages: ['docker build -q -t staged:1 -f build/Dockerfile.stages build', "docker images --format '{{.Repository}} {{.Size}}' staged", 'docker run --rm staged:1 cat /small'],
    finder: ['find /var/lib/docker/overlay2/*/diff -maxdepth 1 -name big -exec ls -l {} +'],
  },
  replays: {
    'two-steps': { schedule: ['two-steps', 'finder'] },
    'one-step': { schedule: ['one-step', 'finder'] },
    stages: { schedule: ['stages'] },
  },
  claims: {
    'later-step': {
      of: ['S3.36', 'S3.37'], replay: 'two-steps', holds: BOTH, evidence: 'recorded', recording: 'history/history-built',
      expect: [{ actor: 'two-steps', command: 2, stdout: '0B /bin/sh -c rm /big\n100kB /bin/sh -c head' }, { actor: 'two-steps', command: 3, stdoutIs: 'fat 146kB\nbase 45.9kB' }],
    },
    'hidden-and-there': {
      of: ['S3.36'], replay: 'two-steps', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'two-steps', command: 4, exit: 1, stderr: 'No such file or directory' }, { actor: 'finder', command: 1, stdout: ' 100000 ' }, { actor: 'finder', command: 1, stdout: 'c---------' }],
    },
    'same-step': {
      of: ['S3.37'], replay: 'one-step', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'one-step', command: 2, stdout: '0B /bin/sh -c head' }, { actor: 'one-step', command: 3, stdoutIs: 'lean 45.9kB' }, { actor: 'finder', command: 1, stdoutIs: '' }],
    },
    stages: {
      of: ['S3.37'], replay: 'stages', holds: BOTH, evidence: 'recorded', recording: 'build/build-multistage',
      expect: [{ actor: 'stages', command: 2, stdoutIs: 'staged 45.9kB' }, { actor: 'stages', command: 3, exit: 0, stdoutIs: 'small' }],
    },
  },
})
