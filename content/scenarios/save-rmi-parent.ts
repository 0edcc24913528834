import { defineScenario } from '#sandbox/scenario'
import { base } from '../images.ts'

/** An image and its parent are saved together, and removed meanwhile. Who is whose parent is asked last: the archive is whole, without that. */
export default defineScenario({
  id: 'save-rmi-parent',
  files: { 'base.tar': { archive: [base] }, 'build/Dockerfile': { text: 'FROM base:1\nCOPY data /data\n' }, 'build/data': { text: 'data\n' } },
  start: ['docker load -qi base.tar', 'docker build -q -t app:1 build'],
  actors: {
    saver: ['docker save -o saved.tar app:1 base:1'],
    cleaner: ['docker rmi app:1 base:1'],
    reader: ["tar -xOf saved.tar manifest.json | grep -o '\"Parent\"' | wc -l", 'docker load -i saved.tar', 'docker run --rm app:1 cat /data'],
  },
  points: {
    // docker save: the layers of both images are held.
    'layers-held': { step: 'mkdir', target: 'docker-export' },
  },
  replays: {
    whole: { schedule: ['saver', 'reader'], expect: [{ actor: 'reader', command: 1, stdoutIs: '1' }, { listed: 2 }] },
    'parent-gone': {
      schedule: [['saver', 'layers-held'], 'cleaner', '!look=removed', 'saver', 'reader'],
      expect: [{ listed: 0, at: 'removed' }, { actor: 'saver', command: 1, exit: 0 }, { actor: 'reader', command: 1, stdoutIs: '0' }, { actor: 'reader', command: 3, exit: 0, stdoutIs: 'data' }, { listed: 2 }, { check: 'no-orphan-data', is: 'kept' }],
    },
  },
})
