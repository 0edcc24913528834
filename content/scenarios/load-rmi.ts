import { defineScenario } from '#sandbox/scenario'
import { helloWorld } from '../images.ts'

const BOTH = ['docker-20.10', 'docker-19.03']
const OPENEULER = ['openeuler-18.09']

/**
 * The same image is loaded and removed at once. `docker load` first finds that it has the image and then gives it its name,
 * and no lock spans the two: a removal that comes in between leaves the name with nothing behind it. Loading again heals it.
 */
export default defineScenario({
  id: 'load-rmi',
  files: { 'hello.tar': { archive: [helloWorld] } },
  start: ['docker load -i hello.tar'],
  actors: {
    loader: ['docker load -i hello.tar'],
    cleaner: ['docker rmi hello-world:latest'],
    'cleaner-by-id': ['docker rmi 967d32277b59'],
    'forced-cleaner-by-id': ['docker rmi -f 967d32277b59'],
    observer: ['docker images', 'docker rmi hello-world', 'docker save hello-world:latest | wc -c', 'docker save hello-world:missing | wc -c'],
    guest: ['docker run --rm hello-world'],
    'layer-counter': ['ls /var/lib/docker/image/overlay2/layerdb/sha256 | wc -l'],
    restarter: ['systemctl restart docker', 'docker save hello-world:latest | wc -c'],
    // Both commands in one queue, and somebody who only looks.
    queue: ['docker load -i hello.tar', 'docker rmi hello-world:latest'],
    reader: ['docker images'],
    healer: ['docker load -i hello.tar', 'docker images', 'docker run --rm hello-world', 'docker rmi hello-world'],
  },
  points: {
    // docker load: the config is on the disk; the daemon's list of images has not been asked yet.
    'config-written': { step: 'lock', target: 'images' },
    // docker load: the layers are found and held; nothing of the image has been written.
    'layers-held': { step: 'lock', target: 'imagedb' },
    // docker load: the daemon has found that it knows the image; the name has not been given yet.
    'image-found': { step: 'lock', target: 'references' },
    // docker rmi: the name is gone; it has not looked whether there are others.
    'name-gone': { step: 'lock', target: 'references', nth: 4 },
    // docker rmi: it has found no other name, and looks what else is in the way.
    'second-look': { step: 'lock', target: 'references', nth: 5 },
    // docker rmi: it has looked at the names once more and found none; the image is still there.
    'looked-again': { step: 'lock', target: 'imagedb', nth: 3 },
    // docker rmi -f by ID: it has looked whether anything stands in the way; it has not begun to take names.
    'names-next': { step: 'lock', target: 'references', nth: 4 },
  },
  expect: {
    sometimes: [
      { check: 'every-reference-resolves', is: 'broken' },
      { image: 'hello-world:latest', is: 'listed' },
    ],
  },
  replays: {
    'removal-first': {
      schedule: ['cleaner', 'loader'],
      expect: [
        { image: 'hello-world:latest', is: 'listed' },
        { check: 'every-reference-resolves', is: 'kept' },
        { check: 'counts-agree', is: 'kept' },
        { check: 'no-orphan-data', is: 'kept' },
      ],
    },
    'load-first': {
      schedule: ['loader', 'cleaner'],
      expect: [
        { image: 'hello-world:latest', is: 'absent' },
        { check: 'every-reference-resolves', is: 'kept' },
        { check: 'no-orphan-data', is: 'kept' },
      ],
    },
    'found-then-deleted': {
      schedule: [['loader', 'image-found'], 'cleaner', '!look=deleted', 'loader'],
      expect: [
        { actor: 'loader', command: 1, exit: 0, stdout: 'Loaded image: hello-world:latest' },
        { actor: 'cleaner', command: 1, exit: 0, stdout: 'Deleted: sha256:967d32277b59' },
        { image: 'hello-world:latest', is: 'absent' },
        { check: 'every-reference-resolves', is: 'broken' },
        { check: 'no-orphan-data', is: 'kept' },
        { check: 'counts-agree', is: 'kept' },
      ],
    },
    'name-gone-then-found': {
      schedule: [['cleaner', 'name-gone'], ['loader', 'image-found'], 'cleaner', 'loader'],
      expect: [{ reference: 'hello-world:latest', is: 'dangling' }],
    },
    'stepped-back': {
      schedule: [['cleaner', 'name-gone'], 'loader', 'cleaner'],
      expect: [{ image: 'hello-world:latest', is: 'listed' }, { check: 'every-reference-resolves', is: 'kept' }],
    },
    'found-then-stepped-back': {
      schedule: [['loader', 'image-found'], ['cleaner', 'name-gone'], 'loader', 'cleaner'],
      expect: [{ image: 'hello-world:latest', is: 'listed' }, { check: 'every-reference-resolves', is: 'kept' }],
    },
    'seen-by-second-look': {
      schedule: [['cleaner', 'second-look'], 'loader', 'cleaner'],
      expect: [{ actor: 'cleaner', command: 1, exit: 0, stdoutIs: 'Untagged: hello-world:latest' }, { image: 'hello-world:latest', is: 'listed' }],
    },
    'fresh-name-removed': {
      schedule: [['cleaner', 'looked-again'], 'loader', 'cleaner'],
      expect: [{ listed: 0 }, { check: 'every-reference-resolves', is: 'kept' }, { check: 'no-orphan-data', is: 'kept' }],
    },
    'put-back': {
      schedule: [['loader', 'layers-held'], 'cleaner', 'loader'],
      expect: [{ actor: 'cleaner', command: 1, exit: 0, stdout: 'Deleted: sha256:967d32277b59' }, { image: 'hello-world:latest', is: 'listed' }, { check: 'every-reference-resolves', is: 'kept' }],
    },
    'found-then-deleted-by-id': {
      schedule: [['loader', 'image-found'], 'cleaner-by-id', 'loader'],
      expect: [{ actor: 'loader', command: 1, exit: 0, stdout: 'Loaded image: hello-world:latest' }, { reference: 'hello-world:latest', is: 'dangling' }],
    },
    'fresh-name-removed-by-force': {
      schedule: [['forced-cleaner-by-id', 'names-next'], 'loader', 'forced-cleaner-by-id'],
      expect: [{ listed: 0 }, { check: 'every-reference-resolves', is: 'kept' }],
    },
    'config-lost': {
      schedule: [['loader', 'config-written'], 'cleaner', 'loader', '!look=broken', 'observer', 'healer'],
      expect: [
        { check: 'every-image-has-its-layers', is: 'broken', at: 'broken' },
        { image: 'hello-world:latest', is: 'absent', at: 'broken' },
        { check: 'every-image-has-its-layers', is: 'kept' },
        { check: 'every-reference-resolves', is: 'kept' },
      ],
    },
    'config-lost-restart': {
      schedule: [['loader', 'config-written'], 'cleaner', 'loader', 'restarter', '!look=restarted', 'layer-counter', 'healer'],
      expect: [
        { listed: 0, at: 'restarted' }, { reference: 'hello-world:latest', is: 'dangling', at: 'restarted' }, { actor: 'layer-counter', command: 1, stdoutIs: '1' },
        { actor: 'healer', command: 4, exit: 0, stdout: 'Deleted: sha256:857735bf5110' }, { check: 'no-orphan-data', is: 'kept' },
      ],
    },
    notice: {
      schedule: [['loader', 'image-found'], 'cleaner', 'loader', '!look=broken', 'observer', 'guest'],
      expect: [{ reference: 'hello-world:latest', is: 'dangling' }],
    },
    restart: {
      schedule: [['loader', 'image-found'], 'cleaner', 'loader', 'restarter', '!look=restarted', 'healer'],
      expect: [{ reference: 'hello-world:latest', is: 'dangling', at: 'restarted' }, { check: 'every-reference-resolves', is: 'kept' }],
    },
    queued: {
      schedule: [['queue', 'image-found'], 'reader', 'queue'],
      expect: [{ listed: 0 }, { check: 'every-reference-resolves', is: 'kept' }],
    },
    heal: {
      schedule: [['loader', 'image-found'], 'cleaner', 'loader', '!look=broken', 'healer'],
      expect: [
        { check: 'every-reference-resolves', is: 'broken', at: 'broken' },
        { check: 'every-reference-resolves', is: 'kept' },
        { check: 'a-listed-image-runs', is: 'kept' },
        { check: 'counts-agree', is: 'kept' },
        { check: 'no-orphan-data', is: 'kept' },
      ],
    },
  },
  claims: {
    'lost-image': {
      of: ['S0.12', 'S1.12', 'S2.12', 'S0.13', 'S1.13', 'S2.13'], replay: 'found-then-deleted', holds: ['docker-20.10', 'docker-19.03', 'euleros-1.11'], evidence: 'recorded', recording: 'concurrency/load-rmi',
      expect: [{ reference: 'hello-world:latest', is: 'dangling' }, { listed: 0 }, { actor: 'loader', command: 1, exit: 0, stdout: 'Loaded image: hello-world:latest' }, { actor: 'cleaner', command: 1, exit: 0, stdout: 'Deleted: sha256:967d32277b59' }],
    },
    'name-gone-first': {
      of: ['S0.12', 'S1.12', 'S2.12'], replay: 'name-gone-then-found', holds: ['docker-20.10', 'docker-19.03'], evidence: 'sandbox',
      expect: [{ reference: 'hello-world:latest', is: 'dangling' }, { listed: 0 }, { actor: 'loader', command: 1, exit: 0, stdout: 'Loaded image: hello-world:latest' }, { actor: 'cleaner', command: 1, exit: 0, stdout: 'Deleted: sha256:967d32277b59' }],
    },
    'layers-held': {
      of: [], replay: 'found-then-deleted', holds: ['docker-20.10', 'docker-19.03'], evidence: 'recorded', recording: 'concurrency/load-rmi',
      expect: [{ actor: 'cleaner', command: 1, exit: 0, stdout: 'Deleted: sha256:967d32277b59', stdoutLacks: 'Deleted: sha256:857735bf5110' }, { check: 'every-layer-record-has-its-data', is: 'kept', at: 'deleted' }],
    },
    'back-off': {
      of: [], replay: 'stepped-back', holds: ['docker-20.10', 'docker-19.03'], evidence: 'recorded', recording: 'concurrency/load-rmi',
      expect: [{ actor: 'cleaner', command: 1, exit: 0, stdoutIs: 'Untagged: hello-world:latest' }, { image: 'hello-world:latest', is: 'listed' }],
    },
    'fresh-name-removed': {
      of: [], replay: 'fresh-name-removed', holds: ['docker-20.10', 'docker-19.03'], evidence: 'recorded', recording: 'concurrency/load-rmi-id-force',
      expect: [{ actor: 'loader', command: 1, exit: 0, stdout: 'Loaded image: hello-world:latest' }, { actor: 'cleaner', command: 1, exit: 0, stdout: 'Untagged: hello-world:latest\nUntagged: hello-world:latest\n' }, { reference: 'hello-world:latest', is: 'absent' }, { listed: 0 }],
    },
    'cannot-remove': {
      of: [], replay: 'notice', holds: ['docker-20.10', 'docker-19.03'], evidence: 'recorded', recording: 'damage/damage-repositories-stale',
      expect: [{ actor: 'observer', command: 2, exit: 1, stderr: 'No such image: hello-world' }, { reference: 'hello-world:latest', is: 'dangling' }],
    },
    'run-pulls': {
      of: [], replay: 'notice', holds: ['docker-20.10', 'docker-19.03'], evidence: 'sandbox',
      expect: [{ actor: 'observer', command: 1, exit: 0, stdoutLacks: 'hello-world' }, { actor: 'guest', command: 1, exit: 125, stderr: "Unable to find image 'hello-world:latest' locally" }],
    },
    'save-tells': {
      of: [], replay: 'notice', holds: ['docker-20.10', 'docker-19.03'], evidence: 'recorded', recording: 'damage/damage-repositories-stale',
      expect: [{ actor: 'observer', command: 3, stderr: 'failed to get digest sha256:967d32277b59' }, { actor: 'observer', command: 4, stderr: 'reference does not exist' }],
    },
    heals: {
      of: [], replay: 'heal', holds: ['docker-20.10', 'docker-19.03'], evidence: 'recorded', recording: 'damage/damage-repositories-stale',
      expect: [
        { reference: 'hello-world:latest', is: 'dangling', at: 'broken' },
        { actor: 'healer', command: 2, stdout: '967d32277b59' },
        { actor: 'healer', command: 3, exit: 0, stdoutIs: 'Hello from Docker!' },
        { actor: 'healer', command: 4, exit: 0, stdout: 'Deleted: sha256:857735bf5110' },
        { reference: 'hello-world:latest', is: 'absent' },
      ],
    },
    'config-lost': {
      of: [], replay: 'config-lost', holds: ['docker-20.10', 'docker-19.03'], fails: ['euleros-1.11'], evidence: 'source',
      expect: [{ check: 'every-image-has-its-layers', is: 'broken', at: 'broken' }, { actor: 'observer', command: 2, exit: 1, stderr: 'No such image' }, { actor: 'healer', command: 3, exit: 0, stdoutIs: 'Hello from Docker!' }],
    },
    restart: {
      of: [], replay: 'restart', holds: ['docker-20.10', 'docker-19.03'], evidence: 'recorded', recording: 'damage/damage-repositories-stale',
      expect: [{ reference: 'hello-world:latest', is: 'dangling', at: 'restarted' }, { actor: 'restarter', command: 1, exit: 0 }, { actor: 'restarter', command: 2, stderr: 'failed to get digest' }],
    },
    'removal-first': {
      of: ['S0.10', 'S1.10', 'S2.10', 'S0.13', 'S1.13', 'S2.13'], replay: 'removal-first', holds: ['docker-20.10', 'docker-19.03'], evidence: 'recorded', recording: 'concurrency/load-rmi',
      expect: [{ image: 'hello-world:latest', is: 'listed' }, { check: 'a-listed-image-runs', is: 'kept' }, { check: 'every-reference-resolves', is: 'kept' }],
    },
    queued: {
      of: [], replay: 'queued', holds: ['docker-20.10', 'docker-19.03'], evidence: 'sandbox',
      expect: [
        { actor: 'queue', command: 1, exit: 0, stdout: 'Loaded image: hello-world:latest' }, { actor: 'queue', command: 2, exit: 0, stdout: 'Deleted: sha256:967d32277b59' }, { actor: 'reader', command: 1, exit: 0, stdout: 'hello-world' },
        { reference: 'hello-world:latest', is: 'absent' }, { check: 'every-image-has-its-layers', is: 'kept' }, { check: 'no-orphan-data', is: 'kept' },
      ],
    },
    'load-first': {
      of: ['S0.10', 'S1.10', 'S2.10', 'S0.13', 'S1.13', 'S2.13'], replay: 'load-first', holds: ['docker-20.10', 'docker-19.03'], evidence: 'recorded', recording: 'concurrency/load-rmi',
      expect: [{ listed: 0 }, { reference: 'hello-world:latest', is: 'absent' }, { check: 'no-orphan-data', is: 'kept' }],
    },
    'openeuler-restart-clears': {
      of: [], replay: 'restart', holds: OPENEULER, fails: BOTH, evidence: 'source',
      expect: [{ reference: 'hello-world:latest', is: 'absent', at: 'restarted' }, { check: 'every-reference-resolves', is: 'kept', at: 'restarted' }, { actor: 'restarter', command: 2, stderr: 'reference does not exist' }],
    },
  },
  sweeps: {
    'rmi-into-load': {
      actor: 'loader', then: ['cleaner', 'loader'],
      ends: {
        'lost-image': [{ reference: 'hello-world:latest', is: 'dangling' }],
        'lost-config': [{ listed: 0 }, { check: 'every-image-has-its-layers', is: 'broken' }],
        whole: [{ image: 'hello-world:latest', is: 'listed' }, { check: 'every-reference-resolves', is: 'kept' }],
        removed: [{ listed: 0 }, { check: 'every-reference-resolves', is: 'kept' }],
      },
    },
    'load-into-rmi': {
      actor: 'cleaner', then: ['loader', 'cleaner'],
      ends: {
        'lost-image': [{ reference: 'hello-world:latest', is: 'dangling' }],
        'lost-config': [{ listed: 0 }, { check: 'every-image-has-its-layers', is: 'broken' }],
        whole: [{ image: 'hello-world:latest', is: 'listed' }, { check: 'every-reference-resolves', is: 'kept' }],
        removed: [{ listed: 0 }, { check: 'every-reference-resolves', is: 'kept' }],
      },
    },
  },
  golfPar: 1,
})
