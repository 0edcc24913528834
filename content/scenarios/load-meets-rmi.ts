import { defineScenario } from '#sandbox/scenario'

/**
 * The same image is loaded and removed at once. `docker load` first makes the image known and then gives it its name, and
 * no lock spans the two: a removal that comes in between leaves the name with nothing behind it. Loading again heals it.
 */
export default defineScenario({
  id: 'load-meets-rmi',
  files: {
    'app.tar': {
      archive: [{
        tags: ['app:1'],
        command: ['/bin/cat', '/message'],
        layers: [{ 'bin/busybox': { program: 'busybox' }, 'bin/cat': { link: 'busybox' }, message: 'hello\n' }],
      }],
    },
  },
  start: ['docker load -i app.tar'],
  actors: {
    loader: ['docker load -i app.tar'],
    cleaner: ['docker rmi app:1'],
    'cleaner-by-id': ['docker rmi 28330cdb001b'],
    operator: ['docker run --rm app:1', 'docker rmi app:1', 'docker load -i app.tar', 'docker run --rm app:1'],
  },
  points: {
    // The config is on the disk; the daemon's list of images has not been asked yet.
    'config-written': { step: 'lock', target: 'images' },
    // The daemon has found that it knows the image; the name has not been given yet.
    'image-known': { step: 'lock', target: 'references' },
  },
  expect: {
    sometimes: [
      { check: 'every-reference-resolves', is: 'broken' },
      { image: 'app:1', is: 'listed' },
    ],
  },
  replays: {
    'rmi-first': {
      schedule: ['cleaner', 'loader'],
      expect: [
        { image: 'app:1', is: 'listed' },
        { check: 'every-reference-resolves', is: 'kept' },
        { check: 'counts-agree', is: 'kept' },
        { check: 'no-orphan-data', is: 'kept' },
      ],
    },
    'rmi-last': {
      schedule: ['loader', 'cleaner'],
      expect: [
        { image: 'app:1', is: 'absent' },
        { check: 'every-reference-resolves', is: 'kept' },
        { check: 'no-orphan-data', is: 'kept' },
      ],
    },
    'name-of-nothing': {
      schedule: [['loader', 'image-known'], 'cleaner', 'loader'],
      expect: [
        { actor: 'loader', command: 1, exit: 0, stdout: 'Loaded image: app:1' },
        { actor: 'cleaner', command: 1, exit: 0, stdout: 'Deleted: sha256:' },
        { image: 'app:1', is: 'absent' },
        { check: 'every-reference-resolves', is: 'broken' },
        { check: 'no-orphan-data', is: 'kept' },
        { check: 'counts-agree', is: 'kept' },
      ],
    },
    'name-of-nothing-by-id': {
      schedule: [['loader', 'image-known'], 'cleaner-by-id', 'loader'],
      expect: [
        { actor: 'loader', command: 1, exit: 0, stdout: 'Loaded image: app:1' },
        { actor: 'cleaner-by-id', command: 1, exit: 0, stdout: 'Deleted: sha256:' },
        { image: 'app:1', is: 'absent' },
        { check: 'every-reference-resolves', is: 'broken' },
      ],
    },
    'image-without-config': {
      schedule: [['loader', 'config-written'], 'cleaner', 'loader'],
      expect: [
        { actor: 'loader', command: 1, exit: 0 },
        { image: 'app:1', is: 'absent' },
        { check: 'every-image-has-its-layers', is: 'broken' },
      ],
    },
    'name-of-nothing-recovery': {
      schedule: [['loader', 'image-known'], 'cleaner', 'loader', '!look=broken', 'operator'],
      expect: [
        { check: 'every-reference-resolves', is: 'broken', at: 'broken' },
        { actor: 'operator', command: 1, exit: 125, stderr: "Unable to find image 'app:1' locally" },
        { actor: 'operator', command: 2, exit: 1, stderr: 'No such image: app:1' },
        { actor: 'operator', command: 3, exit: 0, stdout: 'Loaded image: app:1' },
        { actor: 'operator', command: 4, exit: 0, stdout: 'hello' },
        { check: 'every-reference-resolves', is: 'kept' },
        { check: 'a-listed-image-runs', is: 'kept' },
        { check: 'counts-agree', is: 'kept' },
        { image: 'app:1', is: 'listed' },
      ],
    },
    'image-without-config-recovery': {
      schedule: [['loader', 'config-written'], 'cleaner', 'loader', '!look=broken', 'operator'],
      expect: [
        { check: 'every-image-has-its-layers', is: 'broken', at: 'broken' },
        { actor: 'operator', command: 3, exit: 0 },
        { actor: 'operator', command: 4, exit: 0, stdout: 'hello' },
        { check: 'every-image-has-its-layers', is: 'kept' },
        { check: 'every-reference-resolves', is: 'kept' },
        { image: 'app:1', is: 'listed' },
      ],
    },
  },
  claims: [{ id: 'load-rmi-leaves-a-name', replay: 'name-of-nothing', recording: 'load-rmi-id-force' }],
  golfPar: 1,
})
