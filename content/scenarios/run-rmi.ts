import { defineScenario } from '#sandbox/scenario'
import { helloWorld } from '../images.ts'

const BOTH = ['docker-20.10', 'docker-19.03']
const IMAGE = '967d32277b59'

/** An image is removed while a container of it is made. Until the container is registered nothing holds the image; its layers are held. */
export default defineScenario({
  id: 'run-rmi',
  files: { 'hello.tar': { archive: [helloWorld] } },
  start: ['docker load -qi hello.tar'],
  actors: {
    runner: ['docker run --name one hello-world'],
    lister: ['docker images'],
    inspector: ['docker image inspect hello-world'],
    historian: ['docker history hello-world'],
    cleaner: ['docker rmi hello-world'],
    observer: ["docker ps -a --format '{{.Names}} {{.Image}}'", 'docker images -a', 'docker start -a one', 'docker rm one', 'ls /var/lib/docker/image/overlay2/layerdb/sha256 | wc -l'],
  },
  points: {
    // docker run: the layers are held, the first directory of the container comes next.
    'layers-held': { step: 'mkdir', target: '/var/lib/docker/overlay2/' },
    // docker run: the name is found; the config is about to be read again.
    'name-found': { step: 'lock', target: 'imagedb', nth: 3 },
    // docker run: the image is found; its layers are not held.
    'image-found': { step: 'lock', target: 'container' },
    // docker images: the list of images is read, the layer of the first is asked for.
    'images-read': { step: 'lock', target: 'layers' },
  },
  replays: {
    'layers-held': { schedule: [['runner', 'layers-held'], 'cleaner', 'runner', '!look=gone', 'observer'], expect: [{ listed: 0, at: 'gone' }, { check: 'no-orphan-data', is: 'kept' }] },
    'image-found': { schedule: [['runner', 'image-found'], 'cleaner', 'runner'], expect: [{ listed: 0 }, { check: 'no-orphan-data', is: 'kept' }] },
    'name-found': { schedule: [['runner', 'name-found'], 'cleaner', 'runner'], expect: [{ actor: 'cleaner', command: 1, exit: 0, stdout: 'Deleted: sha256:857735bf5110' }, { actor: 'runner', command: 1, exit: 125, stderr: "Unable to find image 'hello-world:latest' locally" }, { listed: 0 }, { check: 'no-orphan-data', is: 'kept' }] },
    inspect: { schedule: [['inspector', 'images-read'], 'cleaner', 'inspector'], expect: [{ actor: 'inspector', command: 1, exit: 1, stderr: 'layer does not exist' }] },
    history: { schedule: [['historian', 'images-read'], 'cleaner', 'historian'], expect: [{ actor: 'historian', command: 1, exit: 1, stderr: 'layer does not exist' }] },
    'run-first': { schedule: ['runner', 'cleaner'], expect: [{ image: 'hello-world:latest', is: 'listed' }] },
    'removal-first': { schedule: ['cleaner', 'runner'], expect: [{ listed: 0 }] },
    list: { schedule: [['lister', 'images-read'], 'cleaner', 'lister'], expect: [{ listed: 0 }] },
  },
  claims: {
    'container-without-image': {
      of: [], replay: 'layers-held', holds: BOTH, evidence: 'recorded', recording: 'concurrency/run-rmi',
      expect: [
        { actor: 'cleaner', command: 1, exit: 0, stdout: `Deleted: sha256:${IMAGE}`, stdoutLacks: 'Deleted: sha256:857735bf5110' }, { actor: 'runner', command: 1, exit: 0, stdoutIs: 'Hello from Docker!' },
        { actor: 'observer', command: 1, stdoutIs: `one ${IMAGE}` }, { actor: 'observer', command: 3, exit: 0, stdoutIs: 'Hello from Docker!' },
      ],
    },
    'layers-go-with-it': {
      of: [], replay: 'layers-held', holds: BOTH, evidence: 'recorded', recording: 'rmi/rmi-stopped-container',
      expect: [{ actor: 'observer', command: 4, exit: 0 }, { actor: 'observer', command: 5, stdoutIs: '0' }],
    },
    'layer-gone': {
      of: [], replay: 'image-found', holds: BOTH, evidence: 'source',
      expect: [{ actor: 'cleaner', command: 1, exit: 0, stdout: 'Deleted: sha256:857735bf5110' }, { actor: 'runner', command: 1, exit: 125, stderr: 'layer does not exist' }],
    },
    'container-protects': {
      of: ['S4.30'], replay: 'run-first', holds: BOTH, evidence: 'recorded', recording: 'concurrency/run-rmi',
      expect: [{ actor: 'cleaner', command: 1, exit: 1, stderr: `is using its referenced image ${IMAGE}` }, { image: 'hello-world:latest', is: 'listed' }],
    },
    'not-found': {
      of: [], replay: 'removal-first', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'runner', command: 1, exit: 125, stderr: "Unable to find image 'hello-world:latest' locally" }],
    },
    'list-leaves-it-out': {
      of: [], replay: 'list', holds: BOTH, evidence: 'recorded', recording: 'concurrency/inspect-rmi',
      expect: [{ actor: 'lister', command: 1, exit: 0, stdoutLacks: 'hello-world' }],
    },
  },
})
