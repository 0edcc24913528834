import { defineScenario } from '#sandbox/scenario'
import { base } from '../images.ts'

const BOTH = ['docker-20.10', 'docker-19.03']

/** A container is committed while its image is removed by force. The removal does not see the commit; the commit does not hold the image. */
export default defineScenario({
  id: 'commit-rmi',
  files: { 'base.tar': { archive: [base] } },
  start: ['docker load -qi base.tar', 'docker run --name one base:1 touch /x'],
  actors: {
    committer: ['docker commit one snap:1'],
    forcer: ['docker rmi -f base:1'],
    cleaner: ['docker rmi base:1'],
    observer: ['docker images -a', 'docker image prune -f', 'docker load -i base.tar', 'docker commit one snap:1'],
  },
  points: {
    // docker commit: the image of the container has been read; no layer has been made.
    'image-read': { step: 'lock', target: 'layers' },
  },
  replays: {
    'removal-first': { schedule: ['forcer', 'committer', '!look=failed', 'observer'], expect: [{ listed: 0, at: 'failed' }, { image: 'snap:1', is: 'listed' }] },
    'in-between': { schedule: [['committer', 'image-read'], 'forcer', 'committer', '!look=failed', 'observer'], expect: [{ listed: 1, at: 'failed' }, { check: 'every-reference-resolves', is: 'kept', at: 'failed' }] },
    'commit-first': { schedule: ['committer', 'forcer'], expect: [{ image: 'snap:1', is: 'listed' }] },
    'without-force': { schedule: [['committer', 'image-read'], 'cleaner', 'committer'], expect: [{ image: 'snap:1', is: 'listed' }, { image: 'base:1', is: 'listed' }] },
  },
  claims: {
    'no-image-to-stand-on': {
      of: ['S0.14', 'S1.14', 'S2.14'], replay: 'removal-first', holds: BOTH, evidence: 'source',
      expect: [{ actor: 'forcer', command: 1, exit: 0, stdout: 'Deleted: sha256:2601019897de' }, { actor: 'committer', command: 1, exit: 1, stderr: 'failed to get digest sha256:2601019897de' }, { listed: 0, at: 'failed' }],
    },
    'left-without-a-name': {
      of: ['S0.14', 'S1.14', 'S2.14'], replay: 'in-between', holds: BOTH, evidence: 'source',
      expect: [{ actor: 'committer', command: 1, exit: 1, stderr: 'unknown parent image ID sha256:2601019897de' }, { image: 'snap:1', is: 'unnamed', at: 'failed' }, { actor: 'observer', command: 1, stdout: '<none>' }],
    },
    'prune-and-repeat': {
      of: [], replay: 'in-between', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'observer', command: 2, exit: 0, stdout: 'deleted: sha256:' }, { actor: 'observer', command: 4, exit: 0, stdout: 'sha256:' }, { image: 'snap:1', is: 'listed' }],
    },
    'only-by-force': {
      of: [], replay: 'without-force', holds: BOTH, evidence: 'recorded', recording: 'rmi/rmi-stopped-container',
      expect: [{ actor: 'cleaner', command: 1, exit: 1, stderr: 'is using its referenced image 2601019897de' }, { actor: 'committer', command: 1, exit: 0 }],
    },
    'child-protects': {
      of: [], replay: 'commit-first', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'forcer', command: 1, exit: 0, stdoutIs: 'Untagged: base:1' }, { image: 'base:1', is: 'unnamed' }],
    },
  },
})
