import { defineScenario } from '#sandbox/scenario'
import { helloWorld } from '../images.ts'

const BOTH = ['docker-20.10', 'docker-19.03']
const NAMES = '/var/lib/docker/image/overlay2/repositories.json'

/** Every fault that can be typed, right after a load: what is left of the image, and of its name. */
export default defineScenario({
  id: 'faults-tour',
  disk: { model: 'ext4' },
  files: { 'hello.tar': { archive: [helloWorld] } },
  actors: {
    loader: ['docker load -i hello.tar'],
    panicker: ['echo c > /proc/sysrq-trigger'],
    resetter: ['echo b > /proc/sysrq-trigger'],
    forcer: ['reboot -f'],
    'forcer-without-sync': ['reboot -f -n'],
    killer: ['kill -9 $(pidof dockerd)', 'systemctl start docker'],
    reader: ['docker images', 'docker run --rm $(docker images -q)'],
    writer: [`disk error ${NAMES}`, 'docker tag hello-world kept:1', 'docker images', 'disk ok', 'systemctl restart docker', 'docker images'],
    filler: ["fallocate -l $(( $(df -B1 / | awk 'NR == 2 { print $4 }') - 8192 )) /full", 'docker load -i hello.tar', 'rm /full', 'docker load -i hello.tar'],
    tearer: ['sync', `truncate -s 40 ${NAMES}`, 'systemctl restart docker', 'journalctl -u docker | grep repositor', `rm ${NAMES}`, 'systemctl start docker', 'docker images'],
  },
  replays: {
    panic: { schedule: ['loader', 'panicker', '!boot', '!look=after', 'reader'], expect: [{ check: 'a-listed-image-runs', is: 'broken', at: 'after' }] },
    reset: { schedule: ['loader', 'resetter', '!look=after', 'reader'], expect: [{ check: 'a-listed-image-runs', is: 'broken', at: 'after' }] },
    forced: { schedule: ['loader', 'forcer', '!look=after', 'reader'], expect: [{ check: 'a-listed-image-runs', is: 'kept', at: 'after' }] },
    unsynced: { schedule: ['loader', 'forcer-without-sync', '!look=after', 'reader'], expect: [{ check: 'a-listed-image-runs', is: 'broken', at: 'after' }] },
    killed: { schedule: ['loader', 'killer', '!look=after', 'reader'], expect: [{ check: 'a-listed-image-runs', is: 'kept', at: 'after' }, { image: 'hello-world:latest', is: 'listed' }] },
    'write-error': { schedule: ['loader', 'writer'], expect: [{ reference: 'kept:1', is: 'absent' }] },
    full: { schedule: ['filler'], expect: [{ check: 'a-listed-image-runs', is: 'kept' }] },
    torn: { schedule: ['loader', 'tearer'], expect: [{ image: 'hello-world:latest', is: 'unnamed' }] },
  },
  claims: {
    'panic-is-a-cut': {
      of: [], replay: 'panic', holds: BOTH, evidence: 'sandbox',
      expect: [{ image: 'hello-world:latest', is: 'unnamed', at: 'after' }, { actor: 'reader', command: 2, exit: 127, stderr: 'exec: "/bin/cat": stat /bin/cat: no such file or directory' }],
    },
    'reset-is-a-cut': {
      of: [], replay: 'reset', holds: BOTH, evidence: 'sandbox',
      expect: [{ image: 'hello-world:latest', is: 'unnamed', at: 'after' }, { actor: 'reader', command: 2, exit: 127 }],
    },
    'forced-reboot-syncs': {
      of: [], replay: 'forced', holds: BOTH, evidence: 'sandbox',
      expect: [{ image: 'hello-world:latest', is: 'listed', at: 'after' }, { actor: 'reader', command: 2, exit: 0, stdoutIs: 'Hello from Docker!' }],
    },
    'unsynced-reboot-is-a-cut': {
      of: [], replay: 'unsynced', holds: BOTH, evidence: 'sandbox',
      expect: [{ image: 'hello-world:latest', is: 'unnamed', at: 'after' }, { actor: 'reader', command: 2, exit: 127 }],
    },
    'killed-is-none': {
      of: [], replay: 'killed', holds: BOTH, evidence: 'sandbox',
      expect: [{ image: 'hello-world:latest', is: 'listed', at: 'after' }, { actor: 'reader', command: 2, exit: 0, stdoutIs: 'Hello from Docker!' }],
    },
    'name-not-written': {
      of: [], replay: 'write-error', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'writer', command: 2, exit: 1, stderr: 'repositories.json: input/output error' }, { actor: 'writer', command: 3, stdout: 'kept' }, { actor: 'writer', command: 6, stdoutLacks: 'kept' }],
    },
    'full-then-not': {
      of: [], replay: 'full', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'filler', command: 2, exit: 1, stderr: 'no space left on device' }, { actor: 'filler', command: 4, exit: 0, stdout: 'Loaded image: hello-world:latest' }],
    },
    'names-torn': {
      of: [], replay: 'torn', holds: BOTH, evidence: 'sandbox',
      expect: [
        { actor: 'tearer', command: 3, exit: 1 }, { actor: 'tearer', command: 4, stdout: "Couldn't create reference store repository: unexpected EOF" },
        { actor: 'tearer', command: 6, exit: 0 }, { image: 'hello-world:latest', is: 'unnamed' },
      ],
    },
  },
})
