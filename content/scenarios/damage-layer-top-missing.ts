import { defineScenario } from '#sandbox/scenario'
import { app, ubuntu } from '../images.ts'

const BOTH = ['docker-20.10', 'docker-19.03']
const OPENEULER = ['openeuler-18.09']
const RECORDS = '/var/lib/docker/image/overlay2/layerdb/sha256'

/** The record of a top layer is gone. The image is not in the list any more, while its config, its name and the data are there. */
export default defineScenario({
  id: 'damage-layer-top-missing',
  files: { 'ubuntu.tar': { archive: [ubuntu] }, 'app.tar': { archive: [app] } },
  start: ['docker load -qi ubuntu.tar', 'docker load -qi app.tar'],
  actors: {
    breaker: [`rm -rf ${RECORDS}/d6b76fbe2c1a*`],
    reader: ['docker images -a', "docker inspect -f '{{.Id}}' app:1", 'docker run --rm app:1', 'docker history app:1'],
    operator: ['systemctl start docker', 'systemctl is-active docker', 'journalctl -u docker | grep cef320c41a3e'],
    remover: ['docker rmi app:1', 'docker images -a'],
    reloader: ['docker load -i app.tar', 'docker images -a', 'docker run --rm app:1'],
  },
  replays: {
    ghost: { schedule: ['breaker', '!kill', '!start', '!look=started', 'reader', 'reloader'], expect: [{ check: 'every-image-has-its-layers', is: 'broken', at: 'started' }, { check: 'every-image-has-its-layers', is: 'kept' }] },
    skipped: { schedule: ['breaker', '!kill', 'operator'] },
    removed: { schedule: ['breaker', '!kill', '!start', 'reader', 'remover', '!look=removed', 'reloader'] },
  },
  claims: {
    ghost: {
      of: [], replay: 'ghost', holds: BOTH, evidence: 'recorded', recording: 'damage/damage-layer-top-missing',
      expect: [
        { image: 'app:1', is: 'absent', at: 'started' }, { listed: 1, at: 'started' }, { actor: 'reader', command: 2, exit: 1, stderr: 'Error response from daemon: layer does not exist' },
        { actor: 'reader', command: 3, exit: 125, stderr: 'layer does not exist' }, { actor: 'reader', command: 4, exit: 1, stderr: 'layer does not exist' },
      ],
    },
    'start-goes-on': {
      of: [], replay: 'skipped', holds: BOTH, evidence: 'source',
      expect: [{ actor: 'operator', command: 1, exit: 0 }, { actor: 'operator', command: 2, stdoutIs: 'active' }, { actor: 'operator', command: 3, stdout: 'layer does not exist, not restoring image sha256:cef320c41a3e' }],
    },
    'removal-takes-the-name': {
      of: [], replay: 'removed', holds: BOTH, evidence: 'recorded', recording: 'damage/damage-layer-top-missing',
      expect: [{ actor: 'remover', command: 1, exit: 1, stderr: 'unrecognized image ID sha256:cef320c41a3e' }, { reference: 'app:1', is: 'absent', at: 'removed' }],
    },
    'load-heals': {
      of: ['S0.27', 'S1.27', 'S2.27'], replay: 'ghost', holds: BOTH, evidence: 'recorded', recording: 'damage/damage-layer-top-missing',
      expect: [{ actor: 'reloader', command: 1, exit: 0, stdout: 'Loaded image: app:1' }, { actor: 'reloader', command: 2, stdout: 'cef320c41a3e' }, { actor: 'reloader', command: 3, exit: 0, stdoutIs: 'app 1' }],
    },
    'leaves-data': {
      of: [], replay: 'ghost', holds: BOTH, evidence: 'sandbox',
      expect: [{ check: 'no-orphan-data', is: 'broken' }],
    },
    'openeuler-cleans-up': {
      of: [], replay: 'ghost', holds: OPENEULER, fails: BOTH, evidence: 'source',
      expect: [{ reference: 'app:1', is: 'absent', at: 'started' }, { actor: 'reader', command: 2, exit: 1, stderr: 'No such object: app:1' }, { check: 'no-orphan-data', is: 'kept' }, { actor: 'reloader', command: 3, exit: 0, stdoutIs: 'app 1' }],
    },
  },
})
