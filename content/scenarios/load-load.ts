import { defineScenario } from '#sandbox/scenario'
import { ubuntu } from '../images.ts'

const BOTH = ['docker-20.10', 'docker-19.03']

/** Two loads of one archive. Both unpack every layer; the first to finish one wins, and the other throws its own away. */
export default defineScenario({
  id: 'load-load',
  files: { 'ubuntu.tar': { archive: [ubuntu] } },
  actors: {
    first: ['docker load -i ubuntu.tar'],
    second: ['docker load -i ubuntu.tar'],
    remains: ['ls /var/lib/docker/image/overlay2/layerdb/tmp | wc -l', "ls /var/lib/docker/overlay2 | grep -v '^l$' | wc -l", 'docker load -i ubuntu.tar'],
    observer: ['docker images', "ls /var/lib/docker/overlay2 | grep -v '^l$' | wc -l", 'docker run --rm ubuntu:18.04 cat /etc/os-release'],
  },
  points: {
    // docker load: the first layer is unpacked; its record has not been made known.
    unpacked: { step: 'create', target: '/cache-id' },
  },
  replays: {
    'second-wins': { schedule: [['first', 'unpacked'], '!look=both', 'second', 'first', 'observer'], expect: [{ listed: 1 }, { check: 'no-orphan-data', is: 'kept' }, { check: 'counts-agree', is: 'kept' }] },
    'side-by-side': { schedule: [['first', 'unpacked'], ['second', 'unpacked'], 'first', 'second', 'observer'], expect: [{ listed: 1 }, { check: 'no-orphan-data', is: 'kept' }] },
    'power-cut': {
      schedule: [['first', 'unpacked'], ['second', 'unpacked'], '!power=all', '!boot', '!look=booted', 'remains'],
      expect: [{ listed: 0, at: 'booted' }, { check: 'no-orphan-data', is: 'broken', at: 'booted' }, { actor: 'remains', command: 2, stdoutIs: '2' }, { actor: 'remains', command: 3, exit: 0, stdout: 'Loaded image: ubuntu:18.04' }, { listed: 1 }],
    },
  },
  claims: {
    'both-succeed': {
      of: [], replay: 'second-wins', holds: BOTH, evidence: 'recorded', recording: 'concurrency/load-load',
      expect: [{ actor: 'first', command: 1, exit: 0, stdoutIs: 'Loaded image: ubuntu:18.04' }, { actor: 'second', command: 1, exit: 0, stdoutIs: 'Loaded image: ubuntu:18.04' }, { listed: 1 }],
    },
    'nothing-twice': {
      of: [], replay: 'side-by-side', holds: BOTH, evidence: 'recorded', recording: 'concurrency/load-load',
      expect: [{ actor: 'observer', command: 2, stdoutIs: '4' }, { check: 'no-orphan-data', is: 'kept' }, { check: 'counts-agree', is: 'kept' }, { actor: 'observer', command: 3, exit: 0, stdout: 'NAME="Ubuntu"' }],
    },
  },
})
