import { defineScenario } from '#sandbox/scenario'
import { base } from '../images.ts'

/** A build of COPY alone meets a clean-up: before its image has a name, and with --all, which takes the image of FROM as well. */
export default defineScenario({
  id: 'build-prune-copy',
  files: {
    'base.tar': { archive: [base] },
    'copy/Dockerfile': { text: 'FROM base:1\nCOPY data /data\n' },
    'copy/data': { text: 'data\n' },
  },
  start: ['docker load -qi base.tar'],
  actors: {
    copier: ['docker build -t app:1 copy'],
    'all-cleaner': ['docker image prune -a -f'],
    cleaner: ['docker image prune -f'],
  },
  points: {
    // COPY: the file is in its layer; the image of the step is not made.
    'in-copy': { step: 'create', target: '/cache-id' },
    // The image of COPY is finished and "Successfully built" is printed; the name comes next.
    'name-next': { step: 'lock', target: 'references', nth: 2 },
  },
  replays: {
    'before-the-name': {
      schedule: [['copier', 'name-next'], 'cleaner', 'copier'],
      expect: [{ actor: 'cleaner', command: 1, exit: 0, stdout: 'deleted: sha256:' }, { actor: 'copier', command: 1, exit: 1, stdout: 'Successfully built ', stderr: 'failed to get digest sha256:' }, { reference: 'app:1', is: 'dangling' }, { image: 'base:1', is: 'listed' }],
    },
    'base-goes-too': {
      schedule: [['copier', 'in-copy'], 'all-cleaner', 'copier'],
      expect: [{ actor: 'all-cleaner', command: 1, exit: 0, stdout: 'untagged: base:1\ndeleted: sha256:2601019897de' }, { actor: 'copier', command: 1, exit: 1, stderr: 'unknown parent image ID sha256:2601019897de' }, { image: 'app:1', is: 'unnamed' }],
    },
  },
})
