import { defineScenario } from '#sandbox/scenario'

const BOTH = ['docker-20.10', 'docker-19.03']

/** Two images on one base: the second pull fetches what the first did not bring, and a removal leaves what the other needs. */
export default defineScenario({
  id: 'pull-shared',
  registry: { catalogue: ['base:1', 'app:1', 'other:1'] },
  actors: {
    reader: [
      'docker pull app:1',
      "docker pull other:1 | grep -c 'Already exists'",
      'docker system df -v',
      "docker image inspect -f '{{len .RootFS.Layers}}' app:1 other:1",
      'ls /var/lib/docker/image/overlay2/layerdb/sha256 | wc -l',
      'docker rmi app:1',
      'docker run --rm other:1',
    ],
    sender: ['docker pull -q app:1', 'docker tag app:1 localhost:5000/app:1', 'docker push localhost:5000/app:1', 'docker pull -q other:1', 'docker tag other:1 localhost:5000/other:1', 'docker push localhost:5000/other:1'],
  },
  replays: {
    pulls: { schedule: ['reader'], expect: [{ listed: 1 }, { check: 'every-image-has-its-layers', is: 'kept' }, { check: 'no-orphan-data', is: 'kept' }] },
    pushes: { schedule: ['sender'], expect: [{ listed: 4 }] },
  },
  claims: {
    'already-exists': {
      of: ['S3.23', 'S3.24'], replay: 'pulls', holds: BOTH, evidence: 'recorded', recording: 'registry/pull-shared',
      expect: [{ actor: 'reader', command: 1, stdoutLacks: 'Already exists' }, { actor: 'reader', command: 1, stdout: ': Pull complete' }, { actor: 'reader', command: 2, exit: 0, stdoutIs: '2' }],
    },
    'stored-once': {
      of: ['S3.26', 'S3.27'], replay: 'pulls', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'reader', command: 4, stdoutIs: '3\n3' }, { actor: 'reader', command: 5, stdoutIs: '4' }, { actor: 'reader', command: 3, stdout: '19.74MB' }],
    },
    'unique-deleted': {
      of: [], replay: 'pulls', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'reader', command: 6, exit: 0, stdout: 'Deleted: sha256:' }, { actor: 'reader', command: 7, exit: 0, stdoutIs: 'other 1' }],
    },
    'push-sends-what-is-missing': {
      of: ['S3.25'], replay: 'pushes', holds: BOTH, evidence: 'recorded', recording: 'registry/push-basic',
      expect: [{ actor: 'sender', command: 3, exit: 0, stdout: 'digest: sha256:' }, { actor: 'sender', command: 6, exit: 0, stdout: 'Mounted from ' }],
    },
  },
})
