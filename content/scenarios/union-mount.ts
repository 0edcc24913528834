import { defineScenario } from '#sandbox/scenario'
import { app } from '../images.ts'

const BOTH = ['docker-20.10', 'docker-19.03']

/** Directories put on top of each other: once by hand, once as Docker does it for a container. */
export default defineScenario({
  id: 'union-mount',
  files: { 'app.tar': { archive: [app] } },
  start: ['docker load -i app.tar'],
  actors: {
    stacker: [
      'mkdir base middle top work all',
      "echo 'from base' > base/motd",
      "echo 'from base' > base/hosts",
      "echo 'from middle' > middle/motd",
      'mount -t overlay overlay -o lowerdir=middle:base,upperdir=top,workdir=work all',
      'ls all',
      'cat all/motd',
      "echo 'from all' > all/motd",
      'grep . all/motd top/motd middle/motd base/motd',
      'umount all',
      'ls all',
    ],
    runner: [
      'docker history app:1',
      'docker run -d --name one app:1 sleep 1000',
      'docker exec one ls / /app',
      "docker inspect -f '{{.GraphDriver.Data.LowerDir}}' one | tr : '\\n'",
      "docker inspect -f '{{.GraphDriver.Data.UpperDir}}' one",
      'docker exec one touch /new',
      "ls $(docker inspect -f '{{.GraphDriver.Data.UpperDir}}' one)",
      'docker rm -f one',
      'docker run --rm app:1 ls /',
    ],
  },
  replays: {
    'by-hand': { schedule: ['stacker'] },
    'by-docker': { schedule: ['runner'] },
  },
  claims: {
    'one-tree': {
      of: ['S4.4'], replay: 'by-hand', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'stacker', command: 6, stdoutIs: 'hosts\nmotd' }],
    },
    'upper-wins': {
      of: [], replay: 'by-hand', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'stacker', command: 7, stdoutIs: 'from middle' }],
    },
    'lower-stays': {
      of: ['S4.3'], replay: 'by-hand', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'stacker', command: 9, stdoutIs: 'all/motd:from all\ntop/motd:from all\nmiddle/motd:from middle\nbase/motd:from base' }],
    },
    'tree-goes': {
      of: [], replay: 'by-hand', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'stacker', command: 11, exit: 0, stdoutIs: '' }],
    },
    'image-of-layers': {
      of: ['S3.21'], replay: 'by-docker', holds: BOTH, evidence: 'recorded', recording: 'history/history-basic',
      expect: [{ actor: 'runner', command: 1, stdout: 'layer 2' }, { actor: 'runner', command: 1, stdout: 'layer 1' }, { actor: 'runner', command: 1, stdout: '45.9kB' }],
    },
    'container-sees-one-tree': {
      of: [], replay: 'by-docker', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'runner', command: 3, stdout: 'app\nbin\ndev\netc' }, { actor: 'runner', command: 3, stdout: '/app:\nversion' }],
    },
    'container-stack': {
      of: ['S3.33'], replay: 'by-docker', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'runner', command: 4, stdout: '-init/diff\n/var/lib/docker/overlay2/' }, { actor: 'runner', command: 5, exit: 0, stdout: '/diff' }],
    },
    'written-on-top': {
      of: ['S3.33'], replay: 'by-docker', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'runner', command: 7, stdoutIs: 'new' }],
    },
    'top-goes-with-container': {
      of: [], replay: 'by-docker', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'runner', command: 8, exit: 0 }, { actor: 'runner', command: 9, exit: 0, stdoutLacks: 'new' }],
    },
  },
})
