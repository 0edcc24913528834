import { defineScenario } from '#sandbox/scenario'
import { app } from '../images.ts'

const BOTH = ['docker-20.10', 'docker-19.03']

/** The power fails between the image's config and its names: it is in the list as `<none>`. */
export default defineScenario({
  id: 'power-pull-name',
  disk: { model: 'ext4' },
  registry: { catalogue: [], images: [app] },
  actors: {
    puller: ['docker pull app:1'],
    reader: ["docker images --format '{{.Repository}} {{.Tag}}'", 'docker images -q --filter dangling=true'],
    again: ['docker pull app:1', 'docker images'],
    namer: ['docker tag $(docker images -q) app:1', 'docker images'],
    repairer: ['docker rmi $(docker images -q)', 'docker pull app:1', 'docker run --rm app:1'],
  },
  points: {
    // The image is made; the first of its names is written and synced beside the file, which is still the old one.
    'names-next': { step: 'rename', target: 'repositories.json' },
    // One name is there, by digest; the tag comes next.
    'tag-next': { step: 'rename', target: 'repositories.json', nth: 2 },
  },
  replays: {
    'no-name': {
      schedule: [['puller', 'names-next'], '!power=none', '!boot', '!look=cut', 'reader', 'repairer'],
      expect: [{ image: 'app:1', is: 'unnamed', at: 'cut' }, { image: 'app:1', is: 'listed' }, { check: 'a-listed-image-runs', is: 'kept' }],
    },
    'digest-only': {
      schedule: [['puller', 'tag-next'], '!power=none', '!boot', '!look=cut', 'reader', 'again'],
      expect: [{ reference: 'app:1', is: 'absent', at: 'cut' }, { image: 'app:1', is: 'listed' }],
    },
    'named-by-hand': {
      schedule: [['puller', 'names-next'], '!power=none', '!boot', 'namer'],
      expect: [{ image: 'app:1', is: 'listed' }],
    },
  },
  claims: {
    none: {
      of: ['S0.23', 'S0.48'], replay: 'no-name', holds: BOTH, evidence: 'sandbox',
      expect: [{ image: 'app:1', is: 'unnamed', at: 'cut' }, { actor: 'reader', command: 1, stdoutIs: '<none> <none>' }, { actor: 'reader', command: 2, stdout: 'cef320c41a3e' }],
    },
    'remove-then-pull': {
      of: ['S0.50'], replay: 'no-name', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'repairer', command: 1, exit: 0, stdout: 'Deleted: sha256:' }, { actor: 'repairer', command: 3, exit: 0, stdoutIs: 'app 1' }],
    },
    'pull-gives-the-name': {
      of: [], replay: 'digest-only', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'again', command: 1, exit: 0, stdout: 'Status: Downloaded newer image for app:1' }, { actor: 'again', command: 1, stdoutLacks: 'Pulling fs layer' }, { image: 'app:1', is: 'listed' }],
    },
  },
})
