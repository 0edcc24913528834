import { defineScenario } from '#sandbox/scenario'
import { base } from '../images.ts'

const EULEROS = ['euleros-1.11']

/**
 * EulerOS: two builds stand on one partial image, which is joined for them. The first cannot remove the joined image while the
 * second has a container on it; the second takes it for one that was there before. It stays, with its name.
 */
export default defineScenario({
  id: 'partial-leftover-name',
  profile: 'euleros-1.11',
  files: {
    'base.tar': { archive: [{ ...base, tags: ['base:v1.0.0'] }] },
    'app/Dockerfile': { text: 'FROM base:v1.0.0\nRUN echo app > /app\n' },
    'one/Dockerfile': { text: 'FROM app:v2.0.0\nRUN echo one > /one\n' },
    'two/Dockerfile': { text: 'FROM app:v2.0.0\nRUN echo two > /two\n' },
  },
  start: ['docker load -qi base.tar', 'docker build -q --no-parent -t app:v2.0.0 app'],
  actors: {
    first: ['docker build --no-parent -t one:1 one'],
    second: ['docker build --no-parent -t two:1 two'],
    observer: ['docker images', 'journalctl -u docker'],
    cleaner: ['docker rmi app_v2.0.0-base_v1.0.0', 'docker images -a'],
  },
  points: {
    // docker build: FROM is joined, named and held on; no container has been made.
    joined: { step: 'create', target: '/mount-id' },
    // docker build, the second: the container of RUN has ended; its changes are about to be made a layer.
    'container-made': { step: 'create', target: '/cache-id' },
  },
  expect: { sometimes: [{ image: 'app_v2.0.0-base_v1.0.0:latest', is: 'listed' }, { image: 'app_v2.0.0-base_v1.0.0:latest', is: 'absent' }], atRest: ['every-reference-resolves', 'no-orphan-data', 'counts-agree'] },
  replays: {
    left: { schedule: [['first', 'joined'], ['second', 'container-made'], 'first', 'second', 'observer'], expect: [{ image: 'app_v2.0.0-base_v1.0.0:latest', is: 'listed' }, { listed: 5 }] },
    cleaned: { schedule: [['first', 'joined'], ['second', 'container-made'], 'first', 'second', 'cleaner'], expect: [{ listed: 4 }] },
    'one-after-the-other': { schedule: ['first', 'second', 'observer'], expect: [{ listed: 4 }] },
    'second-inside': { schedule: [['first', 'joined'], 'second', '!look=second-done', 'first'], expect: [{ listed: 4, at: 'second-done' }, { listed: 4 }] },
  },
  claims: {
    named: {
      of: ['S0.36', 'S1.36', 'S2.36', 'S0.38', 'S1.38', 'S2.38', 'S0.39', 'S1.39', 'S2.39'], replay: 'left', holds: EULEROS, evidence: 'source',
      expect: [{ actor: 'first', command: 1, exit: 0 }, { actor: 'second', command: 1, exit: 0 }, { image: 'app_v2.0.0-base_v1.0.0:latest', is: 'listed' }, { actor: 'observer', command: 1, stdout: 'app_v2.0.0-base_v1.0.0' }],
    },
    logged: {
      of: [], replay: 'left', holds: EULEROS, evidence: 'sandbox',
      expect: [{ actor: 'first', command: 1, exit: 0, stdoutLacks: 'conflict' }, { actor: 'observer', command: 2, stdout: 'unable to remove repository reference \\"app_v2.0.0-base_v1.0.0\\" (must force)' }],
    },
    removable: {
      of: [], replay: 'cleaned', holds: EULEROS, evidence: 'sandbox',
      expect: [{ actor: 'cleaner', command: 1, exit: 0, stdout: 'Untagged: app_v2.0.0-base_v1.0.0:latest\nDeleted: sha256:' }, { actor: 'cleaner', command: 2, stdoutLacks: 'app_v2.0.0-base_v1.0.0' }],
    },
    'nothing-in-turn': {
      of: [], replay: 'one-after-the-other', holds: EULEROS, evidence: 'sandbox',
      expect: [{ actor: 'observer', command: 1, stdoutLacks: 'app_v2.0.0-base_v1.0.0' }, { listed: 4 }],
    },
    'second-inside': {
      of: [], replay: 'second-inside', holds: EULEROS, evidence: 'sandbox',
      expect: [{ image: 'app_v2.0.0-base_v1.0.0:latest', is: 'absent' }, { image: 'one:1', is: 'listed' }, { image: 'two:1', is: 'listed' }],
    },
  },
})
