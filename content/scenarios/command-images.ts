import { defineScenario } from '#sandbox/scenario'
import { app, app2, base, helloWorld, other } from '../images.ts'

const BOTH = ['docker-20.10', 'docker-19.03']

/** Each command on images and on the engine, alone in a small store: what it writes, syncs and locks, and what it prints. */
export default defineScenario({
  id: 'command-images',
  files: {
    'hello.tar': { archive: [helloWorld] }, 'store.tar': { archive: [base, app, app2, other] },
    'ctx/Dockerfile': { text: 'FROM app:1\nCOPY note /app/note\n' }, 'ctx/note': { text: 'a note\n' },
    'bad/Dockerfile': { text: 'FROM app:1\nRUN false\n' },
  },
  start: ['docker load -qi store.tar', 'docker create --name box app:1', 'docker export -o fs.tar box', 'docker tag other:1 app:2'],
  actors: {
    load: ['docker load -i hello.tar', 'docker load -i fs.tar', 'docker load -i nope.tar'],
    save: ['docker save -o out.tar app:1', 'docker save -o none.tar nope:1', 'docker save -o no/out.tar app:1', 'ls none.tar'],
    import: ['docker import fs.tar imported:1', 'docker run --rm imported:1', "docker import -c 'CMD [\"cat\", \"/app/version\"]' fs.tar imported:2", 'docker run --rm imported:2', 'docker import nope.tar'],
    export: ['docker export -o box.tar box', 'tar tf box.tar | grep -c manifest.json', 'docker export -o box.tar nope'],
    build: ['docker build -t built:1 ctx', 'docker build -t built:2 ctx', 'docker build bad', 'docker build nope'],
    commit: ['docker commit box committed:1', 'docker commit nope'],
    tag: ['docker tag app:1 app:prod', 'docker tag nope:1 app:prod', 'docker tag app:1 App:prod'],
    rmi: ['docker rmi other:1 app:2', 'docker rmi app:1', 'docker rmi nope:1'],
    'image-prune': ['docker image prune -f', 'docker image prune -af', 'docker images'],
    images: ['docker images', 'docker images -q', 'docker images -f nope=1'],
    inspect: ["docker inspect -f '{{.Os}}/{{.Architecture}}' app:1", 'docker inspect nope:1', "docker inspect -f '{{.Nope}}' app:1"],
    history: ['docker history app:1', 'docker history nope:1'],
    info: ["docker info -f '{{.Driver}} {{.Images}} {{.Containers}}'", 'docker info'],
    version: ["docker version -f '{{.Server.Version}}'", 'docker version'],
    'system-df': ['docker system df', 'docker system df -v'],
    'system-prune': ['docker system prune -f', 'docker ps -aq', 'docker images'],
    events: ['docker tag app:1 seen:1', 'docker rmi seen:1', "docker events --since 10s --until 0s --filter type=image --format '{{.Action}} {{.Actor.Attributes.name}}'"],
  },
  replays: {
    load: { schedule: ['load'] }, save: { schedule: ['save'] }, import: { schedule: ['import'] }, export: { schedule: ['export'] }, build: { schedule: ['build'] },
    commit: { schedule: ['commit'] }, tag: { schedule: ['tag'] }, rmi: { schedule: ['rmi'] }, 'image-prune': { schedule: ['image-prune'] }, images: { schedule: ['images'] },
    inspect: { schedule: ['inspect'] }, history: { schedule: ['history'] }, info: { schedule: ['info'] }, version: { schedule: ['version'] }, 'system-df': { schedule: ['system-df'] },
    'system-prune': { schedule: ['system-prune'] }, events: { schedule: ['events'] },
  },
  claims: {
    'save-missing': {
      of: [], replay: 'save', holds: BOTH, evidence: 'source',
      expect: [{ actor: 'save', command: 2, exit: 1, stderr: 'reference does not exist' }, { actor: 'save', command: 4, exit: 2, stderr: 'No such file' }],
    },
    'import-no-command': {
      of: [], replay: 'import', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'import', command: 2, exit: 125, stderr: 'No command specified' }],
    },
    'import-change': {
      of: [], replay: 'import', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'import', command: 3, exit: 0 }, { actor: 'import', command: 4, exit: 0, stdoutIs: 'app 1' }],
    },
    'export-files-only': {
      of: [], replay: 'export', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'export', command: 1, exit: 0, stdoutIs: '' }, { actor: 'export', command: 2, stdoutIs: '0' }],
    },
    'build-cache': {
      of: [], replay: 'build', holds: BOTH, evidence: 'recorded', recording: 'build/build-basic',
      expect: [{ actor: 'build', command: 1, exit: 0, stdoutLacks: 'Using cache' }, { actor: 'build', command: 2, exit: 0, stdout: 'Using cache' }],
    },
    'build-stops': {
      of: [], replay: 'build', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'build', command: 3, exit: 1, stderr: 'returned a non-zero code: 1' }],
    },
    'commit-prints-id': {
      of: [], replay: 'commit', holds: BOTH, evidence: 'recorded', recording: 'commit/commit-basic',
      expect: [{ actor: 'commit', command: 1, exit: 0, stdout: 'sha256:' }, { image: 'committed:1', is: 'listed' }],
    },
    'tag-silent': {
      of: [], replay: 'tag', holds: BOTH, evidence: 'recorded', recording: 'tag/tag-basic',
      expect: [{ actor: 'tag', command: 1, exit: 0, stdoutIs: '' }, { image: 'app:prod', is: 'listed' }],
    },
    'tag-refuses-capitals': {
      of: [], replay: 'tag', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'tag', command: 3, exit: 1, stderr: 'repository name must be lowercase' }],
    },
    'prune-all-keeps-used': {
      of: [], replay: 'image-prune', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'image-prune', command: 2, exit: 0, stdout: 'untagged: base:1' }, { image: 'app:1', is: 'listed' }, { listed: 1 }],
    },
    'unknown-filter': {
      of: [], replay: 'images', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'images', command: 3, exit: 1, stderr: "Invalid filter 'nope'" }],
    },
    'inspect-missing': {
      of: [], replay: 'inspect', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'inspect', command: 2, exit: 1, stdout: '[]', stderr: 'No such object: nope:1' }],
    },
    'info-counts': {
      of: ['S4.6'], replay: 'info', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'info', command: 1, exit: 0, stdoutIs: 'overlay2 4 1' }, { actor: 'info', command: 2, exit: 0, stdout: 'Storage Driver: overlay2' }],
    },
    'df-shared': {
      of: ['S3.26'], replay: 'system-df', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'system-df', command: 1, exit: 0, stdout: 'RECLAIMABLE' }, { actor: 'system-df', command: 2, exit: 0, stdout: 'SHARED SIZE' }],
    },
    'system-prune-takes': {
      of: [], replay: 'system-prune', holds: BOTH, evidence: 'recorded', recording: 'prune/prune-system',
      expect: [{ actor: 'system-prune', command: 1, exit: 0, stdout: 'Deleted Containers:' }, { actor: 'system-prune', command: 2, stdoutIs: '' }, { image: 'base:1', is: 'listed' }],
    },
    'events-past': {
      of: [], replay: 'events', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'events', command: 3, exit: 0, stdout: 'tag seen:1\nuntag sha256:' }],
    },
    'version-both-sides': {
      of: [], replay: 'version', holds: ['docker-20.10'], evidence: 'recorded', recording: 'system/system-info',
      expect: [{ actor: 'version', command: 1, exit: 0, stdout: '20.10.24' }, { actor: 'version', command: 2, exit: 0, stdout: 'Client:' }, { actor: 'version', command: 2, stdout: 'Server:' }],
    },
  },
})
