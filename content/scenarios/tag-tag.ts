import { defineScenario } from '#sandbox/scenario'
import { app, other } from '../images.ts'

/** Two names are written at once. Each change of the names is written whole under one lock, so neither is lost; of one name the last wins. */
export default defineScenario({
  id: 'tag-tag',
  files: { 'app.tar': { archive: [app] }, 'other.tar': { archive: [other] } },
  start: ['docker load -qi app.tar', 'docker load -qi other.tar'],
  actors: {
    first: ['docker tag app:1 new:1'],
    second: ['docker tag other:1 new:2'],
    rival: ['docker tag other:1 new:1'],
    reader: ["grep -o '\"new:[12]\"' /var/lib/docker/image/overlay2/repositories.json | wc -l", 'docker run --rm new:1'],
  },
  points: {
    // docker tag: the image is found; the name has not been written.
    'image-found': { step: 'lock', target: 'references', nth: 2 },
    // docker tag: the file of names is about to be replaced.
    'rename-next': { step: 'rename', target: 'repositories.json' },
  },
  expect: { atRest: ['every-reference-resolves', 'every-image-has-its-layers'] },
  replays: {
    'in-the-middle': { schedule: [['first', 'rename-next'], 'second', 'first', 'second', 'reader'], expect: [{ image: 'new:1', is: 'listed' }, { image: 'new:2', is: 'listed' }, { actor: 'reader', command: 1, stdoutIs: '2' }] },
    'last-wins': { schedule: [['first', 'image-found'], 'rival', 'first', 'reader'], expect: [{ actor: 'reader', command: 1, stdoutIs: '1' }, { actor: 'reader', command: 2, stdoutIs: 'app 1' }] },
  },
  claims: {
    'both-stay': {
      of: [], replay: 'in-the-middle', holds: ['docker-20.10', 'docker-19.03'], evidence: 'sandbox',
      expect: [{ actor: 'first', command: 1, exit: 0 }, { actor: 'second', command: 1, exit: 0 }, { image: 'new:1', is: 'listed' }, { image: 'new:2', is: 'listed' }, { actor: 'reader', command: 1, stdoutIs: '2' }],
    },
    'last-wins': {
      of: [], replay: 'last-wins', holds: ['docker-20.10', 'docker-19.03'], evidence: 'sandbox',
      expect: [{ actor: 'rival', command: 1, exit: 0 }, { actor: 'first', command: 1, exit: 0 }, { actor: 'reader', command: 2, exit: 0, stdoutIs: 'app 1' }],
    },
  },
  sweeps: {
    'second-into-first': {
      actor: 'first', then: ['second', 'first', 'second', 'reader'],
      ends: { both: [{ image: 'new:1', is: 'listed' }, { image: 'new:2', is: 'listed' }, { actor: 'reader', command: 1, stdoutIs: '2' }] },
    },
  },
})
