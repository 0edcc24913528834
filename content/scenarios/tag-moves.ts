import { defineScenario } from '#sandbox/scenario'
import { app, app2 } from '../images.ts'

const BOTH = ['docker-20.10', 'docker-19.03']
const OLD = 'cef320c41a3e'

/** A name goes to another image. What it leaves behind has no name: the image stays, and a new name makes it ordinary again. */
export default defineScenario({
  id: 'tag-moves',
  files: {
    'app.tar': { archive: [app] },
    'app-2.tar': { archive: [app2] },
    // The second edition under the name of the first.
    'app-1-new.tar': { archive: [{ ...app2, tags: ['app:1'] }] },
    'build/Dockerfile': { text: 'FROM app:2\nCMD ["/bin/cat", "/etc/os-release"]\n' },
  },
  start: ['docker load -i app.tar', 'docker load -i app-2.tar'],
  actors: {
    mover: ['docker images', 'docker tag app:2 app:1', 'docker images', 'docker images -f dangling=true', `docker run --rm ${OLD}`],
    rescuer: [`docker tag ${OLD} app:old`, 'docker images'],
    loader: ['docker load -i app-1-new.tar', 'docker images'],
    builder: ['docker build -q -t app:1 build', 'docker images'],
    committer: ['docker create --name one app:2', 'docker commit one app:1', 'docker images'],
    importer: ['docker export one | docker import - app:1', 'docker images'],
    remover: ['docker rmi app:1', 'docker images -a'],
    forcer: ['docker run -d --name one app:1 sleep 1000', 'docker rmi -f app:1', 'docker images'],
  },
  replays: {
    'by-tag': { schedule: ['mover', '!look=moved', 'rescuer'], expect: [{ image: 'app:old', is: 'listed' }, { check: 'every-reference-resolves', is: 'kept' }] },
    'by-load': { schedule: ['loader'] },
    'by-build': { schedule: ['builder'] },
    'by-commit-and-import': { schedule: ['committer', 'importer'] },
    'by-rmi': { schedule: ['remover'] },
    'by-forced-rmi': { schedule: ['forcer'] },
  },
  claims: {
    'becomes-none': {
      of: ['S0.44', 'S1.44', 'S2.44'], replay: 'by-tag', holds: BOTH, evidence: 'recorded', recording: 'tag/tag-orphan',
      expect: [{ actor: 'mover', command: 2, exit: 0 }, { actor: 'mover', command: 3, stdout: OLD }, { actor: 'mover', command: 3, stdout: '<none>' }, { image: 'app:old', is: 'unnamed', at: 'moved' }],
    },
    'none-is-dangling': {
      of: ['S0.42', 'S1.42', 'S2.42'], replay: 'by-tag', holds: BOTH, evidence: 'recorded', recording: 'load/load-tag-moves',
      expect: [{ actor: 'mover', command: 4, stdout: '<none>' }, { actor: 'mover', command: 4, stdout: OLD }, { actor: 'mover', command: 4, stdoutLacks: 'app ' }],
    },
    'none-still-runs': {
      of: [], replay: 'by-tag', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'mover', command: 5, exit: 0, stdoutIs: 'app 1' }],
    },
    'new-name-heals': {
      of: [], replay: 'by-tag', holds: BOTH, evidence: 'recorded', recording: 'tag/tag-orphan',
      expect: [{ actor: 'rescuer', command: 2, stdout: OLD }, { image: 'app:old', is: 'listed' }, { actor: 'rescuer', command: 2, stdoutLacks: '<none>' }],
    },
    'load-says-so': {
      of: [], replay: 'by-load', holds: BOTH, evidence: 'recorded', recording: 'load/load-tag-moves',
      expect: [{ actor: 'loader', command: 1, stdout: `The image app:1 already exists, renaming the old one with ID sha256:${OLD}` }, { actor: 'loader', command: 2, stdout: '<none>' }, { actor: 'loader', command: 2, stdout: OLD }],
    },
    'build-is-silent': {
      of: [], replay: 'by-build', holds: BOTH, evidence: 'recorded', recording: 'build/build-retag',
      expect: [{ actor: 'builder', command: 1, exit: 0, stdoutLacks: OLD }, { actor: 'builder', command: 2, stdout: '<none>' }, { actor: 'builder', command: 2, stdout: OLD }],
    },
    'commit-and-import-too': {
      of: [], replay: 'by-commit-and-import', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'committer', command: 3, stdout: '<none>' }, { actor: 'committer', command: 3, stdout: OLD }, { actor: 'importer', command: 2, stdout: '<none>' }, { actor: 'importer', command: 2, stdout: OLD }, { listed: 4 }],
    },
    'rmi-leaves-no-none': {
      of: [], replay: 'by-rmi', holds: BOTH, evidence: 'recorded', recording: 'rmi/rmi-tags-of-one-image',
      expect: [{ actor: 'remover', command: 1, stdout: `Deleted: sha256:${OLD}` }, { actor: 'remover', command: 2, stdoutLacks: '<none>' }],
    },
    'forced-rmi-leaves-none': {
      of: [], replay: 'by-forced-rmi', holds: BOTH, evidence: 'recorded', recording: 'rmi/rmi-running-container',
      expect: [{ actor: 'forcer', command: 2, exit: 0, stdoutIs: 'Untagged: app:1' }, { actor: 'forcer', command: 3, stdout: '<none>' }, { actor: 'forcer', command: 3, stdout: OLD }],
    },
  },
})
