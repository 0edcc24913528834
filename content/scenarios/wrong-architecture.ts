import { defineScenario } from '#sandbox/scenario'
import { app } from '../images.ts'

const BOTH = ['docker-20.10', 'docker-19.03']
const NEW = ['docker-20.10']

/** An image holds programs for one processor: on another it is listed, and does not run. */
export default defineScenario({
  id: 'wrong-architecture',
  hosts: [{ name: 'host-a' }, { name: 'host-b', architecture: 'arm64' }],
  registry: { catalogue: ['tool:1', 'hello-world:latest'], images: [app] },
  actors: {
    stranger: ['docker pull -q tool:1', "docker image inspect -f '{{.Architecture}}' tool:1", 'docker run --rm tool:1', 'docker run --rm --platform linux/arm64 tool:1', 'ssh host-b docker run --rm tool:1'],
    carrier: ['docker pull -q app:1', 'docker save app:1 | ssh host-b docker load', 'docker run --rm app:1', 'ssh host-b docker run --rm app:1', 'uname -m', 'ssh host-b uname -m'],
    'of-both': ['docker pull -q hello-world', 'ssh host-b docker pull -q hello-world', "docker image inspect -f '{{.Architecture}}' hello-world", "ssh host-b \"docker image inspect -f '{{.Architecture}}' hello-world\"", 'ssh host-b docker run --rm hello-world'],
  },
  replays: {
    here: { schedule: ['stranger'], expect: [{ image: 'tool:1', is: 'listed' }, { check: 'a-listed-image-runs', is: 'broken' }] },
    carried: { schedule: ['carrier'], expect: [{ image: 'app:1', is: 'listed' }] },
    'two-in-one': { schedule: ['of-both'], expect: [{ image: 'hello-world:latest', is: 'listed' }] },
  },
  claims: {
    'exec-format-error': {
      of: ['S3.46', 'S3.47'], replay: 'here', holds: NEW, evidence: 'recorded', recording: 'platform/platform-arm64',
      expect: [
        { actor: 'stranger', command: 1, exit: 0 }, { actor: 'stranger', command: 2, stdoutIs: 'arm64' },
        { actor: 'stranger', command: 3, stderr: "WARNING: The requested image's platform (linux/arm64/v8) does not match the detected host platform (linux/amd64)" },
        { actor: 'stranger', command: 3, exit: 1, stderr: 'exec format error' }, { actor: 'stranger', command: 5, exit: 0, stdoutIs: 'tool 1 runs on aarch64' },
      ],
    },
    'asked-for-by-name': {
      of: [], replay: 'here', holds: NEW, evidence: 'sandbox',
      expect: [{ actor: 'stranger', command: 4, exit: 1, stderr: 'exec format error' }, { actor: 'stranger', command: 4, stderrLacks: 'WARNING' }],
    },
    'carried-it-does-not-run': {
      of: ['S3.40', 'S3.46'], replay: 'carried', holds: BOTH, evidence: 'sandbox',
      expect: [
        { actor: 'carrier', command: 2, exit: 0, stdout: 'Loaded image: app:1' }, { actor: 'carrier', command: 3, exit: 0, stdoutIs: 'app 1' }, { actor: 'carrier', command: 4, exit: 1, stderr: 'exec format error' },
        { actor: 'carrier', command: 5, stdoutIs: 'x86_64' }, { actor: 'carrier', command: 6, stdoutIs: 'aarch64' },
      ],
    },
    'one-name-for-both': {
      of: ['S3.46'], replay: 'two-in-one', holds: BOTH, evidence: 'source',
      expect: [{ actor: 'of-both', command: 3, stdoutIs: 'amd64' }, { actor: 'of-both', command: 4, stdoutIs: 'arm64' }, { actor: 'of-both', command: 5, exit: 0, stdout: 'Hello from Docker!' }],
    },
  },
})
