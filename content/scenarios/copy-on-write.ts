import { defineScenario } from '#sandbox/scenario'
import { app } from '../images.ts'

const BOTH = ['docker-20.10', 'docker-19.03']

/** Two containers of one image: what the one changes, the other does not see, because the file was copied first. */
export default defineScenario({
  id: 'copy-on-write',
  files: { 'app.tar': { archive: [app] } },
  start: ['docker load -i app.tar', 'docker run -d --name one app:1 sleep 1000', 'docker run -d --name two app:1 sleep 1000'],
  actors: {
    writer: [
      'docker exec one wc -c /opt/runtime',
      "docker exec one sh -c 'echo more >> /opt/runtime'",
      'docker exec one wc -c /opt/runtime',
      'docker exec two wc -c /opt/runtime',
      'docker diff one',
      'docker diff two',
      "find /var/lib/docker/overlay2/*/diff -name runtime -printf '%s %p\\n'",
      "docker ps -s --format '{{.Names}} {{.Size}}'",
      'docker run --rm app:1 wc -c /opt/runtime',
      'docker exec two chmod 600 /opt/runtime',
      "docker ps -s --format '{{.Names}} {{.Size}}'",
    ],
  },
  replays: { 'one-writes': { schedule: ['writer'] } },
  claims: {
    'same-file-at-first': {
      of: [], replay: 'one-writes', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'writer', command: 1, stdoutIs: '40000 /opt/runtime' }],
    },
    'whole-file-copied': {
      of: ['S3.34'], replay: 'one-writes', holds: BOTH, evidence: 'recorded', recording: 'container/cow-diff',
      expect: [{ actor: 'writer', command: 7, stdout: '40000 /var' }, { actor: 'writer', command: 7, stdout: '40005 /var' }, { actor: 'writer', command: 8, stdout: 'one 40kB' }],
    },
    'other-does-not-see': {
      of: ['S3.31', 'S3.32'], replay: 'one-writes', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'writer', command: 3, stdoutIs: '40005 /opt/runtime' }, { actor: 'writer', command: 4, stdoutIs: '40000 /opt/runtime' }],
    },
    'own-layer-only': {
      of: ['S3.35'], replay: 'one-writes', holds: BOTH, evidence: 'recorded', recording: 'container/cow-diff',
      expect: [{ actor: 'writer', command: 5, stdoutIs: 'C /opt\nC /opt/runtime' }, { actor: 'writer', command: 6, stdoutIs: '' }],
    },
    'image-unchanged': {
      of: [], replay: 'one-writes', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'writer', command: 9, stdoutIs: '40000 /opt/runtime' }],
    },
    'mode-copies-too': {
      of: [], replay: 'one-writes', holds: BOTH, evidence: 'recorded', recording: 'container/cow-diff',
      expect: [{ actor: 'writer', command: 8, stdout: 'two 0B' }, { actor: 'writer', command: 11, stdout: 'two 40kB' }],
    },
  },
})
