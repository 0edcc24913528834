import { defineScenario } from '#sandbox/scenario'
import { app, base, other } from '../images.ts'

const BOTH = ['docker-20.10', 'docker-19.03']
const LAYERS = '/var/lib/docker/image/overlay2/layerdb/sha256'

/** Three images stand on one layer. Its files are stored once, while equal files above different layers are stored twice. */
export default defineScenario({
  id: 'shared-layers',
  files: {
    'base.tar': { archive: [base] }, 'app.tar': { archive: [app] }, 'other.tar': { archive: [other] },
    // The same top layer as in app, on another one.
    'twin.tar': { archive: [{ ...app, tags: ['twin:1'], layers: [other.layers[1] ?? {}, app.layers[1] ?? {}] }] },
  },
  start: ['docker load -qi base.tar'],
  actors: {
    loader: ['docker load -i app.tar', `ls ${LAYERS} | wc -l`, 'docker load -i other.tar', `ls ${LAYERS} | wc -l`],
    counter: ['docker images', 'docker system df', 'docker system df -v', "docker image inspect -f '{{index .RootFS.Layers 0}}' base:1 app:1 other:1 | uniq | wc -l"],
    runner: [
      'docker run -d --name one app:1 sleep 1000', 'docker run -d --name two other:1 sleep 1000',
      'ls -i /var/lib/docker/overlay2/*/merged/opt/runtime | cut -d / -f 1 | uniq | wc -l',
      "docker inspect -f '{{.GraphDriver.Data.LowerDir}}' one two | sed 's/.*://' | uniq | wc -l",
      "docker exec one sh -c 'echo changed > /opt/runtime'", 'docker exec two wc -c /opt/runtime', 'docker diff two',
    ],
    twin: ['docker load -i twin.tar', `for record in ${LAYERS}/*/diff; do cat $record; echo; done | sort | uniq -d | wc -l`, 'find /var/lib/docker/overlay2/*/diff/app -name version -exec cat {} +'],
  },
  replays: {
    counted: { schedule: ['loader', 'counter'], expect: [{ listed: 3 }, { check: 'counts-agree', is: 'kept' }] },
    running: { schedule: ['loader', 'runner'] },
    twice: { schedule: ['loader', 'twin'], expect: [{ listed: 4 }] },
  },
  claims: {
    'only-new-layers': {
      of: ['S3.23', 'S3.24'], replay: 'counted', holds: BOTH, evidence: 'recorded', recording: 'load/load-shared-layers',
      expect: [{ actor: 'loader', command: 2, stdoutIs: '2' }, { actor: 'loader', command: 4, stdoutIs: '3' }],
    },
    'sizes-count-it-each-time': {
      of: ['S3.26'], replay: 'counted', holds: BOTH, evidence: 'recorded', recording: 'system/system-df',
      expect: [{ actor: 'counter', command: 1, stdout: '45.9kB' }, { actor: 'counter', command: 2, stdout: '45.9kB (100%)' }, { actor: 'counter', command: 4, stdoutIs: '1' }],
    },
    'shared-and-unique': {
      of: ['S3.26', 'S3.27'], replay: 'counted', holds: BOTH, evidence: 'recorded', recording: 'system/system-df',
      expect: [{ actor: 'counter', command: 3, stdout: 'SHARED SIZE' }, { actor: 'counter', command: 3, stdout: '45.88kB' }, { actor: 'counter', command: 3, stdout: '6B' }],
    },
    'containers-read-one-file': {
      of: ['S3.28', 'S3.29', 'S3.30'], replay: 'running', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'runner', command: 4, stdoutIs: '1' }],
    },
    'and-do-not-see-changes': {
      of: ['S3.31', 'S3.35'], replay: 'running', holds: BOTH, evidence: 'recorded', recording: 'container/cow-diff',
      expect: [{ actor: 'runner', command: 5, exit: 0 }, { actor: 'runner', command: 6, stdout: '40000 /opt/runtime' }, { actor: 'runner', command: 7, stdoutIs: '' }],
    },
    'once-per-chain': {
      of: ['S3.27'], replay: 'twice', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'twin', command: 2, stdoutIs: '2' }, { actor: 'twin', command: 3, stdoutIs: 'app 1\napp 1' }],
    },
  },
})
