import { defineScenario } from '#sandbox/scenario'
import { app, ubuntu } from '../images.ts'

const BOTH = ['docker-20.10', 'docker-19.03']
const RECORDS = '/var/lib/docker/image/overlay2/layerdb'

/** The engine is killed while it loads: directories stay that no record names. No command counts them; a comparison finds them. */
export default defineScenario({
  id: 'unnamed-directories',
  files: { 'app.tar': { archive: [app] }, 'ubuntu.tar': { archive: [ubuntu] } },
  start: ['docker load -qi ubuntu.tar'],
  actors: {
    loader: ['docker load -i app.tar'],
    reader: ['docker images -a', 'docker system df', 'docker image prune -f'],
    finder: [
      "ls /var/lib/docker/overlay2 | grep -v '^l$' | sort > there",
      `for id in ${RECORDS}/sha256/*/cache-id ${RECORDS}/mounts/*/*-id; do cat $id; echo; done 2> /dev/null | sort > named`,
      'comm -23 there named',
      'for dir in $(comm -23 there named); do du -sh /var/lib/docker/overlay2/$dir; done',
    ],
    remover: ['systemctl stop docker', 'for dir in $(comm -23 there named); do rm -rf /var/lib/docker/overlay2/$dir; done', 'systemctl start docker', 'docker run --rm ubuntu:18.04 cat /etc/hostname.default', 'docker load -i app.tar', 'docker run --rm app:1'],
  },
  points: {
    // docker load: the first layer is unpacked, its record is written and not yet in its place.
    'record-next': { step: 'rename', target: 'layerdb' },
  },
  replays: {
    killed: { schedule: [['loader', 'record-next'], '!kill', 'loader', '!start', 'reader', '!look=read', 'finder', 'remover'], expect: [{ check: 'no-orphan-data', is: 'broken', at: 'read' }, { listed: 2 }] },
  },
  claims: {
    'not-counted': {
      of: [], replay: 'killed', holds: BOTH, evidence: 'sandbox',
      expect: [{ check: 'no-orphan-data', is: 'broken', at: 'read' }, { actor: 'reader', command: 1, stdoutLacks: '<none>' }, { actor: 'reader', command: 2, stdout: '5.945kB' }, { actor: 'reader', command: 3, exit: 0, stdoutIs: 'Total reclaimed space: 0B' }],
    },
    found: {
      of: [], replay: 'killed', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'finder', command: 3, exit: 0, stdout: '9cd33ba4b9bb' }, { actor: 'finder', command: 4, exit: 0, stdout: '100K' }],
    },
    'rest-works': {
      of: [], replay: 'killed', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'remover', command: 4, exit: 0, stdoutIs: 'ubuntu' }, { actor: 'remover', command: 6, exit: 0, stdoutIs: 'app 1' }, { check: 'every-image-has-its-layers', is: 'kept' }],
    },
  },
})
