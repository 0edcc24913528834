import { defineScenario } from '#sandbox/scenario'
import { app } from '../images.ts'

const BOTH = ['docker-20.10', 'docker-19.03']

/** Two pulls of one digest at once: the layers are downloaded once, and both set the same digest. */
export default defineScenario({
  id: 'pull-pull',
  registry: { catalogue: [], images: [app] },
  actors: {
    first: ['docker pull app@sha256:1de37c20c2054a563d83bd057c34b4bdce95a4f5f0e427fe2a5f90185097900c'],
    second: ['docker pull app@sha256:1de37c20c2054a563d83bd057c34b4bdce95a4f5f0e427fe2a5f90185097900c'],
    observer: ['docker images --digests', "ls /var/lib/docker/overlay2 | grep -v '^l$' | wc -l"],
  },
  points: {
    // docker pull: the manifest is there; the layers come next.
    'layers-next': { step: 'lock', target: 'layers' },
  },
  replays: {
    'at-once': { schedule: [['first', 'layers-next'], 'second', 'first', 'second', 'observer'], expect: [{ listed: 1 }, { check: 'no-orphan-data', is: 'kept' }, { check: 'counts-agree', is: 'kept' }] },
    'one-after-the-other': { schedule: ['first', 'second'], expect: [{ listed: 1 }] },
  },
  claims: {
    'both-succeed': {
      of: [], replay: 'at-once', holds: BOTH, evidence: 'source',
      expect: [{ actor: 'first', command: 1, exit: 0, stdout: 'Status: ' }, { actor: 'second', command: 1, exit: 0, stdout: 'Status: ' }, { actor: 'observer', command: 2, stdoutIs: '2' }, { check: 'counts-agree', is: 'kept' }],
    },
    'second-is-up-to-date': {
      of: [], replay: 'one-after-the-other', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'second', command: 1, exit: 0, stdout: 'Status: Image is up to date for app@sha256:' }, { listed: 1 }],
    },
  },
})
