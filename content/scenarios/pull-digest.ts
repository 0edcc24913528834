import { defineScenario } from '#sandbox/scenario'
import { app, app2 } from '../images.ts'

const BOTH = ['docker-20.10', 'docker-19.03']

/** A tag may name something else tomorrow; a digest names one manifest for ever. */
export default defineScenario({
  id: 'pull-digest',
  registry: { catalogue: ['hello-world:latest'], images: [app, app2] },
  actors: {
    reader: [
      'docker pull app:1',
      "docker image inspect -f '{{index .RepoDigests 0}}' app:1 | tee name",
      'docker rmi app:1',
      'docker pull $(cat name)',
      'docker images --digests',
      "docker images --format '{{.Repository}} {{.Tag}}'",
      'docker run --rm $(cat name)',
      'docker pull app@sha256:0000000000000000000000000000000000000000000000000000000000000000',
    ],
    sender: ['docker pull -q app:1', 'docker tag app:1 localhost:5000/team/app:1', 'docker push localhost:5000/team/app:1', "docker image inspect -f '{{len .RepoDigests}}' app:1", 'docker login'],
    lister: ['docker pull hello-world', 'docker manifest inspect hello-world', 'docker pull -q --platform linux/arm64 hello-world', "docker image inspect -f '{{.Architecture}}' hello-world"],
  },
  replays: {
    'by-digest': { schedule: ['reader'], expect: [{ check: 'every-reference-resolves', is: 'kept' }] },
    push: { schedule: ['sender'], expect: [{ listed: 2 }] },
    'many-architectures': { schedule: ['lister'] },
  },
  claims: {
    'no-tag': {
      of: [], replay: 'by-digest', holds: BOTH, evidence: 'recorded', recording: 'registry/pull-digest',
      expect: [
        { actor: 'reader', command: 2, stdout: 'app@sha256:' }, { actor: 'reader', command: 4, exit: 0, stdout: 'Status: Downloaded newer image for app@sha256:' },
        { actor: 'reader', command: 6, stdoutIs: 'app <none>' }, { actor: 'reader', command: 7, exit: 0, stdoutIs: 'app 1' },
      ],
    },
    'unknown-digest': {
      of: [], replay: 'by-digest', holds: BOTH, evidence: 'source',
      expect: [{ actor: 'reader', command: 8, exit: 1, stderr: 'manifest unknown' }],
    },
    push: {
      of: [], replay: 'push', holds: BOTH, evidence: 'recorded', recording: 'registry/push-basic',
      expect: [{ actor: 'sender', command: 3, exit: 0, stdout: 'digest: sha256:' }, { actor: 'sender', command: 4, stdoutIs: '2' }, { actor: 'sender', command: 5, exit: 1, stderr: 'has no accounts' }],
    },
    'one-name-two-images': {
      of: [], replay: 'many-architectures', holds: ['docker-20.10'], evidence: 'source',
      expect: [{ actor: 'lister', command: 1, exit: 0 }, { actor: 'lister', command: 2, stdout: '"architecture": "arm64"' }, { actor: 'lister', command: 4, stdoutIs: 'arm64' }],
    },
  },
})
