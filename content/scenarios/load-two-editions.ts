import { defineScenario } from '#sandbox/scenario'
import { app, app2 } from '../images.ts'

const BOTH = ['docker-20.10', 'docker-19.03']
const OLD = 'cef320c41a3e'
const NEW = '278ab9625a97'

/** Two archives with another image under the same name are loaded at once. The name goes to the one that writes it last. */
export default defineScenario({
  id: 'load-two-editions',
  files: { 'app.tar': { archive: [app] }, 'app-new.tar': { archive: [{ ...app2, tags: ['app:1'] }] } },
  actors: {
    first: ['docker load -i app.tar'],
    second: ['docker load -i app-new.tar'],
    observer: ['docker images', "docker images --format '{{.Repository}} {{.ID}}' | sort"],
  },
  points: {
    // docker load: it has looked whether the name is taken, and is about to write it.
    'name-next': { step: 'lock', target: 'references', nth: 2 },
  },
  replays: {
    'first-last': { schedule: ['second', 'first', 'observer'], expect: [{ listed: 2 }, { check: 'every-reference-resolves', is: 'kept' }] },
    'second-last': { schedule: ['first', 'second', 'observer'], expect: [{ listed: 2 }, { check: 'every-reference-resolves', is: 'kept' }] },
    'both-looked': { schedule: [['first', 'name-next'], 'second', 'first', 'observer'], expect: [{ listed: 2 }, { check: 'every-reference-resolves', is: 'kept' }] },
  },
  claims: {
    'last-has-the-name': {
      of: [], replay: 'second-last', holds: BOTH, evidence: 'recorded', recording: 'concurrency/load-two-editions',
      expect: [{ actor: 'second', command: 1, stdout: `renaming the old one with ID sha256:${OLD}` }, { actor: 'observer', command: 2, stdoutIs: `<none> ${OLD}\napp ${NEW}` }],
    },
    'other-order': {
      of: [], replay: 'first-last', holds: BOTH, evidence: 'recorded', recording: 'concurrency/load-two-editions',
      expect: [{ actor: 'first', command: 1, stdout: `renaming the old one with ID sha256:${NEW}` }, { actor: 'observer', command: 2, stdoutIs: `<none> ${NEW}\napp ${OLD}` }],
    },
    'nobody-says-so': {
      of: [], replay: 'both-looked', holds: BOTH, evidence: 'source',
      expect: [{ actor: 'first', command: 1, exit: 0, stdoutIs: 'Loaded image: app:1' }, { actor: 'second', command: 1, exit: 0, stdoutIs: 'Loaded image: app:1' }, { actor: 'observer', command: 2, stdoutIs: `<none> ${NEW}\napp ${OLD}` }],
    },
  },
})
