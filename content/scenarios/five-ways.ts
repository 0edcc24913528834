import { defineScenario } from '#sandbox/scenario'
import { app } from '../images.ts'

const BOTH = ['docker-20.10', 'docker-19.03']

/** An image from each of the commands that make one without a registry. */
export default defineScenario({
  id: 'five-ways',
  files: { 'app.tar': { archive: [app] }, 'build/Dockerfile': { text: 'FROM app:1\nRUN echo built > /app/version\n' } },
  actors: {
    maker: [
      'docker load -i app.tar',
      'docker build -t built:1 build',
      "docker run --name one app:1 sh -c 'echo committed > /app/version'",
      'docker commit one committed:1',
      'docker export one | docker import - imported:1',
      'docker images',
      'docker history committed:1',
      'docker history imported:1',
      'docker run --rm built:1',
      'docker run --rm committed:1 cat /app/version',
      'docker run --rm imported:1',
    ],
  },
  replays: { 'four-here': { schedule: ['maker'] } },
  claims: {
    'by-load': {
      of: ['S0.9', 'S1.9', 'S2.9'], replay: 'four-here', holds: BOTH, evidence: 'recorded', recording: 'load/load-basic',
      expect: [{ actor: 'maker', command: 1, exit: 0, stdoutIs: 'Loaded image: app:1' }, { image: 'app:1', is: 'listed' }],
    },
    'by-build': {
      of: ['S0.6', 'S1.6', 'S2.6'], replay: 'four-here', holds: BOTH, evidence: 'recorded', recording: 'build/build-basic',
      expect: [{ actor: 'maker', command: 2, exit: 0, stdout: 'Successfully tagged built:1' }, { actor: 'maker', command: 9, stdoutIs: 'built' }],
    },
    'by-commit': {
      of: ['S0.7', 'S1.7', 'S2.7'], replay: 'four-here', holds: BOTH, evidence: 'recorded', recording: 'commit/commit-basic',
      expect: [{ actor: 'maker', command: 4, exit: 0, stdout: 'sha256:' }, { actor: 'maker', command: 7, stdout: 'layer 2' }, { actor: 'maker', command: 10, stdoutIs: 'committed' }],
    },
    'by-import': {
      of: ['S0.8', 'S1.8', 'S2.8'], replay: 'four-here', holds: BOTH, evidence: 'recorded', recording: 'import/import-basic',
      expect: [{ actor: 'maker', command: 5, exit: 0, stdout: 'sha256:' }, { actor: 'maker', command: 8, stdout: 'Imported from -' }, { actor: 'maker', command: 8, stdoutLacks: 'layer 1' }, { actor: 'maker', command: 11, exit: 125, stderr: 'No command specified' }],
    },
    'four-images': {
      of: [], replay: 'four-here', holds: BOTH, evidence: 'sandbox',
      expect: [{ listed: 4 }, { image: 'app:1', is: 'listed' }, { image: 'built:1', is: 'listed' }, { image: 'committed:1', is: 'listed' }, { image: 'imported:1', is: 'listed' }],
    },
  },
})
