import { defineScenario } from '#sandbox/scenario'
import { app } from '../images.ts'

const BOTH = ['docker-20.10', 'docker-19.03']

/** A file system becomes an image of one layer. Nothing of the image it came from is in it but its files. */
export default defineScenario({
  id: 'import-basic',
  files: { 'app.tar': { archive: [app] } },
  start: ['docker load -qi app.tar', 'docker create --name one app:1', 'docker export -o rootfs.tar one'],
  actors: {
    importer: ['docker import rootfs.tar', 'docker images', 'docker import rootfs.tar flat:1', 'docker history flat:1', "docker image inspect -f '{{len .RootFS.Layers}} {{json .Config.Cmd}} {{.Comment}} [{{.Parent}}]' flat:1", 'docker run --rm flat:1', 'docker run --rm flat:1 cat /app/version'],
    changer: ['docker import -c \'CMD ["cat", "/app/version"]\' -m \'from a container\' rootfs.tar flat:2', 'docker run --rm flat:2', 'docker history flat:2'],
    pipe: ['cat rootfs.tar | docker import - flat:3', 'gzip -c rootfs.tar | docker import - flat:4', "docker image inspect -f '{{json .RootFS.Layers}}' flat:3 > three", "docker image inspect -f '{{json .RootFS.Layers}}' flat:4 > four", 'diff three four && echo same'],
    flattener: ["docker run --name two app:1 sh -c 'rm /opt/runtime'", 'docker export two | docker import - thin:1', "docker image inspect -f '{{.Size}}' app:1", "docker image inspect -f '{{.Size}}' thin:1"],
    wrong: ['docker import app.tar loaded:1', 'docker run --rm loaded:1 cat /app/version', 'docker import missing.tar'],
  },
  replays: {
    basic: { schedule: ['importer'], expect: [{ listed: 3 }, { check: 'every-image-has-its-layers', is: 'kept' }] },
    changes: { schedule: ['changer'] },
    pipe: { schedule: ['pipe'] },
    flatten: { schedule: ['flattener'] },
    'wrong-archive': { schedule: ['wrong'] },
  },
  claims: {
    'makes-an-image': {
      of: ['S0.8', 'S1.8', 'S2.8'], replay: 'basic', holds: BOTH, evidence: 'recorded', recording: 'import/import-basic',
      expect: [{ actor: 'importer', command: 1, exit: 0, stdout: 'sha256:' }, { actor: 'importer', command: 2, stdout: '<none>' }, { image: 'flat:1', is: 'listed' }],
    },
    'one-layer-no-history': {
      of: [], replay: 'basic', holds: BOTH, evidence: 'recorded', recording: 'container/container-export',
      expect: [{ actor: 'importer', command: 4, stdout: 'Imported from -' }, { actor: 'importer', command: 4, stdoutLacks: 'layer 1' }, { actor: 'importer', command: 5, stdoutIs: '1 null Imported from - []' }],
    },
    'no-command': {
      of: [], replay: 'basic', holds: BOTH, evidence: 'recorded', recording: 'container/container-export',
      expect: [{ actor: 'importer', command: 6, exit: 125, stderr: 'No command specified' }, { actor: 'importer', command: 7, exit: 0, stdoutIs: 'app 1' }],
    },
    'command-given': {
      of: [], replay: 'changes', holds: BOTH, evidence: 'recorded', recording: 'import/import-changes',
      expect: [{ actor: 'changer', command: 2, exit: 0, stdoutIs: 'app 1' }, { actor: 'changer', command: 3, stdout: 'from a container' }],
    },
    compressed: {
      of: [], replay: 'pipe', holds: BOTH, evidence: 'recorded', recording: 'import/import-compressed',
      expect: [{ actor: 'pipe', command: 1, exit: 0, stdout: 'sha256:' }, { actor: 'pipe', command: 2, exit: 0, stdout: 'sha256:' }, { actor: 'pipe', command: 5, exit: 0, stdoutIs: 'same' }],
    },
    'deletions-save-space-here': {
      of: [], replay: 'flatten', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'flattener', command: 3, stdoutIs: '45888' }, { actor: 'flattener', command: 4, stdoutIs: '5900' }],
    },
    'takes-any-tar': {
      of: [], replay: 'wrong-archive', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'wrong', command: 1, exit: 0, stdout: 'sha256:' }, { actor: 'wrong', command: 2, exit: 127 }, { actor: 'wrong', command: 3, exit: 1, stderr: 'no such file or directory' }],
    },
  },
})
