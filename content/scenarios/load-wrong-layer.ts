import { defineScenario } from '#sandbox/scenario'
import { app } from '../images.ts'

const BOTH = ['docker-20.10', 'docker-19.03']

/** A layer in an archive was changed after the archive had been written. Its contents are not those that the config names. */
export default defineScenario({
  id: 'load-wrong-layer',
  files: { 'app.tar': { archive: [app] } },
  actors: {
    breaker: ['mkdir parts && tar -xf app.tar -C parts', 'cp -L parts/6308bffedf9c*/layer.tar parts/5fc415c4575e*/layer.tar', 'cd parts && tar -cf ../bad.tar * && cd ..'],
    loader: ['docker load -i bad.tar', 'docker images -a', 'docker load -i app.tar', 'docker run --rm app:1'],
  },
  replays: { changed: { schedule: ['breaker', 'loader'], expect: [{ image: 'app:1', is: 'listed' }, { check: 'no-orphan-data', is: 'kept' }] } },
  claims: {
    refused: {
      of: [], replay: 'changed', holds: BOTH, evidence: 'recorded', recording: 'load/load-bad-content',
      expect: [{ actor: 'loader', command: 1, exit: 1, stderr: 'invalid diffID for layer 1: expected "sha256:5fc415c4575e' }, { actor: 'loader', command: 2, stdoutLacks: 'app' }],
    },
    'nothing-left': {
      of: [], replay: 'changed', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'loader', command: 3, exit: 0, stdout: 'Loaded image: app:1' }, { actor: 'loader', command: 4, exit: 0, stdoutIs: 'app 1' }, { check: 'no-orphan-data', is: 'kept' }],
    },
  },
})
