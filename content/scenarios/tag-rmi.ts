import { defineScenario } from '#sandbox/scenario'
import { app, other } from '../images.ts'

/** `docker tag` looks the image up, then writes the name. A removal in between leaves the new name with nothing behind it. */
export default defineScenario({
  id: 'tag-rmi',
  files: { 'app.tar': { archive: [app] }, 'other.tar': { archive: [other] } },
  start: ['docker load -i app.tar'],
  actors: {
    tagger: ['docker tag app:1 app:stable'],
    cleaner: ['docker rmi app:1'],
    'forced-cleaner': ['docker rmi -f app:1'],
    observer: ['docker images', 'docker rmi app:stable', 'docker save app:stable | wc -c', 'docker save app:missing | wc -c', 'docker image inspect app:stable'],
    guest: ['docker run --rm app:stable'],
    'time-finder': ['ls /var/lib/docker/image/overlay2/imagedb/metadata/sha256 | wc -l'],
    'healer-by-load': ['docker load -i app.tar', 'docker images', 'docker run --rm app:stable'],
    'healer-by-tag': ['docker load -i other.tar', 'docker tag other:1 app:stable', 'docker rmi app:stable', 'docker images'],
  },
  points: {
    // docker tag: the image is found; the new name has not been written.
    'image-found': { step: 'lock', target: 'references', nth: 2 },
    // docker rmi: the old name is gone; it has not looked whether there are others.
    'name-gone': { step: 'lock', target: 'references', nth: 4 },
    // docker rmi: it has found no other name, and looks what else is in the way.
    'second-look': { step: 'lock', target: 'references', nth: 5 },
    // docker rmi: it has looked at the names once more and found none.
    'looked-again': { step: 'lock', target: 'imagedb', nth: 3 },
    // docker rmi: nothing is left but to delete the image.
    'deletion-next': { step: 'lock', target: 'images', nth: 2 },
    // docker tag: the new name is written; its time is not.
    'time-next': { step: 'lock', target: 'imagedb', nth: 3 },
  },
  replays: {
    silent: {
      schedule: [['tagger', 'image-found'], ['cleaner', 'deletion-next'], 'tagger', 'cleaner'],
      expect: [{ reference: 'app:stable', is: 'dangling' }, { actor: 'tagger', command: 1, exit: 0 }],
    },
    noisy: {
      schedule: [['tagger', 'image-found'], 'cleaner', 'tagger'],
      expect: [{ reference: 'app:stable', is: 'dangling' }, { actor: 'tagger', command: 1, exit: 1 }],
    },
    'stepped-back': {
      schedule: [['tagger', 'image-found'], ['cleaner', 'name-gone'], 'tagger', 'cleaner'],
      expect: [{ image: 'app:stable', is: 'listed' }, { check: 'every-reference-resolves', is: 'kept' }],
    },
    'fresh-name-removed': {
      schedule: [['tagger', 'image-found'], ['cleaner', 'looked-again'], 'tagger', 'cleaner'],
      expect: [{ listed: 0 }, { check: 'every-reference-resolves', is: 'kept' }],
    },
    'seen-by-second-look': {
      schedule: [['tagger', 'image-found'], ['cleaner', 'second-look'], 'tagger', 'cleaner'],
      expect: [{ actor: 'cleaner', command: 1, exit: 0, stdoutIs: 'Untagged: app:1' }, { image: 'app:stable', is: 'listed' }],
    },
    'fresh-name-removed-by-force': {
      schedule: [['tagger', 'image-found'], ['forced-cleaner', 'looked-again'], 'tagger', 'forced-cleaner'],
      expect: [{ actor: 'tagger', command: 1, exit: 0 }, { actor: 'forced-cleaner', command: 1, exit: 0, stdout: 'Untagged: app:1\nUntagged: app:stable\nDeleted: ' }, { listed: 0 }],
    },
    'fresh-name-removed-noisy': {
      schedule: [['tagger', 'image-found'], ['cleaner', 'looked-again'], ['tagger', 'time-next'], 'cleaner', 'tagger'],
      expect: [{ actor: 'tagger', command: 1, exit: 1, stderr: 'failed to get digest' }, { listed: 0 }, { reference: 'app:stable', is: 'absent' }],
    },
    'tag-first': {
      schedule: ['tagger', 'cleaner'],
      expect: [{ image: 'app:stable', is: 'listed' }],
    },
    'removal-first': {
      schedule: ['cleaner', 'tagger'],
      expect: [{ listed: 0 }, { reference: 'app:stable', is: 'absent' }],
    },
    notice: {
      schedule: [['tagger', 'image-found'], ['cleaner', 'deletion-next'], 'tagger', 'cleaner', 'observer', 'guest'],
      expect: [{ reference: 'app:stable', is: 'dangling' }],
    },
    'heal-by-load': {
      schedule: [['tagger', 'image-found'], ['cleaner', 'deletion-next'], 'tagger', 'cleaner', '!look=broken', 'healer-by-load'],
      expect: [{ check: 'every-reference-resolves', is: 'broken', at: 'broken' }, { check: 'every-reference-resolves', is: 'kept' }],
    },
    'heal-by-tag': {
      schedule: [['tagger', 'image-found'], ['cleaner', 'deletion-next'], 'tagger', 'cleaner', '!look=broken', 'healer-by-tag'],
      expect: [{ check: 'every-reference-resolves', is: 'broken', at: 'broken' }, { check: 'every-reference-resolves', is: 'kept' }],
    },
  },
  claims: {
    silent: {
      of: ['S0.14', 'S1.14', 'S2.14'], replay: 'silent', holds: ['docker-20.10', 'docker-19.03'], evidence: 'sandbox',
      expect: [{ actor: 'tagger', command: 1, exit: 0, stdoutIs: '' }, { actor: 'cleaner', command: 1, exit: 0, stdout: 'Deleted: sha256:cef320c41a3e' }, { reference: 'app:stable', is: 'dangling' }, { listed: 0 }],
    },
    noisy: {
      of: ['S0.14', 'S1.14', 'S2.14'], replay: 'noisy', holds: ['docker-20.10', 'docker-19.03'], evidence: 'sandbox',
      expect: [{ actor: 'tagger', command: 1, exit: 1, stderr: 'failed to get digest sha256:cef320c41a3e' }, { reference: 'app:stable', is: 'dangling' }],
    },
    'no-hold': {
      of: [], replay: 'noisy', holds: ['docker-20.10', 'docker-19.03'], evidence: 'sandbox',
      expect: [{ actor: 'cleaner', command: 1, exit: 0, stdout: 'Deleted: sha256:6308bffedf9c' }],
    },
    'stepped-back': {
      of: [], replay: 'stepped-back', holds: ['docker-20.10', 'docker-19.03'], evidence: 'recorded', recording: 'concurrency/tag-rmi',
      expect: [{ actor: 'tagger', command: 1, exit: 0 }, { actor: 'cleaner', command: 1, exit: 0, stdoutIs: 'Untagged: app:1' }, { image: 'app:stable', is: 'listed' }],
    },
    'fresh-name-removed': {
      of: [], replay: 'fresh-name-removed', holds: ['docker-20.10', 'docker-19.03'], evidence: 'source',
      expect: [{ actor: 'tagger', command: 1, exit: 0 }, { actor: 'cleaner', command: 1, exit: 0, stdout: 'Untagged: app:1\nUntagged: app:stable\nDeleted: ' }, { reference: 'app:stable', is: 'absent' }],
    },
    'tag-first': {
      of: [], replay: 'tag-first', holds: ['docker-20.10', 'docker-19.03'], evidence: 'recorded', recording: 'concurrency/tag-rmi',
      expect: [{ actor: 'cleaner', command: 1, exit: 0, stdoutIs: 'Untagged: app:1' }, { image: 'app:stable', is: 'listed' }, { check: 'a-listed-image-runs', is: 'kept' }],
    },
    'removal-first': {
      of: [], replay: 'removal-first', holds: ['docker-20.10', 'docker-19.03'], evidence: 'recorded', recording: 'concurrency/tag-rmi',
      expect: [{ actor: 'tagger', command: 1, exit: 1, stderr: 'No such image: app:1' }, { reference: 'app:stable', is: 'absent' }],
    },
    'list-silent': {
      of: [], replay: 'notice', holds: ['docker-20.10', 'docker-19.03'], evidence: 'sandbox',
      expect: [{ actor: 'observer', command: 1, exit: 0, stdoutLacks: 'app' }, { actor: 'observer', command: 2, exit: 1, stderr: 'No such image: app:stable' }, { actor: 'guest', command: 1, exit: 125, stderr: "Unable to find image 'app:stable' locally" }],
    },
    'save-tells': {
      of: [], replay: 'notice', holds: ['docker-20.10', 'docker-19.03'], evidence: 'sandbox',
      expect: [{ actor: 'observer', command: 3, stderr: 'failed to get digest sha256:cef320c41a3e' }, { actor: 'observer', command: 4, stderr: 'reference does not exist' }],
    },
    'inspect-fails': {
      of: [], replay: 'notice', holds: ['docker-20.10', 'docker-19.03'], evidence: 'sandbox',
      expect: [{ actor: 'observer', command: 5, exit: 1, stderr: 'No such image: app:stable' }],
    },
    'load-heals': {
      of: [], replay: 'heal-by-load', holds: ['docker-20.10', 'docker-19.03'], evidence: 'sandbox',
      expect: [{ actor: 'healer-by-load', command: 2, stdout: 'stable' }, { actor: 'healer-by-load', command: 3, exit: 0, stdoutIs: 'app 1' }, { image: 'app:stable', is: 'listed' }],
    },
    'tag-heals': {
      of: [], replay: 'heal-by-tag', holds: ['docker-20.10', 'docker-19.03'], evidence: 'sandbox',
      expect: [{ actor: 'healer-by-tag', command: 2, exit: 0 }, { actor: 'healer-by-tag', command: 3, exit: 0, stdoutIs: 'Untagged: app:stable' }, { reference: 'app:stable', is: 'absent' }, { image: 'other:1', is: 'listed' }],
    },
  },
  sweeps: {
    'rmi-into-tag': {
      actor: 'tagger', then: ['cleaner', 'tagger'],
      ends: {
        dangling: [{ reference: 'app:stable', is: 'dangling' }],
        silent: [{ reference: 'app:stable', is: 'dangling' }, { actor: 'tagger', command: 1, exit: 0 }],
        refused: [{ reference: 'app:stable', is: 'absent' }, { actor: 'tagger', command: 1, exit: 1 }],
        tagged: [{ image: 'app:stable', is: 'listed' }],
      },
    },
    'tag-into-rmi': {
      before: [['tagger', 'image-found']], actor: 'cleaner', then: ['tagger', 'cleaner'],
      ends: {
        dangling: [{ reference: 'app:stable', is: 'dangling' }],
        silent: [{ reference: 'app:stable', is: 'dangling' }, { actor: 'tagger', command: 1, exit: 0 }],
        removed: [{ reference: 'app:stable', is: 'absent' }],
        tagged: [{ image: 'app:stable', is: 'listed' }],
      },
    },
    // The time is written while the files of the image are being deleted: one lock keeps the two apart.
    'time-into-deletion': {
      before: [['tagger', 'image-found'], ['cleaner', 'deletion-next'], ['tagger', 'time-next']], actor: 'cleaner', then: ['tagger', 'cleaner', 'time-finder'],
      ends: {
        silent: [{ actor: 'tagger', command: 1, exit: 0 }, { reference: 'app:stable', is: 'dangling' }],
        noisy: [{ actor: 'tagger', command: 1, exit: 1 }, { reference: 'app:stable', is: 'dangling' }],
        'nothing-of-it': [{ actor: 'time-finder', command: 1, stdoutIs: '0' }],
      },
    },
  },
})
