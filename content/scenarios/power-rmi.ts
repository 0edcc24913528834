import { defineScenario } from '#sandbox/scenario'
import { app } from '../images.ts'

const BOTH = ['docker-20.10', 'docker-19.03']
const OPENEULER = ['openeuler-18.09']

/** The power fails after `docker rmi`. Nothing of a removal is synced: within the journal's five seconds the image comes back. */
export default defineScenario({
  id: 'power-rmi',
  disk: { model: 'ext4' },
  files: { 'app.tar': { archive: [app] } },
  start: ['docker load -qi app.tar'],
  actors: {
    remover: ['docker rmi app:1'],
    syncer: ['sync'],
    observer: ['docker images', 'docker run --rm app:1', 'docker save app:1 | wc -c'],
    again: ['docker rmi app:1'],
    finder: ['ls /var/lib/docker/image/overlay2/layerdb/sha256 | grep -c removing', "ls /var/lib/docker/overlay2 | grep -v '^l$' | wc -l"],
  },
  points: {
    // docker rmi: the name is gone, the image is there.
    'name-gone': { step: 'lock', target: 'references', nth: 4 },
    // docker rmi: the record of the top layer has been renamed, its data comes next.
    'data-next': { step: 'lock', target: 'driver' },
  },
  replays: {
    'at-once': { schedule: ['remover', '!power=none', '!boot', '!look=cut', 'observer', 'again'], expect: [{ image: 'app:1', is: 'listed', at: 'cut' }, { listed: 0 }] },
    later: { schedule: ['remover', '!wait=6', '!power=none', '!boot', '!look=cut'], expect: [{ listed: 0, at: 'cut' }, { check: 'no-orphan-data', is: 'kept' }] },
    synced: { schedule: ['remover', 'syncer', '!power=none', '!boot', '!look=cut'], expect: [{ listed: 0, at: 'cut' }] },
    'name-gone': { schedule: [['remover', 'name-gone'], '!wait=6', '!power=none', '!boot', '!look=cut'], expect: [{ image: 'app:1', is: 'unnamed', at: 'cut' }] },
    'half-way': { schedule: [['remover', 'data-next'], '!wait=6', '!power=none', '!boot', '!look=cut', 'finder'], expect: [{ listed: 0, at: 'cut' }, { check: 'no-orphan-data', is: 'broken' }] },
  },
  claims: {
    'comes-back': {
      of: ['S0.18', 'S1.18', 'S2.18'], replay: 'at-once', holds: BOTH, evidence: 'recorded', recording: 'powerloss/cut-rmi',
      expect: [{ actor: 'remover', command: 1, exit: 0, stdout: 'Deleted: sha256:cef320c41a3e' }, { image: 'app:1', is: 'listed', at: 'cut' }],
    },
    'comes-back-whole': {
      of: [], replay: 'at-once', holds: BOTH, evidence: 'recorded', recording: 'powerloss/cut-rmi',
      expect: [{ actor: 'observer', command: 2, exit: 0, stdoutIs: 'app 1' }, { check: 'every-layer-record-has-its-data', is: 'kept', at: 'cut' }],
    },
    'remove-again': {
      of: [], replay: 'at-once', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'again', command: 1, exit: 0, stdout: 'Deleted: sha256:cef320c41a3e' }, { listed: 0 }],
    },
    'gone-after-the-journal': {
      of: [], replay: 'later', holds: BOTH, evidence: 'recorded', recording: 'powerloss/cut-rmi',
      expect: [{ listed: 0, at: 'cut' }, { reference: 'app:1', is: 'absent', at: 'cut' }],
    },
    'sync-makes-it-final': {
      of: [], replay: 'synced', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'syncer', command: 1, exit: 0 }, { listed: 0, at: 'cut' }],
    },
    'cut-after-the-name': {
      of: ['S0.18', 'S1.18', 'S2.18'], replay: 'name-gone', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'remover', command: 1, state: 'lost' }, { image: 'app:1', is: 'unnamed', at: 'cut' }],
    },
    'leaves-half-a-layer': {
      of: [], replay: 'half-way', holds: BOTH, fails: OPENEULER, evidence: 'source',
      expect: [{ listed: 0, at: 'cut' }, { actor: 'finder', command: 1, stdoutIs: '1' }, { actor: 'finder', command: 2, stdoutIs: '2' }],
    },
    'openeuler-clears-it': {
      of: [], replay: 'half-way', holds: OPENEULER, fails: BOTH, evidence: 'source',
      expect: [{ listed: 0, at: 'cut' }, { actor: 'finder', command: 1, stdoutIs: '0' }, { actor: 'finder', command: 2, stdoutIs: '1' }],
    },
  },
  sweeps: {
    cut: {
      actor: 'remover', then: ['!power=none', '!boot', '!look=cut'],
      ends: { 'comes-back': [{ image: 'app:1', is: 'listed', at: 'cut' }], gone: [{ listed: 0, at: 'cut' }], unnamed: [{ image: 'app:1', is: 'unnamed', at: 'cut' }] },
    },
    // Somebody else syncs in the middle of the removal, so that what was done until then is on the disk.
    synced: {
      actor: 'remover', then: ['syncer', '!power=none', '!boot', '!look=cut', 'observer'],
      ends: {
        'comes-back': [{ image: 'app:1', is: 'listed', at: 'cut' }, { actor: 'observer', command: 2, exit: 0 }],
        unnamed: [{ image: 'app:1', is: 'unnamed', at: 'cut' }],
        'layers-left': [{ listed: 0, at: 'cut' }, { check: 'no-orphan-data', is: 'broken', at: 'cut' }],
        gone: [{ listed: 0, at: 'cut' }, { check: 'no-orphan-data', is: 'kept', at: 'cut' }],
      },
    },
  },
})
