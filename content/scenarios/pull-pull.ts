import { defineScenario } from '#sandbox/scenario'
import { app, other } from '../images.ts'

const BOTH = ['docker-20.10', 'docker-19.03']

/** Two pulls of one digest at once: the layers are downloaded once, and both set the same digest. */
export default defineScenario({
  id: 'pull-pull',
  // The layers of the first two begin alike; the third has those of the first, on a layer of its own.
  registry: { catalogue: [], images: [app, other, { ...app, tags: ['odd:1'], layers: [{ 'etc/motd': 'odd\n' }, ...app.layers] }] },
  actors: {
    first: ['docker pull app@sha256:1de37c20c2054a563d83bd057c34b4bdce95a4f5f0e427fe2a5f90185097900c'],
    second: ['docker pull app@sha256:1de37c20c2054a563d83bd057c34b4bdce95a4f5f0e427fe2a5f90185097900c'],
    'app-puller': ['docker pull app:1'],
    'other-puller': ['docker pull other:1'],
    'odd-puller': ['docker pull odd:1'],
    runner: ['docker run --rm app:1', 'docker run --rm other:1'],
    observer: ['docker images --digests', "ls /var/lib/docker/overlay2 | grep -v '^l$' | wc -l"],
  },
  points: {
    // docker pull: the manifest is there; the layers come next.
    'layers-next': { step: 'lock', target: 'layers' },
    // docker pull: the downloads have begun.
    downloading: { step: 'network', target: 'blob ' },
  },
  replays: {
    'at-once': { schedule: [['first', 'layers-next'], 'second', 'first', 'second', 'observer'], expect: [{ listed: 1 }, { check: 'no-orphan-data', is: 'kept' }, { check: 'counts-agree', is: 'kept' }] },
    'same-tag': { schedule: [['app-puller', 'downloading'], 'first', 'app-puller', 'first', 'observer'], expect: [{ listed: 1 }, { check: 'counts-agree', is: 'kept' }] },
    'alike-below': { schedule: [['app-puller', 'downloading'], 'other-puller', 'app-puller', 'other-puller', 'runner'], expect: [{ listed: 2 }, { actor: 'runner', command: 1, stdoutIs: 'app 1' }, { actor: 'runner', command: 2, stdoutIs: 'other 1' }, { check: 'no-orphan-data', is: 'kept' }] },
    'alike-above': { schedule: [['app-puller', 'downloading'], 'odd-puller', 'app-puller', 'odd-puller'], expect: [{ listed: 2 }, { check: 'no-orphan-data', is: 'kept' }] },
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
