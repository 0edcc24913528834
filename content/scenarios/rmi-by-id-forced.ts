import { defineScenario } from '#sandbox/scenario'
import { helloWorld } from '../images.ts'

/** Removal by ID: what stands in the way, what `-f` overrides, what it does not, and the layer that a stopped container keeps. */
export default defineScenario({
  id: 'rmi-by-id-forced',
  files: {
    'hello.tar': { archive: [helloWorld] },
    'child/Dockerfile': { text: 'FROM hello-world:latest\nLABEL child=yes\n' },
  },
  start: ['docker load -qi hello.tar'],
  actors: {
    operator: ['docker run --name h1 hello-world', 'docker rmi 967d32277b59', 'docker rmi -f 967d32277b59', 'ls /var/lib/docker/image/overlay2/layerdb/sha256 | wc -l', 'docker rm h1', 'ls /var/lib/docker/image/overlay2/layerdb/sha256 | wc -l'],
    namer: ['docker tag hello-world a:1', 'docker tag hello-world b:1', 'docker rmi 967d32277b59', 'docker rmi -f a:1', 'docker rmi -f 967d32277b59'],
    builder: ['docker build -q -t child:1 child', 'docker rmi -f 967d32277b59', 'docker rmi -f hello-world', 'docker images -a'],
    guesser: ['docker rmi nope', 'docker rmi -f nope'],
    breaker: ['cd /var/lib/docker/image/overlay2 && mv repositories.json saved && mkdir repositories.json', 'docker rmi -f hello-world', 'docker images'],
  },
  replays: {
    stopped: {
      schedule: ['operator'],
      expect: [{ listed: 0 }, { check: 'no-orphan-data', is: 'kept' }],
    },
    names: {
      schedule: ['namer'],
      expect: [{ listed: 0 }, { check: 'no-orphan-data', is: 'kept' }],
    },
    child: {
      schedule: ['builder'],
      expect: [{ image: 'child:1', is: 'listed' }],
    },
    missing: {
      schedule: ['guesser'],
      expect: [{ listed: 1 }],
    },
    error: {
      schedule: ['breaker'],
      expect: [{ actor: 'breaker', command: 2, exit: 1 }],
    },
  },
  claims: {
    'must-be-forced': {
      of: ['S4.37', 'S4.38'], replay: 'stopped', holds: ['docker-20.10', 'docker-19.03'], evidence: 'recorded', recording: 'client-19.03/c19-rmi',
      expect: [{ actor: 'operator', command: 2, exit: 1, stderr: 'conflict: unable to delete 967d32277b59 (must be forced) - image is being used by stopped container' }],
    },
    'layer-stays': {
      of: ['S4.27', 'S4.39'], replay: 'stopped', holds: ['docker-20.10', 'docker-19.03'], evidence: 'recorded', recording: 'client-19.03/c19-rmi',
      expect: [{ actor: 'operator', command: 3, exit: 0, stdout: 'Deleted: sha256:967d32277b59', stdoutLacks: 'Deleted: sha256:857735bf5110' }, { actor: 'operator', command: 4, stdoutIs: '1' }],
    },
    'layer-goes-silently': {
      of: ['S4.39'], replay: 'stopped', holds: ['docker-20.10', 'docker-19.03'], evidence: 'recorded', recording: 'client-19.03/c19-rmi',
      expect: [{ actor: 'operator', command: 5, exit: 0, stdoutIs: 'h1' }, { actor: 'operator', command: 6, stdoutIs: '0' }],
    },
    'several-names': {
      of: ['S3.16'], replay: 'names', holds: ['docker-20.10', 'docker-19.03'], evidence: 'recorded', recording: 'rmi/rmi-tags-of-one-image',
      expect: [{ actor: 'namer', command: 3, exit: 1, stderr: '(must be forced) - image is referenced in multiple repositories' }, { actor: 'namer', command: 5, exit: 0, stdout: 'Untagged: b:1' }, { listed: 0 }],
    },
    'name-stays-name': {
      of: ['S3.16'], replay: 'names', holds: ['docker-20.10', 'docker-19.03'], evidence: 'recorded', recording: 'rmi/rmi-tags-of-one-image',
      expect: [{ actor: 'namer', command: 4, exit: 0, stdoutIs: 'Untagged: a:1' }],
    },
    child: {
      of: ['S3.17'], replay: 'child', holds: ['docker-20.10', 'docker-19.03'], evidence: 'recorded', recording: 'rmi/rmi-parent-by-id',
      expect: [{ actor: 'builder', command: 2, exit: 1, stderr: '(cannot be forced) - image has dependent child images' }],
    },
    'child-untag': {
      of: [], replay: 'child', holds: ['docker-20.10', 'docker-19.03'], evidence: 'sandbox',
      expect: [{ actor: 'builder', command: 3, exit: 0, stdoutIs: 'Untagged: hello-world:latest' }],
    },
    missing: {
      of: [], replay: 'missing', holds: ['docker-20.10', 'docker-19.03'], evidence: 'recorded', recording: 'rmi/rmi-errors',
      expect: [{ actor: 'guesser', command: 1, exit: 1, stderr: 'Error: No such image: nope' }, { actor: 'guesser', command: 2, exit: 0, stderr: 'Error: No such image: nope' }],
    },
    'error-stops': {
      of: ['S0.60', 'S1.60', 'S2.60'], replay: 'error', holds: ['docker-20.10', 'docker-19.03'], evidence: 'source',
      expect: [{ actor: 'breaker', command: 2, exit: 1, stderr: 'Error response from daemon' }, { image: 'hello-world:latest', is: 'unnamed' }],
    },
  },
})
