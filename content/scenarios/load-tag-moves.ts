import { defineScenario } from '#sandbox/scenario'
import { helloWorld } from '../images.ts'

const BOTH = ['docker-20.10', 'docker-19.03']
const OLD = '967d32277b59'

/** A newer edition is loaded and takes the name; loading the old one again takes it back. */
export default defineScenario({
  id: 'load-tag-moves',
  files: { 'hello.tar': { archive: [helloWorld] }, 'hello-2.tar': { archive: [{ ...helloWorld, layers: [{ ...helloWorld.layers[0], message: 'Hello again!\n' }] }] } },
  start: ['docker load -qi hello.tar'],
  actors: {
    loader: ['docker load -i hello-2.tar', 'docker images -a', 'docker images -f dangling=true', `docker inspect -f '{{.RepoTags}}' ${OLD}`, `docker run --rm ${OLD}`],
    back: ['docker load -i hello.tar', 'docker images -a', `docker inspect -f '{{.RepoTags}}' ${OLD}`],
    cleaner: ['docker image prune -f', 'docker images -a'],
    again: ['docker load -i hello-2.tar'],
  },
  replays: {
    moves: { schedule: ['loader', '!look=moved', 'back'], expect: [{ listed: 2, at: 'moved' }, { listed: 2 }] },
    pruned: { schedule: ['loader', 'cleaner'], expect: [{ listed: 1 }, { check: 'no-orphan-data', is: 'kept' }] },
    same: { schedule: ['loader', 'again'], expect: [{ listed: 2 }] },
  },
  claims: {
    'takes-the-name': {
      of: ['S0.43', 'S1.43', 'S2.43', 'S0.44', 'S1.44', 'S2.44'], replay: 'moves', holds: BOTH, evidence: 'recorded', recording: 'load/load-tag-moves',
      expect: [{ actor: 'loader', command: 1, exit: 0, stdout: `renaming the old one with ID sha256:${OLD}` }, { actor: 'loader', command: 3, stdout: OLD }, { actor: 'loader', command: 4, stdoutIs: '[]' }],
    },
    'still-runs-by-id': {
      of: [], replay: 'moves', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'loader', command: 5, exit: 0, stdoutIs: 'Hello from Docker!' }],
    },
    'takes-it-back': {
      of: [], replay: 'moves', holds: BOTH, evidence: 'recorded', recording: 'load/load-tag-moves',
      expect: [{ actor: 'back', command: 1, exit: 0, stdout: 'renaming the old one with ID sha256:' }, { actor: 'back', command: 2, stdout: '<none>' }, { actor: 'back', command: 3, stdoutIs: '[hello-world:latest]' }],
    },
    'prune-ends-it': {
      of: [], replay: 'pruned', holds: BOTH, evidence: 'recorded', recording: 'prune/prune-basic',
      expect: [{ actor: 'cleaner', command: 1, exit: 0, stdout: `deleted: sha256:${OLD}` }, { actor: 'cleaner', command: 2, stdoutLacks: '<none>' }],
    },
    'same-archive-moves-nothing': {
      of: [], replay: 'same', holds: BOTH, evidence: 'recorded', recording: 'load/load-basic',
      expect: [{ actor: 'again', command: 1, exit: 0, stdoutIs: 'Loaded image: hello-world:latest' }],
    },
  },
})
