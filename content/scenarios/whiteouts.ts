import { defineScenario } from '#sandbox/scenario'
import { app } from '../images.ts'

const BOTH = ['docker-20.10', 'docker-19.03']

/** A file of the image is deleted in a container, and then the container becomes an image: the mark goes along, the file stays below. */
export default defineScenario({
  id: 'whiteouts',
  files: { 'app.tar': { archive: [app] } },
  start: ['docker load -i app.tar', 'docker run -d --name one app:1 sleep 1000', 'docker run -d --name two app:1 sleep 1000'],
  actors: {
    deleter: [
      'docker exec one rm /opt/runtime',
      'docker exec one ls /opt',
      'docker exec two ls /opt',
      'docker diff one',
      'find /var/lib/docker/overlay2/*/diff -name runtime -exec ls -l {} +',
      'docker commit one app:lean',
      "docker images --format '{{.Tag}} {{.Size}}' app",
      'docker history app:lean',
      'docker run --rm app:lean ls /opt',
      'docker save -o lean.tar app:lean',
      "tar xOf lean.tar $(tar xOf lean.tar manifest.json | jq -r '.[0].Layers[-1]') | tar t",
      "docker exec one sh -c 'echo new > /opt/runtime'",
      'find /var/lib/docker/overlay2/*/diff -name runtime -exec ls -l {} +',
      'docker diff one',
    ],
  },
  replays: { 'one-deletes': { schedule: ['deleter'] } },
  claims: {
    'hidden-not-gone': {
      of: ['S3.36', 'S4.5'], replay: 'one-deletes', holds: BOTH, evidence: 'recorded', recording: 'container/cow-diff',
      expect: [{ actor: 'deleter', command: 2, exit: 0, stdoutIs: '' }, { actor: 'deleter', command: 5, stdout: '-rw-r--r-- 1 root root 40000' }],
    },
    'mark-is-a-device': {
      of: ['S3.36'], replay: 'one-deletes', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'deleter', command: 5, stdout: 'c--------- 1 root root  0, 0' }, { actor: 'deleter', command: 4, stdoutIs: 'C /opt\nD /opt/runtime' }],
    },
    'other-still-has-it': {
      of: [], replay: 'one-deletes', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'deleter', command: 3, stdoutIs: 'runtime' }],
    },
    'mark-goes-into-the-image': {
      of: [], replay: 'one-deletes', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'deleter', command: 8, stdout: '0B' }, { actor: 'deleter', command: 9, exit: 0, stdoutIs: '' }, { actor: 'deleter', command: 11, stdoutIs: 'opt/\nopt/.wh.runtime' }],
    },
    'size-stays': {
      of: [], replay: 'one-deletes', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'deleter', command: 7, stdoutIs: 'lean 45.9kB\n1 45.9kB' }],
    },
    'new-file-replaces-mark': {
      of: [], replay: 'one-deletes', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'deleter', command: 13, stdout: 'root     4' }, { actor: 'deleter', command: 14, stdoutIs: 'C /opt\nC /opt/runtime' }],
    },
  },
})
