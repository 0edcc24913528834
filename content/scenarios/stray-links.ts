import { defineScenario } from '#sandbox/scenario'
import { app } from '../images.ts'

const BOTH = ['docker-20.10', 'docker-19.03']

/** A container cannot be made, because a layer below it has lost its directory. Its own directory is taken back, its short name stays. */
export default defineScenario({
  id: 'stray-links',
  files: { 'app.tar': { archive: [app] } },
  start: ['docker load -qi app.tar'],
  actors: {
    breaker: ['rm -rf /var/lib/docker/overlay2/$(cat /var/lib/docker/image/overlay2/layerdb/sha256/d6b76fbe2c1a*/cache-id)'],
    reader: ['ls /var/lib/docker/overlay2/l | wc -l', 'docker create --name one app:1', 'docker create --name one app:1', 'ls /var/lib/docker/overlay2 | grep -v "^l$" | wc -l', 'ls /var/lib/docker/overlay2/l | wc -l', 'docker system df'],
    finder: ['for name in /var/lib/docker/overlay2/l/*; do test -e $name || basename $name; done', 'for name in /var/lib/docker/overlay2/l/*; do test -e $name || rm $name; done', 'docker rmi app:1', 'docker load -i app.tar', 'docker run --rm app:1', 'ls /var/lib/docker/overlay2/l | wc -l'],
  },
  replays: {
    refused: { schedule: ['breaker', '!kill', '!start', 'reader', '!look=refused', 'finder'], expect: [{ listed: 1, at: 'refused' }, { check: 'a-listed-image-runs', is: 'kept' }] },
  },
  claims: {
    'name-stays': {
      of: [], replay: 'refused', holds: BOTH, evidence: 'source',
      expect: [{ actor: 'reader', command: 1, stdoutIs: '2' }, { actor: 'reader', command: 2, exit: 1, stderr: ': no such file or directory' }, { actor: 'reader', command: 4, stdoutIs: '1' }, { actor: 'reader', command: 5, stdoutIs: '4' }],
    },
    harmless: {
      of: [], replay: 'refused', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'finder', command: 4, exit: 0 }, { actor: 'finder', command: 5, exit: 0, stdoutIs: 'app 1' }, { actor: 'finder', command: 6, stdoutIs: '2' }],
    },
  },
})
