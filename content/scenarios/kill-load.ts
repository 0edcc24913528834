import { defineScenario } from '#sandbox/scenario'
import { helloWorld, ubuntu } from '../images.ts'

/** Only the daemon is killed, in the middle of `docker load`. The page cache is the kernel's: what was written is still there. */
export default defineScenario({
  id: 'kill-load',
  files: { 'ubuntu.tar': { archive: [ubuntu] }, 'hello.tar': { archive: [helloWorld] } },
  actors: {
    loader: ['docker load -i ubuntu.tar'],
    'small-loader': ['docker load -i hello.tar'],
    'small-reloader': ['docker load -i hello.tar', 'docker run --rm hello-world'],
    reloader: ['docker load -i ubuntu.tar', 'docker run --rm ubuntu:18.04 cat /etc/os-release', 'docker save ubuntu:18.04 | wc -c'],
  },
  points: {
    'second-record': { step: 'rename', target: 'layerdb/sha256', nth: 2 },
  },
  replays: {
    'one-record': {
      schedule: [['loader', 'second-record'], '!kill', '!start', '!look=restarted', 'reloader'],
      expect: [{ listed: 0, at: 'restarted' }, { check: 'every-layer-record-has-its-data', is: 'kept', at: 'restarted' }, { check: 'a-listed-image-runs', is: 'kept' }],
    },
    'after-the-answer': {
      schedule: ['loader', '!kill', '!start', '!look=restarted', 'reloader'],
      expect: [{ image: 'ubuntu:18.04', is: 'listed', at: 'restarted' }, { check: 'a-listed-image-runs', is: 'kept', at: 'restarted' }],
    },
  },
  claims: {
    'nothing-lost': {
      of: ['S0.49', 'S1.49', 'S2.49'], replay: 'one-record', holds: ['docker-20.10', 'docker-19.03'], evidence: 'recorded', recording: 'powerloss/power-loss-load',
      expect: [{ check: 'every-layer-record-has-its-data', is: 'kept', at: 'restarted' }, { actor: 'reloader', command: 1, exit: 0 }, { actor: 'reloader', command: 2, exit: 0, stdout: 'NAME="Ubuntu"' }],
    },
  },
  sweeps: {
    kill: {
      actor: 'small-loader', then: ['!kill', '!start', 'small-reloader'],
      ends: { works: [{ actor: 'small-reloader', command: 1, exit: 0 }, { actor: 'small-reloader', command: 2, exit: 0 }, { check: 'every-layer-record-has-its-data', is: 'kept' }] },
    },
  },
})
