import { defineScenario } from '#sandbox/scenario'
import { ubuntu } from '../images.ts'

/**
 * `docker load` has answered, and some seconds later the power fails. Only the small records were synced: within 5
 * seconds the name is lost, within about 30 the contents of every layer are, and the image looks whole. Loading again repairs
 * nothing, because the layers "exist"; removing it and loading again does.
 */
export default defineScenario({
  id: 'power-load',
  disk: { model: 'ext4' },
  files: { 'ubuntu.tar': { archive: [ubuntu] } },
  actors: {
    loader: ['docker load -i ubuntu.tar'],
    'careful-loader': ['docker load -qi ubuntu.tar && sync'],
    reader: ['docker images', 'docker run --rm ubuntu:18.04 cat /etc/os-release', 'docker save ubuntu:18.04 | wc -c'],
    inspector: ['find /var/lib/docker/overlay2 -path "*/diff/*" -type f | wc -l', 'find /var/lib/docker/overlay2 -path "*/diff/*" -type f -size +0 | wc -l', 'find /var/lib/docker/overlay2 -name link -size 0 | wc -l', 'docker inspect -f "{{.Size}}" ubuntu:18.04'],
    'reader-by-id': ['docker images', 'docker run --rm 5e182b31db20 cat /etc/os-release', 'docker save 5e182b31db20 | wc -c'],
    reloader: ['docker load -i ubuntu.tar', 'docker run --rm ubuntu:18.04 cat /etc/os-release'],
    repairer: ['docker rmi ubuntu:18.04', 'docker load -i ubuntu.tar', 'docker run --rm ubuntu:18.04 cat /etc/os-release', 'docker save ubuntu:18.04 | wc -c'],
    recoverer: ['docker images', 'docker save ubuntu:18.04 | wc -c', 'docker rmi ubuntu:18.04', 'docker load -i ubuntu.tar', 'sync', 'docker save ubuntu:18.04 | wc -c', 'docker run --rm ubuntu:18.04 cat /etc/os-release'],
    'repairer-by-id': ['docker rmi 5e182b31db20', 'docker load -i ubuntu.tar', 'docker run --rm ubuntu:18.04 cat /etc/os-release'],
  },
  expect: {
    sometimes: [
      { image: 'ubuntu:18.04', is: 'unnamed' },
      { check: 'every-layer-record-has-its-data', is: 'broken' },
      { check: 'every-layer-record-has-its-data', is: 'kept' },
    ],
  },
  replays: {
    'one-second': {
      schedule: ['loader', '!wait=1', '!power=none', '!boot', '!look=cut', 'reader', 'reader-by-id'],
      expect: [
        { actor: 'loader', command: 1, exit: 0, stdout: 'Loaded image: ubuntu:18.04' },
        { image: 'ubuntu:18.04', is: 'unnamed', at: 'cut' },
        { actor: 'reader', command: 1, exit: 0, stdout: '<none>' },
        { actor: 'reader', command: 2, exit: 125, stderr: "Unable to find image 'ubuntu:18.04' locally" },
        { check: 'every-layer-record-has-its-data', is: 'broken' },
        { check: 'every-reference-resolves', is: 'kept' },
      ],
    },
    'eight-seconds': {
      schedule: ['loader', '!wait=8', '!power=none', '!boot', '!look=cut', 'reader'],
      expect: [
        { image: 'ubuntu:18.04', is: 'listed', at: 'cut' },
        { actor: 'reader', command: 2, exit: 125, stderr: 'error creating overlay mount' },
        { check: 'every-layer-record-has-its-data', is: 'broken' },
        { check: 'a-listed-image-runs', is: 'broken' },
        { check: 'every-reference-resolves', is: 'kept' },
      ],
    },
    'eight-seconds-files': {
      schedule: ['loader', '!wait=8', '!power=none', '!boot', 'inspector'],
      expect: [{ actor: 'inspector', command: 2, exit: 0, stdoutIs: '0' }],
    },
    'forty-seconds': {
      schedule: ['loader', '!wait=40', '!power=none', '!boot', '!look=cut', 'reader', 'inspector'],
      expect: [
        { image: 'ubuntu:18.04', is: 'listed' },
        { actor: 'reader', command: 2, exit: 0, stdout: 'NAME="Ubuntu"' },
        { check: 'every-layer-record-has-its-data', is: 'kept' },
        { check: 'a-listed-image-runs', is: 'kept' },
        { check: 'no-orphan-data', is: 'kept' },
      ],
    },
    sync: {
      schedule: ['careful-loader', '!power=none', '!boot', '!look=cut', 'reader', 'inspector'],
      expect: [{ image: 'ubuntu:18.04', is: 'listed', at: 'cut' }, { check: 'a-listed-image-runs', is: 'kept' }],
    },
    'repeat-alone': {
      schedule: ['loader', '!wait=8', '!power=none', '!boot', '!look=cut', 'reloader'],
      expect: [{ check: 'every-layer-record-has-its-data', is: 'broken', at: 'cut' }, { check: 'every-layer-record-has-its-data', is: 'broken' }],
    },
    'repeat-unnamed': {
      schedule: ['loader', '!wait=1', '!power=none', '!boot', '!look=cut', 'reloader'],
      expect: [{ image: 'ubuntu:18.04', is: 'unnamed', at: 'cut' }, { image: 'ubuntu:18.04', is: 'listed' }, { check: 'every-layer-record-has-its-data', is: 'broken' }],
    },
    'remove-then-repeat': {
      schedule: ['loader', '!wait=8', '!power=none', '!boot', '!look=cut', 'repairer'],
      expect: [
        { check: 'every-layer-record-has-its-data', is: 'broken', at: 'cut' },
        { check: 'every-layer-record-has-its-data', is: 'kept' },
        { check: 'a-listed-image-runs', is: 'kept' },
      ],
    },
    recover: {
      schedule: ['loader', '!wait=8', '!power=none', '!boot', '!look=cut', 'recoverer'],
      expect: [{ check: 'every-layer-record-has-its-data', is: 'broken', at: 'cut' }, { check: 'a-listed-image-runs', is: 'kept' }],
    },
    'remove-by-id-then-repeat': {
      schedule: ['loader', '!wait=1', '!power=none', '!boot', '!look=cut', 'repairer-by-id'],
      expect: [{ image: 'ubuntu:18.04', is: 'unnamed', at: 'cut' }, { check: 'a-listed-image-runs', is: 'kept' }],
    },
  },
  claims: {
    'named-but-broken': {
      of: ['S0.16', 'S1.16', 'S2.16', 'S0.22', 'S1.22', 'S2.22'], replay: 'eight-seconds', holds: ['docker-20.10', 'docker-19.03'], evidence: 'recorded', recording: 'powerloss/cut-load',
      expect: [{ actor: 'loader', command: 1, exit: 0, stdout: 'Loaded image: ubuntu:18.04' }, { image: 'ubuntu:18.04', is: 'listed' }, { actor: 'reader', command: 2, exit: 125, stderr: 'too many levels of symbolic links' }],
    },
    'name-lost': {
      of: ['S0.23', 'S1.23', 'S2.23'], replay: 'one-second', holds: ['docker-20.10', 'docker-19.03'], evidence: 'recorded', recording: 'powerloss/cut-load',
      expect: [{ actor: 'loader', command: 1, exit: 0, stdout: 'Loaded image: ubuntu:18.04' }, { image: 'ubuntu:18.04', is: 'unnamed', at: 'cut' }, { reference: 'ubuntu:18.04', is: 'absent', at: 'cut' }],
    },
    'contents-lost': {
      of: ['S0.19', 'S1.19', 'S2.19', 'S0.20', 'S1.20', 'S2.20', 'S0.21', 'S1.21', 'S2.21'], replay: 'eight-seconds-files', holds: ['docker-20.10', 'docker-19.03'], evidence: 'recorded', recording: 'powerloss/cut-load',
      expect: [{ actor: 'inspector', command: 1, stdoutIs: '7' }, { actor: 'inspector', command: 2, stdoutIs: '0' }],
    },
    'links-lost': {
      of: ['S0.20', 'S1.20', 'S2.20'], replay: 'eight-seconds-files', holds: ['docker-20.10', 'docker-19.03'], evidence: 'recorded', recording: 'powerloss/cut-load',
      expect: [{ actor: 'inspector', command: 3, stdoutIs: '4' }],
    },
    'size-from-record': {
      of: [], replay: 'eight-seconds', holds: ['docker-20.10', 'docker-19.03'], evidence: 'recorded', recording: 'powerloss/cut-load',
      expect: [{ actor: 'reader', command: 1, exit: 0, stdout: '5.95kB' }, { check: 'every-layer-record-has-its-data', is: 'broken' }],
    },
    'does-not-run': {
      of: ['S0.24', 'S1.24', 'S2.24'], replay: 'eight-seconds', holds: ['docker-20.10', 'docker-19.03'], evidence: 'recorded', recording: 'powerloss/cut-load',
      expect: [{ actor: 'reader', command: 1, exit: 0, stdout: 'ubuntu' }, { actor: 'reader', command: 2, exit: 125, stderr: 'too many levels of symbolic links' }],
    },
    'save-tells': {
      of: ['S0.25', 'S1.25', 'S2.25'], replay: 'eight-seconds', holds: ['docker-20.10', 'docker-19.03'], evidence: 'recorded', recording: 'powerloss/cut-load',
      expect: [{ actor: 'reader', command: 3, stdoutIs: '0', stderr: 'file integrity checksum failed for "bin/busybox"' }],
    },
    'whole-prints-size': {
      of: [], replay: 'forty-seconds', holds: ['docker-20.10', 'docker-19.03'], evidence: 'recorded', recording: 'powerloss/cut-load',
      expect: [{ actor: 'reader', command: 3, exit: 0, stdoutIs: '45568' }],
    },
    'inspect-stops': {
      of: [], replay: 'eight-seconds-files', holds: ['docker-20.10', 'docker-19.03'], evidence: 'recorded', recording: 'powerloss/cut-load',
      expect: [{ actor: 'inspector', command: 4, exit: 1, stderr: 'readlink /var/lib/docker/overlay2: invalid argument' }],
    },
    'whole-later': {
      of: [], replay: 'forty-seconds', holds: ['docker-20.10', 'docker-19.03'], evidence: 'recorded', recording: 'powerloss/cut-load',
      expect: [{ actor: 'inspector', command: 2, stdoutIs: '7' }, { actor: 'reader', command: 2, exit: 0, stdout: 'NAME="Ubuntu"' }],
    },
    'repeat-alone-fails': {
      of: ['S0.28', 'S1.28', 'S2.28'], replay: 'repeat-alone', holds: ['docker-20.10', 'docker-19.03'], evidence: 'recorded', recording: 'powerloss/cut-load',
      expect: [{ actor: 'reloader', command: 1, exit: 0, stdout: 'Loaded image: ubuntu:18.04' }, { actor: 'reloader', command: 2, exit: 125, stderr: 'too many levels of symbolic links' }],
    },
    'repeat-unnamed-fails': {
      of: [], replay: 'repeat-unnamed', holds: ['docker-20.10', 'docker-19.03'], evidence: 'recorded', recording: 'powerloss/cut-load',
      expect: [{ actor: 'reloader', command: 1, exit: 0 }, { image: 'ubuntu:18.04', is: 'listed' }, { actor: 'reloader', command: 2, exit: 125 }],
    },
    'remove-then-repeat': {
      of: ['S0.17', 'S1.17', 'S2.17', 'S0.26', 'S1.26', 'S2.26', 'S0.27', 'S1.27', 'S2.27', 'S0.28', 'S1.28', 'S2.28'], replay: 'remove-then-repeat', holds: ['docker-20.10', 'docker-19.03'], evidence: 'recorded', recording: 'powerloss/cut-load',
      expect: [{ actor: 'repairer', command: 1, exit: 0, stdout: 'Deleted: sha256:d539d73b4cad' }, { actor: 'repairer', command: 3, exit: 0, stdout: 'NAME="Ubuntu"' }, { check: 'every-layer-record-has-its-data', is: 'kept' }],
    },
    'remove-by-id': {
      of: [], replay: 'remove-by-id-then-repeat', holds: ['docker-20.10', 'docker-19.03'], evidence: 'source',
      expect: [{ actor: 'repairer-by-id', command: 1, exit: 0, stdout: 'Deleted: sha256:d539d73b4cad' }, { actor: 'repairer-by-id', command: 3, exit: 0, stdout: 'NAME="Ubuntu"' }],
    },
    'sync-protects': {
      of: [], replay: 'sync', holds: ['docker-20.10', 'docker-19.03'], evidence: 'sandbox',
      expect: [{ actor: 'careful-loader', command: 1, exit: 0 }, { image: 'ubuntu:18.04', is: 'listed', at: 'cut' }, { actor: 'inspector', command: 2, stdoutIs: '7' }, { check: 'a-listed-image-runs', is: 'kept' }],
    },
  },
  golfPar: 2,
})
