import { defineScenario } from '#sandbox/scenario'

/**
 * `docker load` has answered, and some seconds later the power fails. Only the small records were synced: within 5
 * seconds the name is lost, within 30 the data of every layer is, and the image looks whole. Loading again repairs
 * nothing, because the layers "exist"; removing it and loading again does.
 */
export default defineScenario({
  id: 'load-then-power-cut',
  disk: { model: 'ext4' },
  files: {
    'app.tar': {
      archive: [{
        tags: ['app:1'],
        command: ['/bin/cat', '/message'],
        layers: [
          { 'bin/busybox': { program: 'busybox' }, 'bin/cat': { link: 'busybox' } },
          { message: 'hello\n', 'etc/version': '1\n' },
        ],
      }],
    },
  },
  actors: {
    loader: ['docker load -i app.tar'],
    reader: ['docker images -a', 'docker run --rm app:1'],
    reloader: ['docker load -i app.tar', 'docker run --rm app:1'],
    repairer: ['docker rmi app:1', 'docker load -i app.tar', 'docker run --rm app:1'],
  },
  expect: {
    sometimes: [
      { image: 'app:1', is: 'unnamed' },
      { check: 'every-layer-record-has-its-data', is: 'broken' },
      { check: 'every-layer-record-has-its-data', is: 'kept' },
    ],
  },
  replays: {
    'after-1-s': {
      schedule: ['loader', '!wait=1', '!power=none', '!boot', 'reader'],
      expect: [
        { actor: 'loader', command: 1, exit: 0, stdout: 'Loaded image: app:1' },
        { image: 'app:1', is: 'unnamed' },
        { actor: 'reader', command: 1, exit: 0, stdout: '<none>' },
        { actor: 'reader', command: 2, exit: 125, stderr: "Unable to find image 'app:1' locally" },
        { check: 'every-layer-record-has-its-data', is: 'broken' },
        { check: 'a-listed-image-runs', is: 'broken' },
        { check: 'every-reference-resolves', is: 'kept' },
      ],
    },
    'after-8-s': {
      schedule: ['loader', '!wait=8', '!power=none', '!boot', 'reader'],
      expect: [
        { image: 'app:1', is: 'listed' },
        { actor: 'reader', command: 1, exit: 0, stdout: 'app' },
        { actor: 'reader', command: 2, exit: 125, stderr: 'error creating overlay mount' },
        { check: 'every-layer-record-has-its-data', is: 'broken' },
        { check: 'a-listed-image-runs', is: 'broken' },
        { check: 'every-reference-resolves', is: 'kept' },
      ],
    },
    'after-40-s': {
      schedule: ['loader', '!wait=40', '!power=none', '!boot', 'reader'],
      expect: [
        { image: 'app:1', is: 'listed' },
        { actor: 'reader', command: 2, exit: 0, stdout: 'hello' },
        { check: 'every-layer-record-has-its-data', is: 'kept' },
        { check: 'a-listed-image-runs', is: 'kept' },
        { check: 'no-orphan-data', is: 'kept' },
      ],
    },
    'after-1-s-recovery': {
      schedule: ['loader', '!wait=1', '!power=none', '!boot', '!look=cut', 'reloader', '!look=reloaded', 'repairer'],
      expect: [
        { image: 'app:1', is: 'unnamed', at: 'cut' },
        { actor: 'reloader', command: 1, exit: 0, stdout: 'Loaded image: app:1' },
        { image: 'app:1', is: 'listed', at: 'reloaded' },
        { check: 'every-layer-record-has-its-data', is: 'broken', at: 'reloaded' },
        { actor: 'reloader', command: 2, exit: 125, stderr: 'error creating overlay mount' },
        { actor: 'repairer', command: 1, exit: 0, stdout: 'Deleted: sha256:' },
        { actor: 'repairer', command: 3, exit: 0, stdout: 'hello' },
        { check: 'every-layer-record-has-its-data', is: 'kept' },
        { check: 'a-listed-image-runs', is: 'kept' },
      ],
    },
    'after-8-s-recovery': {
      schedule: ['loader', '!wait=8', '!power=none', '!boot', '!look=cut', 'reloader', '!look=reloaded', 'repairer'],
      expect: [
        { image: 'app:1', is: 'listed', at: 'cut' },
        { check: 'every-layer-record-has-its-data', is: 'broken', at: 'cut' },
        { check: 'every-layer-record-has-its-data', is: 'broken', at: 'reloaded' },
        { actor: 'reloader', command: 2, exit: 125, stderr: 'error creating overlay mount' },
        { actor: 'repairer', command: 3, exit: 0, stdout: 'hello' },
        { check: 'every-layer-record-has-its-data', is: 'kept' },
        { check: 'a-listed-image-runs', is: 'kept' },
      ],
    },
  },
  claims: [
    { id: 'power-cut-takes-the-name', replay: 'after-1-s', recording: 'cut-load' },
    { id: 'power-cut-empties-layers', replay: 'after-8-s', recording: 'cut-load' },
    { id: 'load-repairs-nothing', replay: 'after-8-s-recovery', recording: 'cut-load' },
  ],
  golfPar: 2,
})
