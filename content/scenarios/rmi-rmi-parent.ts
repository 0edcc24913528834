import { defineScenario } from '#sandbox/scenario'
import { base } from '../images.ts'

/** One removal takes an image, the other its parent. Removing the image goes on to a parent without a name: both may want that one. */
export default defineScenario({
  id: 'rmi-rmi-parent',
  files: { 'base.tar': { archive: [base] }, 'build/Dockerfile': { text: 'FROM base:1\nCOPY data /data\n' }, 'build/data': { text: 'data\n' } },
  start: ['docker load -qi base.tar', 'docker build -q -t app:1 build'],
  actors: {
    'child-remover': ['docker rmi app:1'],
    'parent-remover': ['docker rmi base:1'],
    'parent-remover-by-id': ['docker rmi 2601019897de'],
  },
  points: {
    // docker rmi app:1: the image is deleted; nothing of its parent has been looked at.
    'parent-next': { step: 'lock', target: 'images', nth: 3 },
    // docker rmi app:1: nothing is in the way of the parent; to delete it comes next.
    'parent-deletion-next': { step: 'lock', target: 'images', nth: 4 },
    // docker rmi base:1: its name is gone; whether it has children is asked next.
    'name-gone': { step: 'lock', target: 'images' },
    // docker rmi base:1: nothing is in the way; to delete it comes next.
    'deletion-next': { step: 'lock', target: 'images', nth: 2 },
  },
  replays: {
    'parent-first': {
      schedule: ['parent-remover', '!look=between', 'child-remover'],
      expect: [
        { actor: 'parent-remover', command: 1, exit: 0, stdoutIs: 'Untagged: base:1' }, { image: 'app:1', is: 'listed', at: 'between' },
        { actor: 'child-remover', command: 1, exit: 0, stdout: 'Deleted: sha256:2601019897de' }, { listed: 0 }, { check: 'no-orphan-data', is: 'kept' },
      ],
    },
    'parent-first-by-id': { schedule: ['parent-remover-by-id', 'child-remover'], expect: [{ actor: 'parent-remover-by-id', command: 1, exit: 1, stderr: 'image has dependent child images' }, { image: 'base:1', is: 'listed' }, { image: 'app:1', is: 'absent' }] },
    'child-first': { schedule: ['child-remover', 'parent-remover'], expect: [{ actor: 'child-remover', command: 1, exit: 0 }, { actor: 'parent-remover', command: 1, exit: 0, stdout: 'Deleted: sha256:2601019897de' }, { listed: 0 }] },
    'both-want-the-parent': {
      schedule: [['parent-remover', 'name-gone'], ['child-remover', 'parent-deletion-next'], 'parent-remover', 'child-remover'],
      expect: [
        { actor: 'parent-remover', command: 1, exit: 0, stdout: 'Deleted: sha256:2601019897de' }, { actor: 'child-remover', command: 1, exit: 1, stderr: 'unrecognized image ID sha256:2601019897de' },
        { listed: 0 }, { check: 'every-reference-resolves', is: 'kept' }, { check: 'no-orphan-data', is: 'kept' },
      ],
    },
    'child-takes-the-parent': {
      schedule: [['child-remover', 'parent-next'], ['parent-remover', 'deletion-next'], 'child-remover', 'parent-remover'],
      expect: [{ actor: 'child-remover', command: 1, exit: 0, stdout: 'Deleted: sha256:2601019897de' }, { actor: 'parent-remover', command: 1, exit: 1, stderr: 'unrecognized image ID sha256:2601019897de' }, { listed: 0 }, { check: 'no-orphan-data', is: 'kept' }],
    },
  },
})
