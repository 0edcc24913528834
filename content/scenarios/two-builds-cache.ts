import { defineScenario } from '#sandbox/scenario'
import { base } from '../images.ts'

/** Two builds make the same layer at once; or one takes from the cache what the other made, and that is removed meanwhile. */
export default defineScenario({
  id: 'two-builds-cache',
  files: {
    'base.tar': { archive: [base] },
    'copy/Dockerfile': { text: 'FROM base:1\nCOPY data /data\n' },
    'copy/data': { text: 'data\n' },
    'stub/Dockerfile': { text: 'FROM base:1\nRUN echo tools > /tools\n' },
    'more/Dockerfile': { text: 'FROM base:1\nRUN echo tools > /tools\nCOPY data /data\n' },
    'more/data': { text: 'data\n' },
  },
  start: ['docker load -qi base.tar'],
  actors: {
    copier: ['docker build -t one:1 copy'],
    'other-copier': ['docker build -t two:1 copy'],
    starter: ['docker build -q stub'],
    'starter-removes': ['docker rmi $(docker images -qf dangling=true)'],
    more: ['docker build -t two:1 more'],
    'layer-counter': ['ls /var/lib/docker/image/overlay2/layerdb/sha256 | wc -l', "ls /var/lib/docker/overlay2 | grep -v '^l$' | wc -l"],
  },
  points: {
    // docker build: the children of the base are known; the first of them is about to be read.
    'candidate-next': { step: 'lock', target: 'imagedb', nth: 3 },
    // docker build: the layer of COPY is unpacked; its record has not been made known.
    'layer-next': { step: 'create', target: '/cache-id' },
  },
  replays: {
    'same-copy': {
      schedule: [['copier', 'layer-next'], ['other-copier', 'layer-next'], 'copier', 'other-copier', 'layer-counter'],
      expect: [{ actor: 'copier', command: 1, exit: 0 }, { actor: 'other-copier', command: 1, exit: 0 }, { actor: 'layer-counter', command: 1, stdoutIs: '2' }, { actor: 'layer-counter', command: 2, stdoutIs: '2' }],
    },
    'cache-removed': {
      schedule: ['starter', ['more', 'layer-next'], 'starter-removes', 'more'],
      expect: [{ actor: 'starter-removes', command: 1, exit: 0, stdout: 'Deleted: sha256:' }, { actor: 'more', command: 1, exit: 1, stdout: 'Using cache', stderr: 'unknown parent image ID sha256:' }, { image: 'two:1', is: 'unnamed' }],
    },
    'candidate-gone': {
      schedule: ['starter', ['more', 'candidate-next'], 'starter-removes', 'more'],
      expect: [{ actor: 'more', command: 1, exit: 1, stderr: 'unable to find image "sha256:' }, { listed: 1 }],
    },
  },
})
