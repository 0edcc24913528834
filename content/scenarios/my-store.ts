import { defineScenario } from '#sandbox/scenario'
import { app, helloWorld } from '../images.ts'

const BOTH = ['docker-20.10', 'docker-19.03']
const ROOT = '/var/lib/docker'

/** The records of another host's store are copied into an empty machine: what its daemon makes of them, and how a repair would go. */
export default defineScenario({
  id: 'my-store',
  hosts: [{ name: 'host-a' }, { name: 'host-b' }],
  files: { 'hello.tar': { archive: [helloWorld] }, 'app.tar': { archive: [app] } },
  start: ['ssh host-b docker load -q < hello.tar', 'ssh host-b docker load -q < app.tar', `ssh host-b 'systemctl stop docker; rm ${ROOT}/image/overlay2/imagedb/content/sha256/967d32277b59*; systemctl start docker'`],
  actors: {
    copier: [`ssh host-b tar -C ${ROOT} -czf - image > records.tgz`, 'tar -tzf records.tgz | grep -c .'],
    reader: ['systemctl stop docker', `tar -C ${ROOT} -xzf records.tgz`, 'systemctl start docker', 'docker images', 'docker run --rm app:1'],
    repairer: ['docker load -i hello.tar', 'docker images'],
  },
  replays: {
    copied: {
      schedule: ['copier', 'reader', '!look=copied', 'repairer'],
      expect: [{ check: 'every-reference-resolves', is: 'broken', at: 'copied' }, { check: 'every-layer-record-has-its-data', is: 'broken', at: 'copied' }, { reference: 'hello-world:latest', is: 'resolves' }],
    },
  },
  claims: {
    'daemon-reads-it': {
      of: ['S0.17', 'S1.17', 'S2.17'], replay: 'copied', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'reader', command: 3, exit: 0 }, { image: 'app:1', is: 'listed', at: 'copied' }],
    },
    'name-without-image': {
      of: [], replay: 'copied', holds: BOTH, evidence: 'sandbox',
      expect: [{ reference: 'hello-world:latest', is: 'dangling', at: 'copied' }, { check: 'every-reference-resolves', is: 'broken', at: 'copied' }],
    },
    'no-contents': {
      of: [], replay: 'copied', holds: BOTH, evidence: 'sandbox',
      expect: [{ check: 'every-layer-record-has-its-data', is: 'broken', at: 'copied' }, { actor: 'reader', command: 5, exit: 127, stderr: 'no such file or directory' }],
    },
    'repair-is-tried': {
      of: [], replay: 'copied', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'repairer', command: 1, exit: 0, stdout: 'Loaded image: hello-world:latest' }, { reference: 'hello-world:latest', is: 'resolves' }, { image: 'hello-world:latest', is: 'listed' }],
    },
  },
})
