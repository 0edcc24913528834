import { defineScenario } from '#sandbox/scenario'
import { app } from '../images.ts'

const BOTH = ['docker-20.10', 'docker-19.03']
const EULEROS = ['euleros-1.11']

/**
 * An image is removed while it is saved. `docker save` holds the layers, not the image: the archive is whole, the image is gone.
 * EulerOS holds on the image itself: the removal takes its name and is refused then.
 */
export default defineScenario({
  id: 'save-rmi',
  files: { 'app.tar': { archive: [app] } },
  start: ['docker load -i app.tar'],
  actors: {
    saver: ['docker save -o saved.tar app:1'],
    'saver-by-id': ['docker save -o saved.tar cef320c41a3e'],
    cleaner: ['docker rmi app:1'],
    counter: ['docker images -a', 'ls /var/lib/docker/image/overlay2/layerdb/sha256 | wc -l'],
    'late-counter': ['ls /var/lib/docker/image/overlay2/layerdb/sha256 | wc -l'],
    reader: ['docker load -i saved.tar', 'docker images', 'docker run --rm app:1'],
    looker: ['ls saved.tar'],
    namer: ['docker tag $(docker images -qf dangling=true) app:1'],
    renamer: ['docker run --rm app:1', 'docker rmi app:1'],
  },
  points: {
    // docker save: the name is found; the config has not been read.
    'name-found': { step: 'lock', target: 'imagedb' },
    // docker save: the config is in memory; the layers are not held.
    'config-read': { step: 'lock', target: 'layers' },
    // docker save: the layers are held.
    'layers-held': { step: 'mkdir', target: 'docker-export' },
  },
  replays: {
    'while-saving': {
      schedule: [['saver', 'layers-held'], 'cleaner', '!look=removed', 'counter', 'saver', 'late-counter', '!look=saved', 'reader'],
      expect: [{ listed: 0, at: 'removed' }, { check: 'no-orphan-data', is: 'kept', at: 'saved' }, { check: 'a-listed-image-runs', is: 'kept' }],
    },
    run: {
      schedule: [['saver', 'layers-held'], 'cleaner', 'saver', 'reader'],
      expect: [{ image: 'app:1', is: 'listed' }],
    },
    'between-name-and-config': {
      schedule: [['saver', 'name-found'], 'cleaner', 'saver', 'looker'],
      expect: [{ actor: 'saver', command: 1, exit: 1 }],
    },
    'between-config-and-hold': {
      schedule: [['saver', 'config-read'], 'cleaner', 'saver', 'looker'],
      expect: [{ actor: 'saver', command: 1, exit: 1 }],
    },
    'removal-first': {
      schedule: ['cleaner', 'saver', 'looker'],
      expect: [{ actor: 'saver', command: 1, exit: 1 }],
    },
    'removal-first-by-id': {
      schedule: ['cleaner', 'saver-by-id', 'looker'],
      expect: [{ actor: 'saver-by-id', command: 1, exit: 1 }],
    },
    'name-given-back': {
      schedule: [['saver', 'layers-held'], 'cleaner', 'namer', 'saver', 'renamer'],
      expect: [{ listed: 0 }],
    },
    'save-first': {
      schedule: ['saver', 'cleaner', 'reader'],
      expect: [{ image: 'app:1', is: 'listed' }],
    },
  },
  claims: {
    'archive-whole': {
      of: ['S0.45', 'S1.45', 'S2.45'], replay: 'while-saving', holds: ['docker-20.10', 'docker-19.03'], evidence: 'recorded', recording: 'concurrency/save-rmi',
      expect: [{ actor: 'saver', command: 1, exit: 0 }, { actor: 'reader', command: 1, exit: 0, stdout: 'Loaded image: app:1' }, { actor: 'reader', command: 3, exit: 0, stdoutIs: 'app 1' }],
    },
    'image-gone': {
      of: ['S0.46', 'S1.46', 'S2.46', 'S0.47', 'S1.47', 'S2.47'], replay: 'while-saving', holds: ['docker-20.10', 'docker-19.03'], evidence: 'recorded', recording: 'concurrency/save-rmi',
      expect: [{ actor: 'cleaner', command: 1, exit: 0, stdout: 'Untagged: app:1\nDeleted: sha256:cef320c41a3e' }, { listed: 0, at: 'removed' }, { reference: 'app:1', is: 'absent', at: 'removed' }],
    },
    'layers-held': {
      of: ['S0.45', 'S1.45', 'S2.45'], replay: 'while-saving', holds: ['docker-20.10', 'docker-19.03'], evidence: 'recorded', recording: 'concurrency/save-rmi',
      expect: [{ actor: 'cleaner', command: 1, exit: 0, stdoutLacks: 'Deleted: sha256:6308bffedf9c' }, { actor: 'counter', command: 2, stdoutIs: '2' }],
    },
    'layers-go-later': {
      of: [], replay: 'while-saving', holds: ['docker-20.10', 'docker-19.03'], evidence: 'sandbox',
      expect: [{ actor: 'counter', command: 2, stdoutIs: '2' }, { actor: 'late-counter', command: 1, stdoutIs: '0' }, { check: 'no-orphan-data', is: 'kept', at: 'saved' }],
    },
    'config-gone': {
      of: [], replay: 'between-name-and-config', holds: ['docker-20.10', 'docker-19.03'], evidence: 'source',
      expect: [{ actor: 'saver', command: 1, exit: 1, stderr: 'failed to get digest sha256:cef320c41a3e' }, { actor: 'looker', command: 1, exit: 2 }],
    },
    'layer-gone': {
      of: [], replay: 'between-config-and-hold', holds: ['docker-20.10', 'docker-19.03'], evidence: 'source',
      expect: [{ actor: 'saver', command: 1, exit: 1, stderr: 'layer does not exist' }, { actor: 'looker', command: 1, exit: 2 }],
    },
    'removal-first': {
      of: [], replay: 'removal-first', holds: ['docker-20.10', 'docker-19.03'], evidence: 'recorded', recording: 'concurrency/save-rmi',
      expect: [{ actor: 'saver', command: 1, exit: 1, stderr: 'reference does not exist' }, { actor: 'looker', command: 1, exit: 2 }],
    },
    'euleros-none': {
      of: ['S0.46', 'S1.46', 'S2.46', 'S0.47', 'S1.47', 'S2.47'], replay: 'while-saving', holds: EULEROS, fails: BOTH, evidence: 'source',
      expect: [
        { actor: 'cleaner', command: 1, exit: 1, stdoutLacks: 'Untagged', stderr: 'can not remove image: reference is not zero' }, { reference: 'app:1', is: 'absent', at: 'removed' },
        { image: 'app:1', is: 'unnamed', at: 'removed' }, { actor: 'counter', command: 1, stdout: '<none>' },
      ],
    },
    'euleros-archive-whole': {
      of: ['S0.45', 'S1.45', 'S2.45'], replay: 'while-saving', holds: EULEROS, evidence: 'source',
      expect: [{ actor: 'saver', command: 1, exit: 0 }, { actor: 'reader', command: 1, exit: 0, stdout: 'Loaded image: app:1' }, { actor: 'reader', command: 3, exit: 0, stdoutIs: 'app 1' }],
    },
    'euleros-name-back': {
      of: [], replay: 'name-given-back', holds: EULEROS, fails: BOTH, evidence: 'source',
      expect: [{ actor: 'namer', command: 1, exit: 0 }, { actor: 'renamer', command: 1, exit: 0, stdoutIs: 'app 1' }, { actor: 'renamer', command: 2, exit: 0, stdout: 'Untagged: app:1\nDeleted: sha256:cef320c41a3e' }],
    },
    'save-first': {
      of: [], replay: 'save-first', holds: ['docker-20.10', 'docker-19.03'], evidence: 'recorded', recording: 'concurrency/save-rmi',
      expect: [{ actor: 'saver', command: 1, exit: 0 }, { actor: 'cleaner', command: 1, exit: 0, stdout: 'Deleted: sha256:6308bffedf9c' }, { actor: 'reader', command: 3, exit: 0, stdoutIs: 'app 1' }],
    },
  },
  sweeps: {
    'rmi-into-save': {
      actor: 'saver', then: ['cleaner', 'saver'],
      ends: {
        whole: [{ actor: 'saver', command: 1, exit: 0 }],
        refused: [{ actor: 'saver', command: 1, exit: 1 }],
        unnamed: [{ image: 'app:1', is: 'unnamed' }],
      },
    },
  },
})
