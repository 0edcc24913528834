import { defineScenario } from '#sandbox/scenario'
import { app } from '../images.ts'

const BOTH = ['docker-20.10', 'docker-19.03']

/** After a power cut the same archive is loaded again, without removing the image first. The layers are taken for present. */
export default defineScenario({
  id: 'power-retry',
  disk: { model: 'ext4' },
  files: { 'app.tar': { archive: [app] } },
  actors: {
    loader: ['docker load -i app.tar'],
    retrier: ['docker run --rm app:1', 'docker load -i app.tar', 'docker run --rm app:1', 'docker save app:1 | wc -c', 'docker load -i app.tar', 'docker run --rm app:1'],
    repairer: ['docker rmi app:1', 'docker load -i app.tar', 'docker run --rm app:1', 'docker save -o x.tar app:1'],
  },
  replays: {
    retry: { schedule: ['loader', '!wait=8', '!power=none', '!boot', '!look=cut', 'retrier', '!look=retried', 'repairer'], expect: [{ check: 'every-layer-record-has-its-data', is: 'broken', at: 'retried' }, { check: 'every-layer-record-has-its-data', is: 'kept' }, { check: 'a-listed-image-runs', is: 'kept' }] },
  },
  claims: {
    'load-repairs-nothing': {
      of: ['S0.27', 'S1.27', 'S2.27'], replay: 'retry', holds: BOTH, evidence: 'recorded', recording: 'powerloss/cut-load',
      expect: [
        { image: 'app:1', is: 'listed', at: 'cut' }, { actor: 'retrier', command: 2, exit: 0, stdoutIs: 'Loaded image: app:1' }, { actor: 'retrier', command: 5, exit: 0, stdoutIs: 'Loaded image: app:1' },
        { check: 'a-listed-image-runs', is: 'broken', at: 'retried' },
      ],
    },
    'remove-then-load-does': {
      of: ['S0.27', 'S1.27', 'S2.27'], replay: 'retry', holds: BOTH, evidence: 'recorded', recording: 'powerloss/cut-load',
      expect: [{ actor: 'repairer', command: 1, exit: 0, stdout: 'Deleted: sha256:6308bffedf9c' }, { actor: 'repairer', command: 3, exit: 0, stdoutIs: 'app 1' }, { actor: 'repairer', command: 4, exit: 0 }],
    },
  },
})
