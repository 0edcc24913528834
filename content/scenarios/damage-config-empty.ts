import { defineScenario } from '#sandbox/scenario'
import { app, ubuntu } from '../images.ts'

const BOTH = ['docker-20.10', 'docker-19.03']
const OPENEULER = ['openeuler-18.09']
const CONFIG = '/var/lib/docker/image/overlay2/imagedb/content/sha256/cef320c41a3e77ceac989354e5086fda4d566fb8e6705abeb42c2ba835e7a577'

/** The config of one image is empty. The engine skips the image and says nothing; its name and its layers stay. */
export default defineScenario({
  id: 'damage-config-empty',
  files: { 'ubuntu.tar': { archive: [ubuntu] }, 'app.tar': { archive: [app] } },
  start: ['docker load -qi ubuntu.tar', 'docker load -qi app.tar'],
  actors: {
    breaker: [`: > ${CONFIG}`],
    reader: ['docker images -a', 'docker run --rm app:1', 'docker rmi app:1', 'journalctl -u docker | grep -c cef320c41a3e'],
    pruner: ['docker image prune -a -f', 'docker images -a', 'ls /var/lib/docker/image/overlay2/layerdb/sha256 | wc -l'],
    reloader: ['docker load -i app.tar', 'docker run --rm app:1'],
  },
  replays: {
    started: { schedule: ['breaker', '!kill', '!start', '!look=started', 'reader', 'pruner', '!look=pruned', 'reloader'], expect: [{ check: 'every-reference-resolves', is: 'kept' }] },
  },
  claims: {
    'skipped-in-silence': {
      of: ['S0.22', 'S1.22', 'S2.22'], replay: 'started', holds: BOTH, evidence: 'recorded', recording: 'damage/damage-config-empty',
      expect: [{ image: 'app:1', is: 'absent', at: 'started' }, { listed: 1, at: 'started' }, { actor: 'reader', command: 2, exit: 125, stderr: "Unable to find image 'app:1' locally" }, { actor: 'reader', command: 3, exit: 1, stderr: 'No such image: app:1' }],
    },
    'name-stays': {
      of: [], replay: 'started', holds: BOTH, evidence: 'recorded', recording: 'damage/damage-config-empty',
      expect: [{ check: 'every-reference-resolves', is: 'broken', at: 'started' }, { check: 'every-reference-resolves', is: 'broken', at: 'pruned' }],
    },
    'prune-leaves-its-layers': {
      of: [], replay: 'started', holds: BOTH, evidence: 'recorded', recording: 'damage/damage-config-empty',
      expect: [{ actor: 'pruner', command: 1, exit: 0, stdout: 'untagged: ubuntu:18.04' }, { actor: 'pruner', command: 3, stdoutIs: '2' }],
    },
    'load-heals': {
      of: ['S0.27', 'S1.27', 'S2.27'], replay: 'started', holds: BOTH, evidence: 'recorded', recording: 'damage/damage-config-empty',
      expect: [{ actor: 'reloader', command: 1, exit: 0, stdout: 'Loaded image: app:1' }, { actor: 'reloader', command: 2, exit: 0, stdoutIs: 'app 1' }],
    },
    'openeuler-drops-the-name': {
      of: [], replay: 'started', holds: OPENEULER, fails: BOTH, evidence: 'source',
      expect: [{ reference: 'app:1', is: 'absent', at: 'started' }, { check: 'every-reference-resolves', is: 'kept', at: 'started' }, { actor: 'pruner', command: 3, stdoutIs: '2' }],
    },
  },
})
