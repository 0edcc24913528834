import { defineScenario } from '#sandbox/scenario'
import { app, other } from '../images.ts'

const BOTH = ['docker-20.10', 'docker-19.03']
const RECORDS = '/var/lib/docker/image/overlay2/layerdb/sha256'
const TOP_OF_APP = `/var/lib/docker/overlay2/$(cat ${RECORDS}/d6b76fbe2c1a*/cache-id)`

/** A directory of a layer cannot be deleted. The name and the image are gone by then, and the answer tells neither. */
export default defineScenario({
  id: 'rmi-error-halfway',
  files: { 'app.tar': { archive: [app] }, 'other.tar': { archive: [other] } },
  start: ['docker load -qi app.tar', 'docker load -qi other.tar'],
  actors: {
    // As after an error of the disk, for one directory only: nothing in it can be deleted.
    breaker: [`cp -a ${TOP_OF_APP} copy && mount --bind -r copy ${TOP_OF_APP}`],
    remover: ['docker rmi app:1', 'docker images -a', `ls ${RECORDS} | wc -l`, 'docker rmi app:1', 'docker image prune -a -f'],
    forcer: ['docker rmi -f app:1', 'docker images -a'],
    mender: ["umount $(mount | grep -o '/var/lib/docker/overlay2/[0-9a-f]*')", 'docker load -i app.tar', 'docker run --rm app:1', 'docker rmi app:1', `ls ${RECORDS} | wc -l`],
    restarter: ['systemctl restart docker', `ls ${RECORDS} | wc -l`],
    reloader: ['docker load -i app.tar', 'docker rmi app:1', `ls ${RECORDS} | wc -l`],
  },
  replays: {
    plain: {
      schedule: ['breaker', 'remover', '!look=failed', 'mender', 'restarter', '!look=restarted', 'reloader'],
      expect: [{ image: 'app:1', is: 'absent', at: 'failed' }, { check: 'no-orphan-data', is: 'broken', at: 'restarted' }, { check: 'no-orphan-data', is: 'kept' }],
    },
    forced: { schedule: ['breaker', 'forcer'], expect: [{ image: 'app:1', is: 'absent' }] },
  },
  claims: {
    'only-the-error': {
      of: ['S0.62', 'S1.62', 'S2.62'], replay: 'plain', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'remover', command: 1, exit: 1, stdoutIs: '', stderr: 'read-only file system' }],
    },
    'names-first': {
      of: ['S0.63', 'S1.63', 'S2.63'], replay: 'plain', holds: BOTH, evidence: 'sandbox',
      expect: [{ image: 'app:1', is: 'absent', at: 'failed' }, { reference: 'app:1', is: 'absent', at: 'failed' }, { actor: 'remover', command: 2, stdoutLacks: 'cef320c41a3e' }, { actor: 'remover', command: 3, stdoutIs: '3' }],
    },
    'nothing-finds-it': {
      of: [], replay: 'plain', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'remover', command: 4, exit: 1, stderr: 'No such image: app:1' }, { actor: 'remover', command: 5, exit: 0, stdout: 'untagged: other:1', stdoutLacks: '6308bffedf9c' }, { check: 'no-orphan-data', is: 'broken', at: 'failed' }],
    },
    'forced-the-same': {
      of: ['S0.60', 'S1.60', 'S2.60'], replay: 'forced', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'forcer', command: 1, exit: 1, stdoutIs: '', stderr: 'read-only file system' }, { actor: 'forcer', command: 2, stdoutLacks: 'cef320c41a3e' }],
    },
    'load-works-again': {
      of: [], replay: 'plain', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'mender', command: 2, exit: 0, stdout: 'Loaded image: app:1' }, { actor: 'mender', command: 3, exit: 0, stdoutIs: 'app 1' }],
    },
    'restart-leaves-the-base': {
      of: [], replay: 'plain', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'restarter', command: 2, stdoutIs: '1' }, { listed: 0, at: 'restarted' }, { check: 'no-orphan-data', is: 'broken', at: 'restarted' }],
    },
    'load-and-remove-clears': {
      of: [], replay: 'plain', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'reloader', command: 2, exit: 0, stdout: 'Deleted: sha256:6308bffedf9c' }, { actor: 'reloader', command: 3, stdoutIs: '0' }, { check: 'no-orphan-data', is: 'kept' }],
    },
  },
})
