import { defineScenario } from '#sandbox/scenario'

const BOTH = ['docker-20.10', 'docker-19.03']

/** Two spellings of one command; what is there already; names that the registry does not have; a registry that has had enough. */
export default defineScenario({
  id: 'pull-basic',
  registry: { catalogue: ['nginx:1.14.0', 'nginx:latest', 'nginx:1.25', 'hello-world:latest'] },
  actors: {
    reader: ['docker image pull nginx:1.14.0', 'docker pull nginx:1.14.0', 'docker images', 'docker pull hello-world', 'docker run --rm hello-world', 'docker search nginx'],
    mistaken: ['docker pull nginx:9', 'docker pull nowhere', 'docker pull Nginx', 'docker pull -a nginx:1.14.0', 'docker images'],
    collector: ['docker pull -qa nginx', 'docker images', 'docker images -q | sort -u | wc -l'],
    late: ['docker pull hello-world', 'docker images'],
  },
  replays: {
    twice: { schedule: ['reader'], expect: [{ listed: 2 }, { check: 'a-listed-image-runs', is: 'kept' }] },
    wrong: { schedule: ['mistaken'], expect: [{ listed: 0 }, { check: 'no-orphan-data', is: 'kept' }] },
    all: { schedule: ['collector'], expect: [{ listed: 3 }] },
    'rate-limit': { schedule: ['!registry=429', 'late'], expect: [{ listed: 0 }] },
  },
  claims: {
    'by-pull': {
      of: ['S0.5', 'S1.5', 'S2.5', 'S3.1', 'S3.2'], replay: 'twice', holds: BOTH, evidence: 'recorded', recording: 'registry/pull-basic',
      expect: [{ actor: 'reader', command: 1, exit: 0, stdout: 'Status: Downloaded newer image for nginx:1.14.0' }, { image: 'nginx:1.14.0', is: 'listed' }, { actor: 'reader', command: 3, stdout: '109MB' }],
    },
    'up-to-date': {
      of: ['S3.3'], replay: 'twice', holds: BOTH, evidence: 'recorded', recording: 'registry/pull-basic',
      expect: [{ actor: 'reader', command: 2, exit: 0, stdout: 'Status: Image is up to date for nginx:1.14.0' }, { actor: 'reader', command: 2, stdoutLacks: 'Pulling fs layer' }],
    },
    'latest-by-default': {
      of: [], replay: 'twice', holds: BOTH, evidence: 'recorded', recording: 'registry/pull-basic',
      expect: [{ actor: 'reader', command: 4, exit: 0, stdout: 'Using default tag: latest' }, { image: 'hello-world:latest', is: 'listed' }, { actor: 'reader', command: 5, exit: 0, stdout: 'Hello from Docker!' }],
    },
    search: {
      of: [], replay: 'twice', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'reader', command: 6, exit: 0, stdout: 'nginx' }],
    },
    refused: {
      of: [], replay: 'wrong', holds: BOTH, evidence: 'source',
      expect: [
        { actor: 'mistaken', command: 1, exit: 1, stderr: 'manifest for nginx:9 not found: manifest unknown' },
        { actor: 'mistaken', command: 2, exit: 1, stderr: "pull access denied for nowhere, repository does not exist or may require 'docker login'" },
        { actor: 'mistaken', command: 3, exit: 1, stderr: 'repository name must be lowercase' },
        { actor: 'mistaken', command: 4, exit: 1, stderr: "tag can't be used with --all-tags/-a" },
        { listed: 0 },
      ],
    },
    'all-tags': {
      of: [], replay: 'all', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'collector', command: 1, exit: 0 }, { actor: 'collector', command: 3, stdoutIs: '2' }, { listed: 3 }],
    },
    'rate-limit': {
      of: [], replay: 'rate-limit', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'late', command: 1, exit: 1, stderr: 'toomanyrequests: You have reached your pull rate limit' }, { listed: 0 }],
    },
  },
})
