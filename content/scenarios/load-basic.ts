import { defineScenario } from '#sandbox/scenario'
import { helloWorld } from '../images.ts'

const BOTH = ['docker-20.10', 'docker-19.03']

/** An archive is loaded from a file, from standard input and twice; one that is cut off is refused. */
export default defineScenario({
  id: 'load-basic',
  files: { 'hello.tar': { archive: [helloWorld] } },
  actors: {
    loader: ['docker load -i hello.tar', 'docker load < hello.tar', 'docker load -qi hello.tar', 'docker images'],
    cutter: ['head -c 2000 hello.tar > cut.tar', 'docker load -i cut.tar', 'docker load -i nope.tar', 'docker images -a'],
  },
  replays: {
    loads: { schedule: ['loader'], expect: [{ listed: 1 }] },
    cut: { schedule: ['cutter'], expect: [{ listed: 0 }, { check: 'no-orphan-data', is: 'kept' }] },
  },
  claims: {
    'file-or-stdin': {
      of: ['S0.9', 'S1.9', 'S2.9'], replay: 'loads', holds: BOTH, evidence: 'recorded', recording: 'load/load-basic',
      expect: [{ actor: 'loader', command: 1, exit: 0, stdoutIs: 'Loaded image: hello-world:latest' }, { actor: 'loader', command: 2, exit: 0, stdoutIs: 'Loaded image: hello-world:latest' }, { image: 'hello-world:latest', is: 'listed' }],
    },
    'twice-is-once': {
      of: [], replay: 'loads', holds: BOTH, evidence: 'recorded', recording: 'load/load-basic',
      expect: [{ actor: 'loader', command: 3, exit: 0, stdoutIs: 'Loaded image: hello-world:latest' }, { listed: 1 }],
    },
    'cut-off': {
      of: [], replay: 'cut', holds: BOTH, evidence: 'recorded', recording: 'load/load-truncated',
      expect: [{ actor: 'cutter', command: 2, exit: 1, stderr: 'Error processing tar file(exit status 1): unexpected EOF' }, { listed: 0 }],
    },
  },
})
