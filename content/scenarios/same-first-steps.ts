import { defineScenario } from '#sandbox/scenario'
import { base } from '../images.ts'

const EULEROS = ['euleros-1.11']

/**
 * EulerOS: two builds begin with the same steps, so the second finds those of the first in the cache and holds on them. The
 * first cannot remove them then. When the second makes an image of its own, pruning its parents takes them along; when it found
 * all its steps there, or fails, they stay.
 */
export default defineScenario({
  id: 'same-first-steps',
  profile: 'euleros-1.11',
  files: {
    'base.tar': { archive: [base] },
    'one/Dockerfile': { text: 'FROM base:1\nRUN echo tools > /tools\nRUN echo one > /one\n' },
    'two/Dockerfile': { text: 'FROM base:1\nRUN echo tools > /tools\nRUN echo two > /two\n' },
    'bad/Dockerfile': { text: 'FROM base:1\nRUN echo tools > /tools\nRUN cat /nothing\n' },
  },
  start: ['docker load -qi base.tar'],
  actors: {
    first: ['docker build --no-parent -t one:1 one'],
    twin: ['docker build --no-parent -t two:1 one'],
    second: ['docker build --no-parent -t two:1 two'],
    failing: ['docker build --force-rm --no-parent -t two:1 bad'],
    observer: ['docker images', 'docker images -a'],
    cleaner: ['docker rmi $(docker images -qf dangling=true)', 'docker images -a'],
  },
  points: {
    // docker build, the first: the first RUN is done; the second is about to begin.
    'one-step-done': { step: 'create', target: '/mount-id', nth: 2 },
    // docker build, the first: all steps are done; the partial image is about to be made.
    stripping: { step: 'create', target: '/cache-id', nth: 3 },
    // docker build, the others: the first RUN came from the cache; the second is about to begin.
    'from-the-cache': { step: 'create', target: '/mount-id' },
    // docker build, the twin: everything came from the cache; the partial image is about to be made.
    'all-from-the-cache': { step: 'create', target: '/cache-id' },
  },
  expect: { sometimes: [{ listed: 3 }, { listed: 5 }], atRest: ['every-reference-resolves', 'no-orphan-data', 'counts-agree'] },
  replays: {
    twins: { schedule: [['first', 'stripping'], ['twin', 'all-from-the-cache'], 'first', 'twin', 'observer'], expect: [{ listed: 5 }] },
    cleaned: { schedule: [['first', 'stripping'], ['twin', 'all-from-the-cache'], 'first', 'twin', 'cleaner'], expect: [{ listed: 3 }] },
    'second-fails': { schedule: [['first', 'one-step-done'], ['failing', 'from-the-cache'], 'first', 'failing', '!look=left', 'observer', 'cleaner'], expect: [{ listed: 3, at: 'left' }, { listed: 2 }] },
    'taken-along': { schedule: [['first', 'one-step-done'], ['second', 'from-the-cache'], 'first', '!look=first-done', 'second', 'observer'], expect: [{ listed: 3 }] },
    'one-after-the-other': { schedule: ['first', 'second', 'observer'], expect: [{ listed: 3 }] },
  },
  claims: {
    twins: {
      of: ['S0.36', 'S1.36', 'S2.36', 'S0.41', 'S1.41', 'S2.41'], replay: 'twins', holds: EULEROS, evidence: 'source',
      expect: [{ actor: 'first', command: 1, exit: 0 }, { actor: 'twin', command: 1, exit: 0, stdout: 'Using cache' }, { actor: 'observer', command: 1, stdout: '<none>' }],
    },
    'second-fails': {
      of: [], replay: 'second-fails', holds: EULEROS, evidence: 'sandbox',
      expect: [{ actor: 'first', command: 1, exit: 0 }, { actor: 'failing', command: 1, exit: 1, stdout: 'Using cache' }, { actor: 'observer', command: 1, stdout: '<none>' }],
    },
    'taken-along': {
      of: [], replay: 'taken-along', holds: EULEROS, evidence: 'sandbox',
      expect: [{ actor: 'second', command: 1, exit: 0, stdout: 'Using cache' }, { listed: 3, at: 'first-done' }, { actor: 'observer', command: 2, stdoutLacks: '<none>' }],
    },
    removable: {
      of: [], replay: 'cleaned', holds: EULEROS, evidence: 'sandbox',
      expect: [{ actor: 'cleaner', command: 1, exit: 0, stdout: 'Deleted: sha256:' }, { actor: 'cleaner', command: 2, stdoutLacks: '<none>' }],
    },
    'nothing-in-turn': {
      of: [], replay: 'one-after-the-other', holds: EULEROS, evidence: 'sandbox',
      expect: [{ actor: 'observer', command: 2, stdoutLacks: '<none>' }],
    },
  },
})
