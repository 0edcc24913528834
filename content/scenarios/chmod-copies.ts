import { defineScenario } from '#sandbox/scenario'
import { base } from '../images.ts'

const BOTH = ['docker-20.10', 'docker-19.03']

/** A step that changes only the mode or the owner of a file puts the whole file into its layer once more. */
export default defineScenario({
  id: 'chmod-copies',
  files: {
    'base.tar': { archive: [base] },
    'build/Dockerfile': { text: 'FROM base:1\nRUN head -c 100000 /dev/zero > /big\nRUN chmod 600 /big\nRUN chown 1000:1000 /big\nRUN chown 1000:1000 /big\n' },
    'build/Dockerfile.one': { text: 'FROM base:1\nRUN head -c 100000 /dev/zero > /big && chmod 600 /big\n' },
    'build/Dockerfile.copy': { text: 'FROM base:1\nCOPY --chown=1000:1000 data /big\n' },
    'build/data': { text: 'x'.repeat(50_000) },
  },
  start: ['docker load -qi base.tar'],
  actors: {
    builder: ['docker build -q -t swollen:1 build', "docker history --format '{{.Size}} {{.CreatedBy}}' swollen:1", "docker images --format '{{.Repository}} {{.Size}}' swollen", 'find /var/lib/docker/overlay2/*/diff -maxdepth 1 -name big -exec ls -l {} + | wc -l'],
    joiner: ['docker build -q -t joined:1 -f build/Dockerfile.one build', "docker images --format '{{.Repository}} {{.Size}}' joined"],
    copier: ['docker build -q -t copied:1 -f build/Dockerfile.copy build', "docker history --format '{{.Size}}' copied:1", 'docker run --rm copied:1 ls -ln /big'],
    container: ['docker run --name one base:1 chmod 600 /opt/runtime', 'docker diff one', "docker ps -a --format '{{.Size}}' -s"],
  },
  replays: {
    steps: { schedule: ['builder'] },
    joined: { schedule: ['joiner'] },
    copied: { schedule: ['copier'] },
    container: { schedule: ['container'] },
  },
  claims: {
    'whole-file-again': {
      of: ['S3.38', 'S3.39'], replay: 'steps', holds: BOTH, evidence: 'recorded', recording: 'history/history-built',
      expect: [{ actor: 'builder', command: 2, stdout: '100kB /bin/sh -c chown 1000:1000 /big\n100kB /bin/sh -c chmod 600 /big\n100kB /bin/sh -c head' }, { actor: 'builder', command: 3, stdoutIs: 'swollen 446kB' }],
    },
    'also-when-nothing-changes': {
      of: ['S3.38'], replay: 'steps', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'builder', command: 4, stdoutIs: '4' }],
    },
    'one-step': {
      of: ['S3.39'], replay: 'joined', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'joiner', command: 2, stdoutIs: 'joined 146kB' }],
    },
    'copy-with-owner': {
      of: ['S3.38'], replay: 'copied', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'copier', command: 2, stdoutIs: '50kB\n45.9kB' }, { actor: 'copier', command: 3, stdout: '1000     1000' }],
    },
    'in-a-container-too': {
      of: ['S3.38'], replay: 'container', holds: BOTH, evidence: 'recorded', recording: 'container/cow-diff',
      expect: [{ actor: 'container', command: 2, stdoutIs: 'C /opt\nC /opt/runtime' }, { actor: 'container', command: 3, stdoutIs: '40kB (virtual 85.9kB)' }],
    },
  },
})
