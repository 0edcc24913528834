import { defineScenario } from '#sandbox/scenario'

const BOTH = ['docker-20.10', 'docker-19.03']

/** A program built for newer kernels does not start on an old one, whatever else its image brings. */
export default defineScenario({
  id: 'kernel-too-old',
  hosts: [{ name: 'host-a' }, { name: 'host-b', kernel: '5.4.0-21-generic' }],
  registry: { catalogue: ['sensor:1'] },
  actors: {
    reader: ['docker run --rm sensor:1 2> /dev/null', 'ssh host-b docker pull -q sensor:1', 'ssh host-b docker run --rm sensor:1', 'ssh host-b docker run --rm sensor:1 uname -r'],
  },
  replays: {
    'two-kernels': { schedule: ['reader'], expect: [{ image: 'sensor:1', is: 'listed' }] },
  },
  claims: {
    'does-not-start': {
      of: ['S3.42'], replay: 'two-kernels', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'reader', command: 1, exit: 0, stdoutIs: 'sensor 1 runs on Linux 6.1.0-18-amd64' }, { actor: 'reader', command: 3, exit: 127, stderr: 'FATAL: kernel too old' }],
    },
    'others-do': {
      of: [], replay: 'two-kernels', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'reader', command: 4, exit: 0, stdoutIs: '5.4.0-21-generic' }],
    },
  },
})
