import { defineScenario } from '#sandbox/scenario'
import { app } from '../images.ts'

const BOTH = ['docker-20.10', 'docker-19.03']

/** A registry that misbehaves in each of the ways that it can, and what a pull says of it. What came whole before stays whole. */
export default defineScenario({
  id: 'registry-faults',
  registry: { catalogue: [], images: [app] },
  actors: {
    reader: [
      'registry 429', 'docker pull app:1', 'registry 500', 'docker pull app:1', 'registry corrupt', 'docker pull app:1', 'registry cut', 'docker pull app:1',
      'docker images -a', 'registry slow', 'docker pull app:1', 'registry ok', 'docker run --rm app:1',
    ],
  },
  replays: { 'one-by-one': { schedule: ['reader'], expect: [{ listed: 1 }, { check: 'no-orphan-data', is: 'kept' }, { check: 'a-listed-image-runs', is: 'kept' }] } },
  claims: {
    refuses: {
      of: [], replay: 'one-by-one', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'reader', command: 2, exit: 1, stderr: 'toomanyrequests: You have reached your pull rate limit' }, { actor: 'reader', command: 4, exit: 1, stderr: 'received unexpected HTTP status: 500 Internal Server Error' }],
    },
    'notices-wrong-bytes': {
      of: [], replay: 'one-by-one', holds: BOTH, evidence: 'source',
      expect: [{ actor: 'reader', command: 6, exit: 1, stderr: 'filesystem layer verification failed for digest sha256:' }],
    },
    retries: {
      of: [], replay: 'one-by-one', holds: BOTH, evidence: 'source',
      expect: [{ actor: 'reader', command: 8, exit: 1, stdout: 'Retrying in 1 second', stderr: 'unexpected EOF' }],
    },
    'nothing-stays': {
      of: [], replay: 'one-by-one', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'reader', command: 9, stdoutLacks: 'app' }, { check: 'no-orphan-data', is: 'kept' }],
    },
    'slow-is-whole': {
      of: [], replay: 'one-by-one', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'reader', command: 11, exit: 0, stdout: 'Status: Downloaded newer image for app:1' }, { actor: 'reader', command: 13, exit: 0, stdoutIs: 'app 1' }],
    },
  },
})
