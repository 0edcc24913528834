import { defineScenario } from '#sandbox/scenario'
import { app, base, other } from '../images.ts'

const BOTH = ['docker-20.10', 'docker-19.03']
const SHARED = 'Deleted: sha256:6308bffedf9c'

/** Images that share a layer are removed one by one. A layer goes with the last image that stands on it. */
export default defineScenario({
  id: 'rmi-shared-layers',
  files: { 'base.tar': { archive: [base] }, 'app.tar': { archive: [app] }, 'other.tar': { archive: [other] } },
  start: ['docker load -qi base.tar', 'docker load -qi app.tar', 'docker load -qi other.tar'],
  actors: {
    remover: ['docker rmi other:1', 'docker rmi base:1', 'docker run --rm app:1', 'docker rmi app:1', 'docker images -a', 'ls /var/lib/docker/image/overlay2/layerdb/sha256 | wc -l'],
    'all-at-once': ['docker rmi app:1 other:1 base:1'],
    keeper: ['docker create --name keeper app:1', 'docker rmi other:1 base:1', 'docker rmi -f app:1', 'ls /var/lib/docker/image/overlay2/layerdb/sha256 | wc -l', 'docker rm keeper', 'ls /var/lib/docker/image/overlay2/layerdb/sha256 | wc -l'],
  },
  replays: {
    'one-by-one': { schedule: ['remover'], expect: [{ listed: 0 }, { check: 'no-orphan-data', is: 'kept' }] },
    'all-at-once': { schedule: ['all-at-once'], expect: [{ listed: 0 }, { check: 'no-orphan-data', is: 'kept' }] },
    'container-keeps': { schedule: ['keeper'], expect: [{ listed: 0 }, { check: 'no-orphan-data', is: 'kept' }, { check: 'counts-agree', is: 'kept' }] },
  },
  claims: {
    'own-layers-only': {
      of: ['S3.23'], replay: 'one-by-one', holds: BOTH, evidence: 'recorded', recording: 'rmi/rmi-shared-layers',
      expect: [{ actor: 'remover', command: 1, exit: 0, stdout: 'Untagged: other:1\nDeleted: sha256:', stdoutLacks: SHARED }],
    },
    'image-without-own-layers': {
      of: [], replay: 'one-by-one', holds: BOTH, evidence: 'recorded', recording: 'rmi/rmi-shared-layers',
      expect: [{ actor: 'remover', command: 2, exit: 0, stdout: 'Deleted: sha256:2601019897de', stdoutLacks: SHARED }, { actor: 'remover', command: 3, exit: 0, stdoutIs: 'app 1' }],
    },
    'last-one-takes-all': {
      of: [], replay: 'one-by-one', holds: BOTH, evidence: 'recorded', recording: 'rmi/rmi-shared-layers',
      expect: [{ actor: 'remover', command: 4, exit: 0, stdout: SHARED }, { actor: 'remover', command: 6, stdoutIs: '0' }, { listed: 0 }],
    },
    'top-first': {
      of: [], replay: 'one-by-one', holds: BOTH, evidence: 'recorded', recording: 'rmi/rmi-shared-layers',
      expect: [{ actor: 'remover', command: 4, stdout: 'Deleted: sha256:cef320c41a3e77ceac989354e5086fda4d566fb8e6705abeb42c2ba835e7a577\nDeleted: sha256:d6b76fbe2c1a' }],
    },
    'container-keeps-layers': {
      of: ['S4.35', 'S4.39'], replay: 'container-keeps', holds: BOTH, evidence: 'recorded', recording: 'rmi/rmi-stopped-container',
      expect: [{ actor: 'keeper', command: 3, exit: 0, stdout: 'Deleted: sha256:cef320c41a3e', stdoutLacks: 'Deleted: sha256:d6b76fbe2c1a' }, { actor: 'keeper', command: 4, stdoutIs: '2' }, { actor: 'keeper', command: 5, exit: 0 }, { actor: 'keeper', command: 6, stdoutIs: '0' }],
    },
  },
})
