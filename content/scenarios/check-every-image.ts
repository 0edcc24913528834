import { defineScenario } from '#sandbox/scenario'
import { app, other, ubuntu } from '../images.ts'

const BOTH = ['docker-20.10', 'docker-19.03']
const TOP_OF_APP = '/var/lib/docker/overlay2/$(cat /var/lib/docker/image/overlay2/layerdb/sha256/d6b76fbe2c1a*/cache-id)/diff'

/** All images are saved to nowhere, so that every file is read. What is not part of a file's contents passes. */
export default defineScenario({
  id: 'check-every-image',
  files: { 'app.tar': { archive: [app] }, 'other.tar': { archive: [other] }, 'ubuntu.tar': { archive: [ubuntu] } },
  start: ['docker load -qi app.tar', 'docker load -qi other.tar', 'docker load -qi ubuntu.tar'],
  actors: {
    breaker: [`: > ${TOP_OF_APP}/app/version`],
    checker: [
      'for image in $(docker images -q | sort -u); do docker save $image > /dev/null || echo damaged: $image; done',
      'for image in $(docker images -q | sort -u); do docker image inspect $image > /dev/null || echo damaged: $image; done',
    ],
    changer: [`chmod 777 ${TOP_OF_APP}/app/version`, `echo more > ${TOP_OF_APP}/app/extra`, 'docker save app:1 > /dev/null && echo whole', 'docker run --rm app:1 ls -l /app'],
  },
  replays: {
    damaged: { schedule: ['breaker', 'checker'], expect: [{ listed: 3 }] },
    passes: { schedule: ['changer'] },
  },
  claims: {
    'finds-the-one': {
      of: ['S0.25', 'S1.25', 'S2.25'], replay: 'damaged', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'checker', command: 1, stdoutIs: 'damaged: cef320c41a3e', stderr: 'file integrity checksum failed for "app/version"' }],
    },
    'inspect-finds-nothing': {
      of: ['S0.22', 'S1.22', 'S2.22'], replay: 'damaged', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'checker', command: 2, exit: 0, stdoutIs: '' }],
    },
    'mode-and-extra-file-pass': {
      of: [], replay: 'passes', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'changer', command: 3, exit: 0, stdoutIs: 'whole' }, { actor: 'changer', command: 4, stdout: '-rwxrwxrwx' }, { actor: 'changer', command: 4, stdout: 'extra' }],
    },
  },
})
