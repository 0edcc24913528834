import { defineScenario } from '#sandbox/scenario'
import { base } from '../images.ts'

const EULEROS = ['euleros-1.11']
const OTHERS = ['docker-20.10', 'docker-19.03', 'openeuler-18.09']
const REMOVE_UNNAMED = 'docker rmi $(docker images -qf dangling=true)'

/**
 * EulerOS: a build holds on each image that it makes, a moment after it has made it. Before that anybody can delete it, and
 * the step is done once more, ten times at most; after it the deletion is refused.
 */
export default defineScenario({
  id: 'hold-on-window',
  profile: 'euleros-1.11',
  files: {
    'base.tar': { archive: [base] }, 'build/Dockerfile': { text: 'FROM base:1\nRUN echo one > /one\n' },
    'build/Dockerfile.copy': { text: 'FROM base:1\nCOPY data /data\n' }, 'build/data': { text: 'data\n' },
  },
  start: ['docker load -qi base.tar'],
  actors: {
    builder: ['docker build -t app:1 build'],
    copier: ['docker build -t app:1 -f build/Dockerfile.copy build'],
    cleaner: [REMOVE_UNNAMED],
    'cleaner-by-name': ['docker rmi base:1', 'docker images'],
    'cleaner-2': [REMOVE_UNNAMED], 'cleaner-3': [REMOVE_UNNAMED], 'cleaner-4': [REMOVE_UNNAMED], 'cleaner-5': [REMOVE_UNNAMED], 'cleaner-6': [REMOVE_UNNAMED],
    'cleaner-7': [REMOVE_UNNAMED], 'cleaner-8': [REMOVE_UNNAMED], 'cleaner-9': [REMOVE_UNNAMED], 'cleaner-10': [REMOVE_UNNAMED],
    restarter: ['systemctl restart docker', 'docker rmi base:1'],
    observer: ['docker run --rm app:1 cat /one', 'docker rmi app:1'],
    repairer: ['docker tag $(docker images -qf dangling=true) base:1'],
  },
  points: {
    // docker build: the image of RUN is made and has its parent; the build does not hold on it yet.
    made: { step: 'lock', target: 'images', nth: 8 },
    'made-2': { step: 'lock', target: 'images', nth: 11 }, 'made-3': { step: 'lock', target: 'images', nth: 14 }, 'made-4': { step: 'lock', target: 'images', nth: 17 },
    'made-5': { step: 'lock', target: 'images', nth: 20 }, 'made-6': { step: 'lock', target: 'images', nth: 23 }, 'made-7': { step: 'lock', target: 'images', nth: 26 },
    'made-8': { step: 'lock', target: 'images', nth: 29 }, 'made-9': { step: 'lock', target: 'images', nth: 32 }, 'made-10': { step: 'lock', target: 'images', nth: 35 },
    // docker build: the build holds on the image; it is about to give it its name.
    'name-next': { step: 'lock', target: 'references', nth: 2 },
    // docker build: the layer of COPY is unpacked; its record has not been made known.
    'layer-next': { step: 'create', target: '/cache-id' },
  },
  expect: { sometimes: [{ image: 'app:1', is: 'listed' }, { image: 'app:1', is: 'absent' }, { image: 'base:1', is: 'unnamed' }], atRest: ['every-reference-resolves', 'counts-agree'] },
  replays: {
    before: { schedule: [['builder', 'made'], 'cleaner', '!look=deleted', 'builder', 'observer'], expect: [{ listed: 1, at: 'deleted' }, { listed: 1 }] },
    after: { schedule: [['builder', 'name-next'], 'cleaner', '!look=refused', 'builder', 'observer'], expect: [{ listed: 2, at: 'refused' }] },
    'ten-times': {
      schedule: [
        ['builder', 'made'], 'cleaner', ['builder', 'made-2'], 'cleaner-2', ['builder', 'made-3'], 'cleaner-3', ['builder', 'made-4'], 'cleaner-4', ['builder', 'made-5'], 'cleaner-5',
        ['builder', 'made-6'], 'cleaner-6', ['builder', 'made-7'], 'cleaner-7', ['builder', 'made-8'], 'cleaner-8', ['builder', 'made-9'], 'cleaner-9', ['builder', 'made-10'], 'cleaner-10', 'builder',
      ],
      expect: [{ image: 'app:1', is: 'absent' }, { listed: 1 }],
    },
    'nine-times': {
      schedule: [
        ['builder', 'made'], 'cleaner', ['builder', 'made-2'], 'cleaner-2', ['builder', 'made-3'], 'cleaner-3', ['builder', 'made-4'], 'cleaner-4', ['builder', 'made-5'], 'cleaner-5',
        ['builder', 'made-6'], 'cleaner-6', ['builder', 'made-7'], 'cleaner-7', ['builder', 'made-8'], 'cleaner-8', ['builder', 'made-9'], 'cleaner-9', 'builder',
      ],
      expect: [{ image: 'app:1', is: 'listed' }],
    },
    'in-copy': { schedule: [['copier', 'layer-next'], 'cleaner-by-name', 'copier'], expect: [{ image: 'base:1', is: 'unnamed' }, { image: 'app:1', is: 'listed' }] },
    'in-copy-repaired': { schedule: [['copier', 'layer-next'], 'cleaner-by-name', 'repairer', 'copier'], expect: [{ image: 'base:1', is: 'listed' }, { image: 'app:1', is: 'listed' }] },
    restart: { schedule: [['copier', 'layer-next'], 'restarter'], expect: [{ listed: 0 }] },
  },
  claims: {
    'made-again': {
      of: ['S0.52', 'S1.52', 'S2.52', 'S0.56', 'S1.56', 'S2.56'], replay: 'before', holds: EULEROS, evidence: 'source',
      expect: [{ actor: 'cleaner', command: 1, exit: 0, stdout: 'Deleted: sha256:' }, { actor: 'builder', command: 1, exit: 0, stdout: 'Successfully tagged app:1' }, { actor: 'observer', command: 1, exit: 0, stdoutIs: 'one' }],
    },
    'ten-times': {
      of: ['S0.57', 'S1.57', 'S2.57'], replay: 'ten-times', holds: EULEROS, evidence: 'source',
      expect: [{ actor: 'builder', command: 1, exit: 1, stderr: 'Commit and hold on image failed after retry 10 times: unrecognized image ID sha256:' }, { actor: 'cleaner-10', command: 1, exit: 0 }],
    },
    'nine-times': {
      of: [], replay: 'nine-times', holds: EULEROS, evidence: 'source',
      expect: [{ actor: 'builder', command: 1, exit: 0 }, { actor: 'cleaner-9', command: 1, exit: 0 }],
    },
    counted: {
      of: ['S0.53', 'S1.53', 'S2.53', 'S0.54', 'S1.54', 'S2.54', 'S0.55', 'S1.55', 'S2.55'], replay: 'after', holds: EULEROS, evidence: 'source',
      expect: [{ actor: 'cleaner', command: 1, exit: 1, stderr: 'can not remove image: reference is not zero' }, { actor: 'builder', command: 1, exit: 0 }, { listed: 2, at: 'refused' }],
    },
    'let-go': {
      of: [], replay: 'after', holds: EULEROS, evidence: 'source',
      expect: [{ actor: 'observer', command: 2, exit: 0, stdout: 'Untagged: app:1\nDeleted: sha256:' }],
    },
    'copy-is-protected': {
      of: [], replay: 'in-copy', holds: EULEROS, fails: OTHERS, evidence: 'source',
      expect: [{ actor: 'cleaner-by-name', command: 1, exit: 1, stderr: 'can not remove image: reference is not zero' }, { actor: 'copier', command: 1, exit: 0 }, { image: 'app:1', is: 'listed' }],
    },
    'name-goes': {
      of: [], replay: 'in-copy', holds: EULEROS, fails: OTHERS, evidence: 'source',
      expect: [{ actor: 'cleaner-by-name', command: 1, exit: 1, stdoutLacks: 'Untagged' }, { actor: 'cleaner-by-name', command: 2, stdout: '<none>' }, { image: 'base:1', is: 'unnamed' }],
    },
    'in-memory': {
      of: [], replay: 'restart', holds: EULEROS, evidence: 'source',
      expect: [{ actor: 'restarter', command: 1, exit: 0 }, { actor: 'restarter', command: 2, exit: 0, stdout: 'Untagged: base:1\nDeleted: sha256:2601019897de' }],
    },
  },
})
