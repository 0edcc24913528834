import { defineScenario } from '#sandbox/scenario'
import { app, ubuntu } from '../images.ts'

/** The power fails inside `docker load`. Nothing is listed afterwards, and yet a layer may be on record without its contents. */
export default defineScenario({
  id: 'power-load-during',
  disk: { model: 'ext4' },
  files: { 'ubuntu.tar': { archive: [ubuntu] }, 'app.tar': { archive: [app] } },
  actors: {
    loader: ['docker load -i ubuntu.tar'],
    'app-loader': ['docker load -i app.tar'],
    'app-reloader': ['docker load -i app.tar', 'docker run --rm app:1'],
    observer: ['docker images -a', 'ls /var/lib/docker/image/overlay2/layerdb/sha256'],
    reloader: ['docker load -i ubuntu.tar', 'docker run --rm ubuntu:18.04 cat /etc/os-release', 'docker save ubuntu:18.04 | wc -c'],
    repairer: ['docker rmi ubuntu:18.04', 'docker load -i ubuntu.tar', 'docker run --rm ubuntu:18.04 cat /etc/os-release'],
  },
  points: {
    'first-record': { step: 'rename', target: 'layerdb/sha256' },
    'second-record': { step: 'rename', target: 'layerdb/sha256', nth: 2 },
  },
  replays: {
    'before-a-record': {
      schedule: [['loader', 'first-record'], '!power=none', '!boot', '!look=cut', 'observer', 'reloader'],
      expect: [{ listed: 0, at: 'cut' }, { check: 'a-listed-image-runs', is: 'kept' }],
    },
    'one-record': {
      schedule: [['loader', 'second-record'], '!power=none', '!boot', '!look=cut', 'observer', 'reloader', '!look=reloaded', 'repairer'],
      expect: [
        { listed: 0, at: 'cut' },
        { check: 'every-layer-record-has-its-data', is: 'broken', at: 'cut' },
        { check: 'every-layer-record-has-its-data', is: 'broken', at: 'reloaded' },
        { check: 'a-listed-image-runs', is: 'kept' },
      ],
    },
  },
  claims: {
    'nothing-left': {
      of: [], replay: 'before-a-record', holds: ['docker-20.10', 'docker-19.03'], evidence: 'recorded', recording: 'powerloss/cut-during-load',
      expect: [{ listed: 0, at: 'cut' }, { actor: 'reloader', command: 1, exit: 0 }, { actor: 'reloader', command: 2, exit: 0, stdout: 'NAME="Ubuntu"' }],
    },
    'reuses-damaged': {
      of: [], replay: 'one-record', holds: ['docker-20.10', 'docker-19.03'], evidence: 'recorded', recording: 'powerloss/cut-during-load',
      expect: [
        { listed: 0, at: 'cut' },
        { actor: 'observer', command: 2, stdoutIs: 'd539d73b4cad177e5c1d24082870e432dd21c509d3466154a9de44bfc8718a96' },
        { actor: 'reloader', command: 1, exit: 0, stdout: 'Loaded image: ubuntu:18.04' },
        { actor: 'reloader', command: 2, exit: 127, stderr: 'executable file not found in $PATH' },
        { check: 'every-layer-record-has-its-data', is: 'broken', at: 'reloaded' },
      ],
    },
    heals: {
      of: [], replay: 'one-record', holds: ['docker-20.10', 'docker-19.03'], evidence: 'source',
      expect: [{ actor: 'repairer', command: 1, exit: 0, stdout: 'Deleted: sha256:d539d73b4cad' }, { actor: 'repairer', command: 3, exit: 0, stdout: 'NAME="Ubuntu"' }],
    },
  },
  sweeps: {
    cut: {
      actor: 'app-loader', then: ['!power=none', '!boot', '!look=cut', 'app-reloader'],
      ends: {
        works: [{ actor: 'app-reloader', command: 2, exit: 0 }, { check: 'every-layer-record-has-its-data', is: 'kept' }],
        'nothing-listed': [{ listed: 0, at: 'cut' }],
        unnamed: [{ image: 'app:1', is: 'unnamed', at: 'cut' }],
        named: [{ image: 'app:1', is: 'listed', at: 'cut' }],
        'reuses-damaged': [{ listed: 0, at: 'cut' }, { actor: 'app-reloader', command: 1, exit: 0 }, { check: 'every-layer-record-has-its-data', is: 'broken' }],
        'listed-damaged': [{ listed: 1, at: 'cut' }, { check: 'every-layer-record-has-its-data', is: 'broken', at: 'cut' }],
        refused: [{ actor: 'app-reloader', command: 1, exit: 1 }],
      },
    },
  },
})
