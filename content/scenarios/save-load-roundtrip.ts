import { defineScenario } from '#sandbox/scenario'
import { app, other } from '../images.ts'

const BOTH = ['docker-20.10', 'docker-19.03']

/** Two images go into an archive, are removed, and come back with the same names, layers and IDs. */
export default defineScenario({
  id: 'save-load-roundtrip',
  files: { 'app.tar': { archive: [app] }, 'other.tar': { archive: [other] } },
  start: ['docker load -qi app.tar', 'docker load -qi other.tar', 'docker tag app:1 shop:1'],
  actors: {
    carrier: [
      'docker images', 'docker save -o images.tar app:1 shop:1 other:1', "tar xOf images.tar manifest.json | jq -c '.[].RepoTags'", 'tar tf images.tar | grep -c layer.tar',
      'docker rmi app:1 shop:1 other:1', 'docker load -i images.tar', 'docker images', 'docker run --rm shop:1',
    ],
    zipper: ['docker save app:1 | gzip > app.tar.gz', 'docker rmi app:1 shop:1', 'docker load -i app.tar.gz', 'docker images'],
    exporter: ['docker create --name one app:1', 'docker export one > export.tar', 'docker load -i export.tar'],
  },
  replays: {
    roundtrip: { schedule: ['carrier'], expect: [{ listed: 3 }, { check: 'a-listed-image-runs', is: 'kept' }] },
    compressed: { schedule: ['zipper'], expect: [{ listed: 2 }] },
    exported: { schedule: ['exporter'], expect: [{ actor: 'exporter', command: 3, exit: 1 }] },
  },
  claims: {
    'same-again': {
      of: ['S0.9', 'S1.9', 'S2.9'], replay: 'roundtrip', holds: BOTH, evidence: 'recorded', recording: 'save/save-roundtrip-built',
      expect: [{ actor: 'carrier', command: 1, stdout: 'cef320c41a3e' }, { actor: 'carrier', command: 5, exit: 0, stdout: 'Deleted: sha256:cef320c41a3e' }, { actor: 'carrier', command: 7, stdout: 'cef320c41a3e' }, { actor: 'carrier', command: 7, stdout: '8a4cf13019a0' }, { actor: 'carrier', command: 8, exit: 0, stdoutIs: 'app 1' }],
    },
    'names-inside': {
      of: [], replay: 'roundtrip', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'carrier', command: 3, exit: 0, stdoutIs: '["app:1","shop:1"]\n["other:1"]' }],
    },
    'layers-once': {
      of: [], replay: 'roundtrip', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'carrier', command: 4, exit: 0, stdoutIs: '3' }],
    },
    'only-named': {
      of: [], replay: 'compressed', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'zipper', command: 3, exit: 0, stdoutIs: 'Loaded image: app:1' }, { image: 'app:1', is: 'listed' }, { image: 'shop:1', is: 'absent' }],
    },
    'export-is-no-archive': {
      of: [], replay: 'exported', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'exporter', command: 3, exit: 1, stderr: '/json: no such file or directory' }],
    },
  },
})
