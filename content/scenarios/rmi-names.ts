import { defineScenario } from '#sandbox/scenario'
import { helloWorld } from '../images.ts'

const BOTH = ['docker-20.10', 'docker-19.03']
const ID = '967d32277b59'
const LAYER = '857735bf5110'

/** One image with several names: a removal by name takes that name, one by ID is refused, one by ID with `-f` takes all. */
export default defineScenario({
  id: 'rmi-names',
  files: { 'hello.tar': { archive: [helloWorld] } },
  start: ['docker load -qi hello.tar', 'docker tag hello-world a:1', 'docker tag hello-world b:1'],
  actors: {
    operator: ['docker images', 'docker rmi a:1', `docker rmi ${ID}`, 'docker rmi b:1', 'docker rmi hello-world', 'docker images -a'],
    forcer: [`docker rmi -f ${ID}`, 'docker images -a'],
    'long-form': ['docker image rm a:1 b:1', 'docker image rm hello-world'],
    'by-id': ['docker rmi a:1 b:1', `docker rmi ${ID}`],
  },
  replays: {
    'one-by-one': { schedule: ['operator'], expect: [{ listed: 0 }, { check: 'no-orphan-data', is: 'kept' }] },
    forced: { schedule: ['forcer'], expect: [{ listed: 0 }] },
    'long-form': { schedule: ['long-form'], expect: [{ listed: 0 }] },
    'last-by-id': { schedule: ['by-id'], expect: [{ listed: 0 }] },
  },
  claims: {
    'name-only': {
      of: ['S3.12', 'S4.31'], replay: 'one-by-one', holds: BOTH, evidence: 'recorded', recording: 'rmi/rmi-tags-of-one-image',
      expect: [{ actor: 'operator', command: 2, exit: 0, stdoutIs: 'Untagged: a:1' }],
    },
    'id-refused': {
      of: ['S3.12', 'S3.15'], replay: 'one-by-one', holds: BOTH, evidence: 'recorded', recording: 'rmi/rmi-tags-of-one-image',
      expect: [{ actor: 'operator', command: 3, exit: 1, stderr: `conflict: unable to delete ${ID} (must be forced) - image is referenced in multiple repositories` }],
    },
    'last-name': {
      of: ['S3.14'], replay: 'one-by-one', holds: BOTH, evidence: 'recorded', recording: 'client-19.03/c19-rmi',
      expect: [{ actor: 'operator', command: 5, exit: 0, stdout: `Deleted: sha256:${ID}` }, { actor: 'operator', command: 5, stdout: `Deleted: sha256:${LAYER}` }, { listed: 0 }],
    },
    'one-name-by-id': {
      of: ['S3.15'], replay: 'last-by-id', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'by-id', command: 2, exit: 0, stdout: 'Untagged: hello-world:latest' }, { listed: 0 }],
    },
    'forced-all': {
      of: ['S3.16'], replay: 'forced', holds: BOTH, evidence: 'recorded', recording: 'rmi/rmi-tags-of-one-image',
      expect: [{ actor: 'forcer', command: 1, exit: 0, stdout: 'Untagged: a:1\nUntagged: b:1\nUntagged: hello-world:latest\nDeleted: ' }, { listed: 0 }],
    },
    'same-command': {
      of: ['S3.13', 'S3.14'], replay: 'long-form', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'long-form', command: 1, exit: 0, stdoutIs: 'Untagged: a:1\nUntagged: b:1' }, { actor: 'long-form', command: 2, exit: 0, stdout: `Deleted: sha256:${ID}` }],
    },
  },
})
