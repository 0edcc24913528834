import { defineScenario } from '#sandbox/scenario'
import { app } from '../images.ts'

/** Pulls of one image share their downloads. A download goes on while anybody waits for it; when nobody does, it ends and leaves nothing. */
export default defineScenario({
  id: 'cancelled-pulls',
  registry: { catalogue: [], images: [app] },
  terminal: { columns: 100, rows: 24 },
  actors: {
    first: ['docker pull app:1'],
    second: ['docker pull app:1'],
    third: ['docker pull app:1'],
    observer: ['docker images', "ls /var/lib/docker/overlay2 | grep -v '^l$' | wc -l", 'ls /var/lib/docker/tmp | wc -l', 'ls /var/lib/docker/image/overlay2/layerdb/tmp | wc -l'],
  },
  points: {
    // docker pull: the downloads have begun.
    downloading: { step: 'network', target: 'blob ' },
    // docker pull: the first layer is unpacked; its record has not been made known.
    unpacked: { step: 'create', target: '/cache-id' },
  },
  replays: {
    'first-cancelled': { schedule: [['first', 'downloading'], 'second', '!interrupt=first', 'first', 'second', 'observer'], expect: [{ actor: 'first', command: 1, exit: 130 }, { actor: 'second', command: 1, exit: 0, stdout: 'Status: Downloaded newer image for app:1' }, { listed: 1 }, { check: 'no-orphan-data', is: 'kept' }, { check: 'counts-agree', is: 'kept' }] },
    'both-cancelled': {
      schedule: [['first', 'downloading'], 'second', '!interrupt=first', 'first', '!interrupt=second', 'second', 'observer'],
      expect: [{ actor: 'first', command: 1, exit: 130 }, { actor: 'second', command: 1, exit: 130 }, { listed: 0 }, { actor: 'observer', command: 2, stdout: '0' }, { actor: 'observer', command: 3, stdout: '0' }, { actor: 'observer', command: 4, stdout: '0' }, { check: 'no-orphan-data', is: 'kept' }],
    },
    'cancelled-while-unpacking': { schedule: [['first', 'unpacked'], '!interrupt=first', 'first', 'observer'], expect: [{ actor: 'first', command: 1, exit: 130 }, { listed: 0 }, { actor: 'observer', command: 2, stdout: '0' }, { actor: 'observer', command: 4, stdout: '0' }, { check: 'no-orphan-data', is: 'kept' }] },
    'third-comes': { schedule: [['first', 'unpacked'], '!interrupt=first', ['first', 4], '!look=cancelled', 'third', 'first', 'third', 'observer'], expect: [{ listed: 0, at: 'cancelled' }, { actor: 'first', command: 1, exit: 130 }, { actor: 'third', command: 1, exit: 0, stdout: 'Status: Downloaded newer image for app:1' }, { listed: 1 }, { check: 'no-orphan-data', is: 'kept' }, { check: 'counts-agree', is: 'kept' }] },
  },
})
