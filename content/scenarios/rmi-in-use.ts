import { defineScenario } from '#sandbox/scenario'
import { helloWorld } from '../images.ts'

const BOTH = ['docker-20.10', 'docker-19.03']

/** A stopped container stands in the way of a removal by name; without it the image and its layer go. */
export default defineScenario({
  id: 'rmi-in-use',
  files: { 'hello.tar': { archive: [helloWorld] } },
  start: ['docker load -qi hello.tar'],
  actors: {
    operator: ['docker run --name h1 hello-world', 'docker images hello-world', 'docker rmi hello-world', 'docker ps -a', 'docker rm h1', 'docker rmi hello-world', 'docker images -a', 'docker rmi hello-world'],
  },
  replays: {
    freed: { schedule: ['operator'], expect: [{ listed: 0 }, { check: 'no-orphan-data', is: 'kept' }] },
  },
  claims: {
    'one-row': {
      of: ['S4.29'], replay: 'freed', holds: BOTH, evidence: 'recorded', recording: 'images/images-list',
      expect: [{ actor: 'operator', command: 2, exit: 0, stdout: '967d32277b59' }],
    },
    refused: {
      of: ['S3.12', 'S4.30'], replay: 'freed', holds: BOTH, evidence: 'recorded', recording: 'rmi/rmi-stopped-container',
      expect: [{ actor: 'operator', command: 3, exit: 1, stderr: 'conflict: unable to remove repository reference "hello-world" (must force) - container 763ac084a28b is using its referenced image 967d32277b59' }, { actor: 'operator', command: 4, stdout: '763ac084a28b' }],
    },
    'image-and-layer': {
      of: ['S4.31', 'S4.32', 'S4.34', 'S4.35'], replay: 'freed', holds: BOTH, evidence: 'recorded', recording: 'client-19.03/c19-rmi',
      expect: [{ actor: 'operator', command: 6, exit: 0, stdout: 'Untagged: hello-world:latest\nDeleted: sha256:967d32277b59' }, { actor: 'operator', command: 6, stdout: 'Deleted: sha256:857735bf5110' }, { listed: 0 }],
    },
    'not-twice': {
      of: [], replay: 'freed', holds: BOTH, evidence: 'recorded', recording: 'rmi/rmi-errors',
      expect: [{ actor: 'operator', command: 8, exit: 1, stderr: 'Error: No such image: hello-world' }],
    },
  },
})
