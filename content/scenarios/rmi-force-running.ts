import { defineScenario } from '#sandbox/scenario'
import { ubuntu } from '../images.ts'

/** `docker rmi -f` of an image that a running container uses: by name only the name goes, by ID nothing does. */
export default defineScenario({
  id: 'rmi-force-running',
  files: { 'ubuntu.tar': { archive: [ubuntu] } },
  start: ['docker load -qi ubuntu.tar'],
  actors: {
    operator: ['docker run -d --name web ubuntu:18.04 sleep 300', 'docker rmi ubuntu:18.04', 'docker rmi -f 5e182b31db20', 'docker rmi -f ubuntu:18.04', 'docker images', 'docker exec web cat /etc/hostname.default'],
    restorer: ['docker tag 5e182b31db20 ubuntu:18.04', 'docker images'],
    remover: ['docker run -d --name web ubuntu:18.04 sleep 300', 'docker rmi -f ubuntu:18.04', 'docker rm -f web', 'docker rmi 5e182b31db20'],
  },
  replays: {
    forced: {
      schedule: ['operator'],
      expect: [{ image: 'ubuntu:18.04', is: 'unnamed' }],
    },
    restore: {
      schedule: ['operator', 'restorer'],
      expect: [{ image: 'ubuntu:18.04', is: 'listed' }],
    },
    remove: {
      schedule: ['remover'],
      expect: [{ listed: 0 }, { check: 'no-orphan-data', is: 'kept' }],
    },
  },
  claims: {
    'name-only': {
      of: ['S0.61', 'S1.61', 'S2.61', 'S3.17'], replay: 'forced', holds: ['docker-20.10', 'docker-19.03'], evidence: 'recorded', recording: 'rmi/rmi-running-container',
      expect: [{ actor: 'operator', command: 4, exit: 0, stdoutIs: 'Untagged: ubuntu:18.04' }, { image: 'ubuntu:18.04', is: 'unnamed' }, { actor: 'operator', command: 5, stdout: '<none>' }],
    },
    'cannot-be-forced': {
      of: ['S3.17'], replay: 'forced', holds: ['docker-20.10', 'docker-19.03'], evidence: 'recorded', recording: 'rmi/rmi-running-container',
      expect: [{ actor: 'operator', command: 3, exit: 1, stderr: 'conflict: unable to delete 5e182b31db20 (cannot be forced) - image is being used by running container' }],
    },
    'container-works': {
      of: [], replay: 'forced', holds: ['docker-20.10', 'docker-19.03'], evidence: 'recorded', recording: 'rmi/rmi-running-container',
      expect: [{ actor: 'operator', command: 6, exit: 0, stdoutIs: 'ubuntu' }],
    },
    restore: {
      of: [], replay: 'restore', holds: ['docker-20.10', 'docker-19.03'], evidence: 'sandbox',
      expect: [{ actor: 'restorer', command: 1, exit: 0 }, { image: 'ubuntu:18.04', is: 'listed' }],
    },
    remove: {
      of: [], replay: 'remove', holds: ['docker-20.10', 'docker-19.03'], evidence: 'sandbox',
      expect: [{ actor: 'remover', command: 4, exit: 0, stdout: 'Deleted: sha256:d539d73b4cad' }, { listed: 0 }],
    },
  },
})
