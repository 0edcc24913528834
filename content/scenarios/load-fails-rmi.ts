import { defineScenario } from '#sandbox/scenario'
import { app, app2 } from '../images.ts'

/** A load holds a layer that it found, and fails at the next one. What a removal left alone for its sake goes when it lets go. */
export default defineScenario({
  id: 'load-fails-rmi',
  files: { 'app.tar': { archive: [app] }, 'app-2.tar': { archive: [app2] } },
  start: [
    'docker load -qi app.tar',
    // The second edition, with another file where its own layer should be.
    'mkdir parts && tar -xf app-2.tar -C parts', "cp -L parts/6308bffedf9c*/layer.tar $(ls -d parts/*/layer.tar | grep -v 6308bffedf9c)", 'tar -C parts -cf bad.tar .',
  ],
  actors: {
    loader: ['docker load -i bad.tar'],
    'good-loader': ['docker load -i app.tar'],
    cleaner: ['docker rmi app:1'],
    counter: ['ls /var/lib/docker/image/overlay2/layerdb/sha256 | wc -l', 'docker images -a'],
    runner: ['docker run --rm app:1'],
  },
  points: {
    // docker load: the first layer is found and held, the second is unpacked.
    unpacked: { step: 'create', target: '/cache-id' },
    // docker load, of a store without the first layer: it is made, and the second is unpacked.
    'second-unpacked': { step: 'create', target: '/cache-id', nth: 2 },
  },
  replays: {
    'removed-between': {
      schedule: [['loader', 'unpacked'], 'cleaner', '!look=removed', 'loader', 'counter'],
      expect: [
        { actor: 'cleaner', command: 1, exit: 0, stdout: 'Deleted: sha256:', stdoutLacks: 'Deleted: sha256:6308bffedf9c' }, { actor: 'loader', command: 1, exit: 1, stderr: 'invalid diffID for layer 1' },
        { actor: 'counter', command: 1, stdoutIs: '0' }, { listed: 0 }, { check: 'no-orphan-data', is: 'kept' }, { check: 'counts-agree', is: 'kept' },
      ],
    },
    'used-by-another-load': {
      schedule: ['cleaner', ['loader', 'second-unpacked'], 'good-loader', 'loader', 'runner'],
      expect: [
        { actor: 'loader', command: 1, exit: 1, stderr: 'invalid diffID for layer 1' }, { actor: 'good-loader', command: 1, exit: 0, stdoutIs: 'Loaded image: app:1' }, { actor: 'runner', command: 1, exit: 0, stdoutIs: 'app 1' },
        { check: 'counts-agree', is: 'kept' }, { check: 'no-orphan-data', is: 'kept' },
      ],
    },
  },
})
