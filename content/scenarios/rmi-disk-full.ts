import { defineScenario } from '#sandbox/scenario'
import { app, helloWorld } from '../images.ts'

const BOTH = ['docker-20.10', 'docker-19.03']
const NAMES = "jq -r '.Repositories[] | keys[]' /var/lib/docker/image/overlay2/repositories.json"

/** The disk is full, so the names cannot be written: the error is all that is printed, and the image is `<none>` until the engine starts again. */
export default defineScenario({
  id: 'rmi-disk-full',
  files: { 'hello.tar': { archive: [helloWorld] }, 'app.tar': { archive: [app] } },
  start: ['docker load -qi hello.tar', 'docker load -qi app.tar', 'fallocate -l 63G fill', 'fallocate -l 1020M more', 'dd if=/dev/zero of=rest bs=64k || true', 'dd if=/dev/zero of=last bs=4k || true'],
  actors: {
    remover: ['docker rmi app:1', 'docker images', NAMES],
    restarter: ['rm fill', 'systemctl restart docker', 'docker images', 'docker rmi app:1'],
    repairer: ['rm fill', 'docker tag cef320c41a3e app:1', NAMES, 'docker rmi app:1'],
  },
  replays: {
    restart: { schedule: ['remover', '!look=failed', 'restarter'], expect: [{ image: 'app:1', is: 'unnamed', at: 'failed' }, { listed: 1 }] },
    'name-again': { schedule: ['remover', 'repairer'], expect: [{ listed: 1 }, { check: 'no-orphan-data', is: 'kept' }] },
  },
  claims: {
    'only-the-error': {
      of: ['S0.63', 'S1.63', 'S2.63'], replay: 'restart', holds: BOTH, evidence: 'source',
      expect: [{ actor: 'remover', command: 1, exit: 1, stdoutIs: '', stderr: 'no space left on device' }],
    },
    'name-is-gone': {
      of: ['S0.63', 'S1.63', 'S2.63'], replay: 'restart', holds: BOTH, evidence: 'source',
      expect: [{ image: 'app:1', is: 'unnamed', at: 'failed' }, { actor: 'remover', command: 2, stdout: '<none>' }],
    },
    'on-the-disk-it-is-not': {
      of: [], replay: 'restart', holds: BOTH, evidence: 'source',
      expect: [{ actor: 'remover', command: 3, stdoutIs: 'app:1\nhello-world:latest' }, { actor: 'restarter', command: 3, stdout: 'app' }, { actor: 'restarter', command: 4, exit: 0, stdout: 'Deleted: sha256:cef320c41a3e' }],
    },
    'name-it-again': {
      of: [], replay: 'name-again', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'repairer', command: 2, exit: 0 }, { actor: 'repairer', command: 4, exit: 0, stdout: 'Deleted: sha256:cef320c41a3e' }],
    },
  },
})
