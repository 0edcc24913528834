import { defineScenario } from '#sandbox/scenario'
import { app, base, other } from '../images.ts'

/** Three images share a layer, and the power takes its contents. While one of them is left, `docker rmi` keeps the layer. */
export default defineScenario({
  id: 'power-shared-layer',
  disk: { model: 'ext4' },
  files: { 'base.tar': { archive: [base] }, 'app.tar': { archive: [app] }, 'other.tar': { archive: [other] } },
  actors: {
    loader: ['docker load -i base.tar', 'docker load -i app.tar', 'docker load -i other.tar'],
    'base-loader': ['docker load -i base.tar'],
    'late-loader': ['docker load -i app.tar', 'docker run --rm app:1', 'docker save app:1 | wc -c'],
    'one-by-one': ['docker rmi app:1', 'docker load -i app.tar', 'docker run --rm app:1', 'docker save app:1 | wc -c'],
    'all-first': ['docker rmi app:1 other:1 base:1', 'docker load -i base.tar', 'docker load -i app.tar', 'docker load -i other.tar', 'docker run --rm app:1', 'docker run --rm other:1', 'docker save app:1 | wc -c'],
    finder: ['docker images', 'docker save base:1 | wc -c', 'docker save other:1 | wc -c', 'docker system df -v', "docker image inspect -f '{{.RootFS.Layers}}' app:1", 'grep -l 6308bffedf9cc1c4 /var/lib/docker/image/overlay2/imagedb/content/sha256/*'],
  },
  replays: {
    'one-by-one': {
      schedule: ['loader', '!wait=8', '!power=none', '!boot', '!look=cut', 'one-by-one'],
      expect: [{ listed: 3, at: 'cut' }, { check: 'every-layer-record-has-its-data', is: 'broken', at: 'cut' }, { check: 'every-layer-record-has-its-data', is: 'broken' }],
    },
    'all-first': {
      schedule: ['loader', '!wait=8', '!power=none', '!boot', 'one-by-one', '!look=still', 'all-first'],
      expect: [{ check: 'every-layer-record-has-its-data', is: 'broken', at: 'still' }, { check: 'every-layer-record-has-its-data', is: 'kept' }, { check: 'a-listed-image-runs', is: 'kept' }],
    },
    find: {
      schedule: ['loader', '!wait=8', '!power=none', '!boot', 'finder'],
      expect: [{ listed: 3 }],
    },
    spreads: {
      schedule: ['base-loader', '!wait=8', '!power=none', '!boot', '!look=cut', 'late-loader'],
      expect: [{ listed: 1, at: 'cut' }, { listed: 2 }, { check: 'a-listed-image-runs', is: 'broken' }],
    },
  },
  claims: {
    survives: {
      of: ['S0.28', 'S1.28', 'S2.28'], replay: 'one-by-one', holds: ['docker-20.10', 'docker-19.03'], evidence: 'sandbox',
      expect: [
        { actor: 'one-by-one', command: 1, exit: 0, stdout: 'Deleted: sha256:d6b76fbe2c1a', stdoutLacks: 'Deleted: sha256:6308bffedf9c' },
        { actor: 'one-by-one', command: 2, exit: 0, stdout: 'Loaded image: app:1' },
        { actor: 'one-by-one', command: 3, exit: 127, stderr: 'no such file or directory' },
      ],
    },
    'checksum-again': {
      of: [], replay: 'one-by-one', holds: ['docker-20.10', 'docker-19.03'], evidence: 'sandbox',
      expect: [{ actor: 'one-by-one', command: 4, stdoutIs: '0', stderr: 'file integrity checksum failed for "bin/busybox"' }],
    },
    'all-first': {
      of: ['S0.26', 'S1.26', 'S2.26', 'S0.27', 'S1.27', 'S2.27', 'S0.28', 'S1.28', 'S2.28'], replay: 'all-first', holds: ['docker-20.10', 'docker-19.03'], evidence: 'sandbox',
      expect: [
        { actor: 'all-first', command: 1, exit: 0, stdout: 'Deleted: sha256:6308bffedf9c' },
        { actor: 'all-first', command: 5, exit: 0, stdoutIs: 'app 1' },
        { actor: 'all-first', command: 6, exit: 0, stdoutIs: 'other 1' },
        { check: 'every-layer-record-has-its-data', is: 'kept' },
      ],
    },
    'all-listed': {
      of: [], replay: 'find', holds: ['docker-20.10', 'docker-19.03'], evidence: 'sandbox',
      expect: [{ listed: 3 }, { actor: 'finder', command: 2, stderr: 'file integrity checksum failed for "bin/busybox"' }, { actor: 'finder', command: 3, stderr: 'file integrity checksum failed for "bin/busybox"' }],
    },
    'inspect-stops': {
      of: [], replay: 'find', holds: ['docker-20.10', 'docker-19.03'], evidence: 'sandbox',
      expect: [{ actor: 'finder', command: 5, exit: 1, stderr: 'readlink /var/lib/docker/overlay2: invalid argument' }, { actor: 'finder', command: 6, exit: 0, stdout: 'cef320c41a3e' }],
    },
    spreads: {
      of: [], replay: 'spreads', holds: ['docker-20.10', 'docker-19.03'], evidence: 'sandbox',
      expect: [{ actor: 'late-loader', command: 1, exit: 0, stdout: 'Loaded image: app:1' }, { actor: 'late-loader', command: 2, exit: 127 }, { actor: 'late-loader', command: 3, stderr: 'file integrity checksum failed for "bin/busybox"' }],
    },
  },
})
