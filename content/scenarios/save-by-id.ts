import { defineScenario } from '#sandbox/scenario'
import { app } from '../images.ts'

const BOTH = ['docker-20.10', 'docker-19.03']

/** An archive saved by ID brings the image back without a name. */
export default defineScenario({
  id: 'save-by-id',
  files: { 'app.tar': { archive: [app] } },
  start: ['docker load -qi app.tar'],
  actors: {
    saver: ['docker save -o id.tar cef320c41a3e', "tar xOf id.tar manifest.json | jq -c '.[].RepoTags'", 'docker rmi app:1', 'docker load -i id.tar', 'docker images'],
    namer: ['docker tag cef320c41a3e app:1', 'docker images'],
    keeper: ['docker save -o id.tar cef320c41a3e', 'docker load -i id.tar', 'docker images'],
  },
  replays: {
    'name-lost': { schedule: ['saver', '!look=loaded', 'namer'], expect: [{ image: 'app:1', is: 'listed' }] },
    'name-there': { schedule: ['keeper'], expect: [{ image: 'app:1', is: 'listed' }] },
  },
  claims: {
    'comes-back-unnamed': {
      of: ['S0.51', 'S1.51', 'S2.51'], replay: 'name-lost', holds: BOTH, evidence: 'recorded', recording: 'load/load-by-id',
      expect: [{ actor: 'saver', command: 2, stdoutIs: 'null' }, { actor: 'saver', command: 4, exit: 0, stdout: 'Loaded image ID: sha256:cef320c41a3e' }, { actor: 'saver', command: 5, stdout: '<none>' }, { image: 'app:1', is: 'unnamed', at: 'loaded' }],
    },
    'tag-names-it': {
      of: [], replay: 'name-lost', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'namer', command: 2, stdout: 'cef320c41a3e' }, { image: 'app:1', is: 'listed' }],
    },
    'present-keeps-its-name': {
      of: ['S0.51', 'S1.51', 'S2.51'], replay: 'name-there', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'keeper', command: 2, exit: 0, stdout: 'Loaded image ID: ' }, { image: 'app:1', is: 'listed' }, { listed: 1 }],
    },
  },
})
