import { defineScenario } from '#sandbox/scenario'
import { app } from '../images.ts'

const BOTH = ['docker-20.10', 'docker-19.03']

/**
 * The same writes on a disk that promises no more than the standard does: syncing a file does not sync its name, and
 * names of different directories reach the disk in any order. Which of them do is chosen by a seed.
 */
export default defineScenario({
  id: 'power-posix',
  disk: { model: 'posix' },
  files: { 'app.tar': { archive: [app] } },
  actors: {
    fsyncer: ['echo hello > note', 'sync note'],
    syncer: ['echo hello > note', 'sync'],
    looker: ['ls -l', 'cat note'],
    loader: ['docker load -i app.tar'],
    reader: ['docker images -a', 'cat /var/lib/docker/image/overlay2/repositories.json', 'ls /var/lib/docker/image/overlay2/imagedb/content/sha256', 'ls /var/lib/docker/image/overlay2/layerdb/sha256'],
  },
  replays: {
    'file-fsync-cut': { schedule: ['fsyncer', '!power=none', '!boot', 'looker'] },
    'file-sync-cut': { schedule: ['syncer', '!power=none', '!boot', 'looker'] },
    'name-without-image': { schedule: ['loader', '!wait=1', '!power=seed:2', '!boot', 'reader'] },
    'image-without-layer': { schedule: ['loader', '!wait=1', '!power=seed:16', '!boot', 'reader'] },
  },
  claims: {
    'fsync-without-name': {
      of: [], replay: 'file-fsync-cut', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'fsyncer', command: 2, exit: 0 }, { actor: 'looker', command: 2, exit: 1, stderr: 'No such file or directory' }],
    },
    'sync-keeps-all': {
      of: [], replay: 'file-sync-cut', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'looker', command: 2, exit: 0, stdoutIs: 'hello' }],
    },
    'name-without-image': {
      of: [], replay: 'name-without-image', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'loader', command: 1, exit: 0 }, { reference: 'app:1', is: 'dangling' }, { listed: 0 }],
    },
    'image-without-layer': {
      of: [], replay: 'image-without-layer', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'reader', command: 3, stdout: 'cef320c41a3e' }, { check: 'every-image-has-its-layers', is: 'broken' }, { listed: 0 }],
    },
  },
})
