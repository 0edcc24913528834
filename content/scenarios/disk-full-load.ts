import { defineScenario } from '#sandbox/scenario'
import { app, helloWorld } from '../images.ts'

const BOTH = ['docker-20.10', 'docker-19.03']
const COUNT = "ls /var/lib/docker/overlay2 | grep -v '^l$' | wc -l"

/** The disk has no room for a layer. The load fails and takes back what it had made; names that lead nowhere stay among the short links. */
export default defineScenario({
  id: 'disk-full-load',
  files: { 'hello.tar': { archive: [helloWorld] }, 'app.tar': { archive: [app] } },
  start: ['docker load -qi hello.tar', 'fallocate -l 63G fill', 'fallocate -l 1020M more', 'dd if=/dev/zero of=spare bs=4k count=16', 'dd if=/dev/zero of=rest bs=64k || true', 'dd if=/dev/zero of=last bs=4k || true'],
  actors: {
    loader: ['rm spare', 'docker load -i app.tar', 'docker images', COUNT, 'docker run --rm hello-world', 'df -h / | tail -n 1'],
    maker: ['rm fill', 'docker load -i app.tar', 'docker run --rm app:1', COUNT],
  },
  replays: { full: { schedule: ['loader', '!look=full', 'maker'], expect: [{ listed: 1, at: 'full' }, { check: 'no-orphan-data', is: 'kept', at: 'full' }, { listed: 2 }] } },
  claims: {
    refused: {
      of: [], replay: 'full', holds: BOTH, evidence: 'source',
      expect: [{ actor: 'loader', command: 2, exit: 1, stderr: 'no space left on device' }, { actor: 'loader', command: 3, stdoutLacks: 'app' }, { image: 'app:1', is: 'absent', at: 'full' }],
    },
    'taken-back': {
      of: [], replay: 'full', holds: BOTH, evidence: 'source',
      expect: [{ actor: 'loader', command: 4, stdoutIs: '1' }, { check: 'every-layer-record-has-its-data', is: 'kept', at: 'full' }],
    },
    'room-again': {
      of: [], replay: 'full', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'maker', command: 2, exit: 0, stdoutIs: 'Loaded image: app:1' }, { actor: 'maker', command: 3, exit: 0, stdoutIs: 'app 1' }],
    },
  },
})
