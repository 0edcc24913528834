import { defineScenario } from '#sandbox/scenario'
import { helloWorld } from '../images.ts'

/** An en dash instead of a hyphen: `–f` is taken for an image, and the image named after it is removed without force. */
export default defineScenario({
  id: 'rmi-dash',
  files: { 'hello.tar': { archive: [helloWorld] } },
  start: ['docker load -qi hello.tar'],
  actors: {
    operator: ['docker rmi \u2013f hello-world:latest', 'docker images'],
    lister: ['docker images \u2013a', 'docker save \u2013o hello.tar hello-world:latest', 'docker run \u2013d hello-world'],
    finder: ["printf 'docker rmi \u2013f app:1\\ndocker rmi -f app:2\\n' > clean.sh", "grep -nP '[^\\x00-\\x7F]' clean.sh"],
    guarded: ['docker run --name h1 hello-world', 'docker rmi \u2013f hello-world:latest'],
  },
  replays: {
    removed: {
      schedule: ['operator'],
      expect: [{ listed: 0 }],
    },
    elsewhere: { schedule: ['lister', 'finder'] },
    'without-force': {
      schedule: ['guarded'],
      expect: [{ image: 'hello-world:latest', is: 'listed' }],
    },
  },
  claims: {
    'taken-for-a-name': {
      of: ['S0.59', 'S1.59', 'S2.59'], replay: 'removed', holds: ['docker-20.10', 'docker-19.03'], evidence: 'sandbox',
      expect: [{ actor: 'operator', command: 1, exit: 1, stderr: 'invalid reference format', stdout: 'Deleted: sha256:967d32277b59' }, { listed: 0 }],
    },
    'lists-nothing': {
      of: [], replay: 'elsewhere', holds: ['docker-20.10', 'docker-19.03'], evidence: 'sandbox',
      expect: [{ actor: 'lister', command: 1, exit: 0, stdout: 'REPOSITORY', stdoutLacks: 'hello-world' }, { image: 'hello-world:latest', is: 'listed' }],
    },
    'refused-elsewhere': {
      of: [], replay: 'elsewhere', holds: ['docker-20.10', 'docker-19.03'], evidence: 'sandbox',
      expect: [{ actor: 'lister', command: 2, exit: 1, stderr: 'invalid reference format' }, { actor: 'lister', command: 3, exit: 125, stderr: 'invalid reference format' }],
    },
    found: {
      of: [], replay: 'elsewhere', holds: ['docker-20.10', 'docker-19.03'], evidence: 'sandbox',
      expect: [{ actor: 'finder', command: 2, exit: 0, stdout: '1:docker rmi', stdoutLacks: 'app:2' }],
    },
    'without-force': {
      of: [], replay: 'without-force', holds: ['docker-20.10', 'docker-19.03'], evidence: 'sandbox',
      expect: [{ actor: 'guarded', command: 2, exit: 1, stderr: '(must force)' }, { image: 'hello-world:latest', is: 'listed' }],
    },
  },
})
