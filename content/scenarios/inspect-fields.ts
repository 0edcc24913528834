import { defineScenario } from '#sandbox/scenario'
import { base, helloWorld, ubuntu } from '../images.ts'

const BOTH = ['docker-20.10', 'docker-19.03']
const UBUNTU = '5e182b31db20b841d0a024368eb5e9381e9aec19f0cbb883ec135a5bcc59c971'

/** What `docker image inspect` says of a loaded image and of a built one, and how it differs from `docker inspect`. */
export default defineScenario({
  id: 'inspect-fields',
  files: { 'hello.tar': { archive: [helloWorld] }, 'ubuntu.tar': { archive: [ubuntu] }, 'base.tar': { archive: [base] }, 'build/Dockerfile': { text: 'FROM base:1\nRUN echo built > /built\n' } },
  start: ['docker load -qi hello.tar', 'docker load -qi ubuntu.tar', 'docker load -qi base.tar'],
  actors: {
    reader: [
      'docker image inspect ubuntu:18.04', "docker image inspect ubuntu:18.04 | jq -c '.[0] | keys'",
      "docker image inspect -f '{{.Id}}' ubuntu:18.04", `sha256sum /var/lib/docker/image/overlay2/imagedb/content/sha256/${UBUNTU}`, "docker image inspect -f '{{.RepoTags}} {{.RepoDigests}}' ubuntu:18.04", "docker image inspect -f '{{json .Parent}} {{json .Comment}} {{json .Container}}' ubuntu:18.04", "docker image inspect -f '{{.Created}}' ubuntu:18.04", 'docker image inspect nope',
    ],
    namesake: ['docker create --name hello-world ubuntu:18.04', "docker inspect -f '{{.Id}}' hello-world", "docker image inspect -f '{{.Id}}' hello-world"],
    builder: ['docker build -q -t built:1 build', "docker image inspect -f '{{.Parent}}' built:1", "docker image inspect -f '{{.Container}}' built:1"],
  },
  replays: {
    fields: { schedule: ['reader'], expect: [{ listed: 3 }] },
    namesake: { schedule: ['namesake'], expect: [{ listed: 3 }] },
    built: { schedule: ['builder'], expect: [{ listed: 4 }] },
  },
  claims: {
    json: {
      of: ['S3.6', 'S4.20'], replay: 'fields', holds: BOTH, evidence: 'recorded', recording: 'client-19.03/c19-inspect',
      expect: [{ actor: 'reader', command: 1, exit: 0, stdout: `"Id": "sha256:${UBUNTU}"` }],
    },
    'id-is-a-digest': {
      of: ['S4.21'], replay: 'fields', holds: BOTH, evidence: 'recorded', recording: 'inspect/inspect-full',
      expect: [{ actor: 'reader', command: 3, stdoutIs: `sha256:${UBUNTU}` }, { actor: 'reader', command: 4, stdout: `${UBUNTU}  /` }],
    },
    names: {
      of: ['S4.22', 'S4.23'], replay: 'fields', holds: BOTH, evidence: 'recorded', recording: 'client-19.03/c19-inspect',
      expect: [{ actor: 'reader', command: 5, stdoutIs: '[ubuntu:18.04] []' }],
    },
    'no-parent': {
      of: ['S4.24'], replay: 'fields', holds: BOTH, evidence: 'recorded', recording: 'client-19.03/c19-inspect',
      expect: [{ actor: 'reader', command: 6, exit: 0, stdout: '"" ""' }],
    },
    created: {
      of: ['S4.25'], replay: 'fields', holds: BOTH, evidence: 'recorded', recording: 'client-19.03/c19-inspect',
      expect: [{ actor: 'reader', command: 7, stdoutIs: '2026-11-01T00:00:00Z' }],
    },
    built: {
      of: ['S4.24', 'S4.26'], replay: 'built', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'builder', command: 2, stdoutIs: 'sha256:2601019897dedd730da64dc37c0752855c6260b06631b4709fac6bd1697b8780' }, { actor: 'builder', command: 3, exit: 0, stdout: 'a0d4d29e180e' }],
    },
    'container-first': {
      of: ['S4.20'], replay: 'namesake', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'namesake', command: 2, exit: 0, stdoutLacks: 'sha256:' }, { actor: 'namesake', command: 3, exit: 0, stdout: 'sha256:967d32277b59' }],
    },
    missing: {
      of: [], replay: 'fields', holds: BOTH, evidence: 'recorded', recording: 'client-19.03/c19-inspect',
      expect: [{ actor: 'reader', command: 8, exit: 1, stdoutIs: '[]', stderr: 'Error: No such image: nope' }],
    },
  },
})
