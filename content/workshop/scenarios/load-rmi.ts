import { defineScenario } from '#sandbox/scenario'

export default defineScenario({
  id: 'my-load-rmi',
  files: {
    'hello.tar': {
      archive: [
        {
          tags: ['hello:1'],
          command: ['/bin/cat', '/message'],
          layers: [{ 'bin/busybox': { program: 'busybox' }, 'bin/cat': { link: 'busybox' }, message: 'Hello\n' }],
        },
      ],
    },
  },
  start: ['docker load -i hello.tar'],
  actors: {
    loader: ['docker load -i hello.tar'],
    cleaner: ['docker rmi hello:1'],
  },
  points: {
    'image-found': { step: 'lock', target: 'references' },
  },
  replays: {
    'load-first': {
      schedule: ['loader', 'cleaner'],
      expect: [{ image: 'hello:1', is: 'absent' }],
    },
    'rmi-in-between': {
      schedule: [['loader', 'image-found'], 'cleaner', 'loader'],
      expect: [{ reference: 'hello:1', is: 'dangling' }],
    },
  },
})
