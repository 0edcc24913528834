import { defineScenario } from '#sandbox/scenario'
import { base } from '../images.ts'

const EULEROS = ['euleros-1.11']

/**
 * EulerOS: two builds stand on one partial image, which is joined for them. The first takes the name from the joined image, and
 * cannot delete it while the second holds on it. What becomes of it depends on the second: when it makes an image of its own,
 * pruning that image's parents takes the joined one along; when it fails, the joined image stays, without a name.
 */
export default defineScenario({
  id: 'partial-leftover-none',
  profile: 'euleros-1.11',
  files: {
    'base.tar': { archive: [{ ...base, tags: ['base:v1.0.0'] }] },
    'app/Dockerfile': { text: 'FROM base:v1.0.0\nRUN echo app > /app\n' },
    'one/Dockerfile': { text: 'FROM app:v2.0.0\nRUN echo one > /one\n' },
    'two/Dockerfile': { text: 'FROM app:v2.0.0\nRUN echo two > /two\n' },
    'bad/Dockerfile': { text: 'FROM app:v2.0.0\nRUN cat /nothing\n' },
  },
  start: ['docker load -qi base.tar', 'docker build -q --no-parent -t app:v2.0.0 app'],
  actors: {
    first: ['docker build --no-parent -t one:1 one'],
    second: ['docker build --no-parent -t two:1 two'],
    failing: ['docker build --force-rm --no-parent -t two:1 bad'],
    observer: ['docker images', 'docker images -a'],
    cleaner: ['docker rmi $(docker images -qf dangling=true)', 'docker images -a'],
  },
  points: {
    // docker build: FROM is joined, named and held on; no container has been made.
    joined: { step: 'create', target: '/mount-id' },
  },
  expect: { sometimes: [{ listed: 4 }, { listed: 3 }], atRest: ['every-reference-resolves', 'no-orphan-data', 'counts-agree'] },
  replays: {
    left: { schedule: [['first', 'joined'], ['failing', 'joined'], 'first', '!look=first-done', 'failing', '!look=left', 'observer', 'cleaner'], expect: [{ listed: 4, at: 'left' }, { listed: 3 }] },
    'taken-along': { schedule: [['first', 'joined'], ['second', 'joined'], 'first', '!look=first-done', 'second', 'observer'], expect: [{ listed: 4, at: 'first-done' }, { listed: 4 }] },
    'fails-alone': { schedule: ['failing', 'observer'], expect: [{ listed: 3 }] },
  },
  claims: {
    unnamed: {
      of: ['S0.36', 'S1.36', 'S2.36', 'S0.38', 'S1.38', 'S2.38', 'S0.40', 'S1.40', 'S2.40'], replay: 'left', holds: EULEROS, evidence: 'source',
      expect: [{ actor: 'first', command: 1, exit: 0 }, { actor: 'failing', command: 1, exit: 1 }, { reference: 'app_v2.0.0-base_v1.0.0:latest', is: 'absent', at: 'first-done' }, { listed: 4, at: 'left' }, { actor: 'observer', command: 1, stdout: '<none>' }],
    },
    'taken-along': {
      of: [], replay: 'taken-along', holds: EULEROS, evidence: 'sandbox',
      expect: [{ listed: 4, at: 'first-done' }, { reference: 'app_v2.0.0-base_v1.0.0:latest', is: 'absent', at: 'first-done' }, { actor: 'second', command: 1, exit: 0 }, { actor: 'observer', command: 2, stdoutLacks: '<none>' }],
    },
    removable: {
      of: [], replay: 'left', holds: EULEROS, evidence: 'sandbox',
      expect: [{ actor: 'cleaner', command: 1, exit: 0, stdout: 'Deleted: sha256:' }, { actor: 'cleaner', command: 2, stdoutLacks: '<none>' }],
    },
    'a-failed-build-leaves-it': {
      of: [], replay: 'fails-alone', holds: EULEROS, evidence: 'sandbox',
      expect: [{ actor: 'failing', command: 1, exit: 1 }, { image: 'app_v2.0.0-base_v1.0.0:latest', is: 'listed' }],
    },
  },
})
