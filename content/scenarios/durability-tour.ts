import { defineScenario } from '#sandbox/scenario'
import { app } from '../images.ts'

const BOTH = ['docker-20.10', 'docker-19.03']

/**
 * What of a load, and what of a single file, is on the disk when the power fails some seconds later. The readers print
 * every file with its size, records and contents apart, so that a page can show which of them were synced.
 */
export default defineScenario({
  id: 'durability-tour',
  disk: { model: 'ext4' },
  files: { 'app.tar': { archive: [app] } },
  actors: {
    loader: ['docker load -i app.tar'],
    syncer: ['sync'],
    reader: [
      'docker images',
      "find /var/lib/docker/image/overlay2 -type f -printf '%s %f\\n'",
      "find /var/lib/docker/overlay2/*/diff -type f -printf '%s %P\\n'",
      "find /var/lib/docker/overlay2 -name link -printf '%s %f\\n' -o -name lower -printf '%s %f\\n'",
      'cat /var/lib/docker/image/overlay2/repositories.json',
      'docker run --rm cef320c41a3e',
    ],
    writer: ['echo hello > note', 'ls -l note', 'cat note'],
    fsyncer: ['echo hello > note', 'sync note'],
    renamer: ['echo old > note', 'sync', 'echo new > note.tmp', 'sync note.tmp', 'mv note.tmp note', 'cat note'],
    looker: ['ls -l', 'cat note'],
  },
  replays: {
    'one-load': { schedule: ['loader'] },
    'load-cut-after-1-s': { schedule: ['loader', '!wait=1', '!power=none', '!boot', 'reader'] },
    'load-cut-after-8-s': { schedule: ['loader', '!wait=8', '!power=none', '!boot', 'reader'] },
    'load-cut-after-40-s': { schedule: ['loader', '!wait=40', '!power=none', '!boot', 'reader'] },
    'load-sync-cut': { schedule: ['loader', 'syncer', '!power=none', '!boot', 'reader'] },
    'load-kill': { schedule: ['loader', '!kill', '!start', 'reader'] },
    'file-cut-at-once': { schedule: ['writer', '!power=none', '!boot', 'looker'] },
    'file-cut-after-7-s': { schedule: ['writer', '!wait=7', '!power=none', '!boot', 'looker'] },
    'file-cut-after-40-s': { schedule: ['writer', '!wait=40', '!power=none', '!boot', 'looker'] },
    'file-fsync-cut': { schedule: ['fsyncer', '!power=none', '!boot', 'looker'] },
    'rename-cut-at-once': { schedule: ['renamer', '!power=none', '!boot', 'looker'] },
    'rename-cut-after-7-s': { schedule: ['renamer', '!wait=7', '!power=none', '!boot', 'looker'] },
  },
  claims: {
    'contents-not-synced': {
      of: ['S0.19', 'S1.19', 'S2.19'], replay: 'load-cut-after-8-s', holds: BOTH, evidence: 'recorded', recording: 'powerloss/cut-load',
      expect: [{ actor: 'reader', command: 3, stdout: '0 bin/busybox' }, { actor: 'reader', command: 3, stdout: '0 app/version' }, { actor: 'reader', command: 3, stdout: '0 opt/runtime' }],
    },
    'records-synced': {
      of: ['S0.20', 'S1.20', 'S2.20'], replay: 'load-cut-after-1-s', holds: BOTH, evidence: 'recorded', recording: 'powerloss/cut-load',
      expect: [
        { actor: 'reader', command: 2, stdout: '507 cef320c41a3e' }, { actor: 'reader', command: 2, stdout: '64 cache-id' }, { actor: 'reader', command: 2, stdout: '71 diff' },
        { actor: 'reader', command: 2, stdout: '5 size' }, { actor: 'reader', command: 2, stdoutLacks: '\n0 ' },
      ],
    },
    'name-not-yet': {
      of: ['S0.20', 'S1.20', 'S2.20'], replay: 'load-cut-after-1-s', holds: BOTH, evidence: 'recorded', recording: 'powerloss/cut-load',
      expect: [{ actor: 'loader', command: 1, exit: 0, stdout: 'Loaded image: app:1' }, { image: 'app:1', is: 'unnamed' }, { actor: 'reader', command: 5, stdoutIs: '{"Repositories":{}}' }],
    },
    'link-and-lower-empty': {
      of: ['S0.20', 'S1.20', 'S2.20'], replay: 'load-cut-after-8-s', holds: BOTH, evidence: 'recorded', recording: 'powerloss/cut-load',
      expect: [{ actor: 'reader', command: 4, stdout: '0 link' }, { actor: 'reader', command: 4, stdout: '0 lower' }, { actor: 'reader', command: 4, stdoutLacks: '26 link' }],
    },
    'records-and-contents-disagree': {
      of: ['S0.21', 'S1.21', 'S2.21'], replay: 'load-cut-after-8-s', holds: BOTH, evidence: 'recorded', recording: 'powerloss/cut-load',
      expect: [{ image: 'app:1', is: 'listed' }, { actor: 'reader', command: 1, stdout: '45.9kB' }, { check: 'every-layer-record-has-its-data', is: 'broken' }],
    },
    'does-not-run': {
      of: [], replay: 'load-cut-after-8-s', holds: BOTH, evidence: 'recorded', recording: 'powerloss/cut-load',
      expect: [{ actor: 'reader', command: 6, exit: 125, stderr: 'too many levels of symbolic links' }],
    },
    'whole-after-write-back': {
      of: [], replay: 'load-cut-after-40-s', holds: BOTH, evidence: 'recorded', recording: 'powerloss/cut-load',
      expect: [{ actor: 'reader', command: 3, stdout: '40000 opt/runtime' }, { actor: 'reader', command: 6, exit: 0, stdoutIs: 'app 1' }, { check: 'every-layer-record-has-its-data', is: 'kept' }],
    },
    'sync-writes-all': {
      of: [], replay: 'load-sync-cut', holds: BOTH, evidence: 'sandbox',
      expect: [{ image: 'app:1', is: 'listed' }, { actor: 'reader', command: 6, exit: 0, stdoutIs: 'app 1' }, { check: 'every-layer-record-has-its-data', is: 'kept' }],
    },
    'kill-loses-nothing': {
      of: [], replay: 'load-kill', holds: BOTH, evidence: 'recorded', recording: 'powerloss/power-loss-load',
      expect: [{ image: 'app:1', is: 'listed' }, { actor: 'reader', command: 6, exit: 0, stdoutIs: 'app 1' }, { check: 'every-layer-record-has-its-data', is: 'kept' }],
    },
    'file-seen-at-once': {
      of: [], replay: 'file-cut-at-once', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'writer', command: 3, stdoutIs: 'hello' }],
    },
    'file-gone': {
      of: [], replay: 'file-cut-at-once', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'looker', command: 2, exit: 1, stderr: 'No such file or directory' }],
    },
    'file-empty': {
      of: ['S0.19', 'S1.19', 'S2.19'], replay: 'file-cut-after-7-s', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'looker', command: 1, stdout: ' 0 Nov 21 00:00 note' }, { actor: 'looker', command: 2, exit: 0, stdoutIs: '' }],
    },
    'file-whole': {
      of: [], replay: 'file-cut-after-40-s', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'looker', command: 2, exit: 0, stdoutIs: 'hello' }],
    },
    'fsync-keeps-file': {
      of: ['S0.20', 'S1.20', 'S2.20'], replay: 'file-fsync-cut', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'looker', command: 2, exit: 0, stdoutIs: 'hello' }],
    },
    'rename-old-or-new': {
      of: [], replay: 'rename-cut-at-once', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'renamer', command: 6, stdoutIs: 'new' }, { actor: 'looker', command: 2, exit: 0, stdoutIs: 'old' }],
    },
    'rename-after-journal': {
      of: [], replay: 'rename-cut-after-7-s', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'looker', command: 2, exit: 0, stdoutIs: 'new' }],
    },
  },
})
