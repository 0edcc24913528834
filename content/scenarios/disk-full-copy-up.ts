import { defineScenario } from '#sandbox/scenario'
import { base } from '../images.ts'

const BOTH = ['docker-20.10', 'docker-19.03']

/** A container changes one byte of a file of its image. The whole file has to be copied first, and there is no room for it. */
export default defineScenario({
  id: 'disk-full-copy-up',
  files: { 'base.tar': { archive: [base] } },
  start: ['docker load -qi base.tar', 'docker run -d --name one base:1 sleep 1000', 'fallocate -l 63G fill', 'fallocate -l 1020M more', 'dd if=/dev/zero of=rest bs=64k || true', 'dd if=/dev/zero of=last bs=4k || true'],
  actors: {
    changer: ["docker exec one sh -c 'echo x >> /opt/runtime'", 'docker exec one wc -c /opt/runtime', 'docker exec one cat /etc/os-release', 'docker diff one'],
    cleaner: ['rm fill', "docker exec one sh -c 'echo x >> /opt/runtime'", 'docker exec one wc -c /opt/runtime', 'docker diff one'],
  },
  replays: { full: { schedule: ['changer', 'cleaner'] } },
  claims: {
    'needs-room-for-the-file': {
      of: ['S3.34'], replay: 'full', holds: BOTH, evidence: 'source',
      expect: [{ actor: 'changer', command: 1, exit: 1, stderr: 'No space left on device' }],
    },
    'reading-needs-none': {
      of: [], replay: 'full', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'changer', command: 2, exit: 0, stdoutIs: '40000 /opt/runtime' }, { actor: 'changer', command: 3, exit: 0, stdout: 'NAME="Ubuntu"' }],
    },
    'room-again': {
      of: ['S3.34'], replay: 'full', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'cleaner', command: 2, exit: 0 }, { actor: 'cleaner', command: 3, stdoutIs: '40002 /opt/runtime' }, { actor: 'cleaner', command: 4, stdout: 'C /opt/runtime' }],
    },
  },
})
