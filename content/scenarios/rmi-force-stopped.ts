import { defineScenario } from '#sandbox/scenario'
import { ubuntu } from '../images.ts'

/** `docker rmi -f` of an image that a stopped container uses: the image goes, the container and its layers stay. */
export default defineScenario({
  id: 'rmi-force-stopped',
  files: { 'ubuntu.tar': { archive: [ubuntu] } },
  start: ['docker load -qi ubuntu.tar'],
  actors: {
    operator: ['docker run --name c1 ubuntu:18.04 echo done', 'docker rmi ubuntu:18.04', 'docker rmi -f ubuntu:18.04', 'docker images -a', 'docker ps -a', 'docker start -a c1', 'docker image inspect ubuntu:18.04', 'ls /var/lib/docker/image/overlay2/layerdb/sha256 | wc -l'],
    'late-operator': ['docker rm c1', 'ls /var/lib/docker/image/overlay2/layerdb/sha256 | wc -l'],
    committer: ['docker commit c1 kept:1'],
  },
  replays: {
    forced: {
      schedule: ['operator', '!look=forced', 'late-operator'],
      expect: [{ listed: 0, at: 'forced' }, { check: 'no-orphan-data', is: 'kept' }, { check: 'counts-agree', is: 'kept' }],
    },
    commit: {
      schedule: ['operator', 'committer'],
      expect: [{ listed: 0 }],
    },
  },
  claims: {
    refused: {
      of: [], replay: 'forced', holds: ['docker-20.10', 'docker-19.03'], evidence: 'recorded', recording: 'rmi/rmi-stopped-container',
      expect: [{ actor: 'operator', command: 2, exit: 1, stderr: 'conflict: unable to remove repository reference "ubuntu:18.04" (must force)' }],
    },
    'image-only': {
      of: ['S0.61', 'S1.61', 'S2.61'], replay: 'forced', holds: ['docker-20.10', 'docker-19.03'], evidence: 'recorded', recording: 'rmi/rmi-stopped-container',
      expect: [{ actor: 'operator', command: 3, exit: 0, stdout: 'Untagged: ubuntu:18.04\nDeleted: sha256:5e182b31db20', stdoutLacks: 'Deleted: sha256:d539d73b4cad' }, { actor: 'operator', command: 8, stdoutIs: '4' }],
    },
    'container-works': {
      of: ['S0.61', 'S1.61', 'S2.61'], replay: 'forced', holds: ['docker-20.10', 'docker-19.03'], evidence: 'recorded', recording: 'rmi/rmi-stopped-container',
      expect: [{ actor: 'operator', command: 5, exit: 0, stdout: '5e182b31db20' }, { actor: 'operator', command: 6, exit: 0, stdoutIs: 'done' }, { actor: 'operator', command: 7, exit: 1, stderr: 'No such image' }],
    },
    'freed-with-container': {
      of: [], replay: 'forced', holds: ['docker-20.10', 'docker-19.03'], evidence: 'recorded', recording: 'rmi/rmi-stopped-container',
      expect: [{ actor: 'late-operator', command: 1, exit: 0 }, { actor: 'late-operator', command: 2, stdoutIs: '0' }, { check: 'no-orphan-data', is: 'kept' }],
    },
    'cannot-commit': {
      of: [], replay: 'commit', holds: ['docker-20.10', 'docker-19.03'], evidence: 'sandbox',
      expect: [{ actor: 'committer', command: 1, exit: 1, stderr: 'failed to get digest sha256:5e182b31db20' }],
    },
  },
})
