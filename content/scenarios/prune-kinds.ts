import { defineScenario } from '#sandbox/scenario'
import { app, app2, helloWorld, ubuntu } from '../images.ts'

const BOTH = ['docker-20.10', 'docker-19.03']

/** What each kind of clean-up takes: dangling images, unused images, stopped containers, and all of it. */
export default defineScenario({
  id: 'prune-kinds',
  files: { 'hello.tar': { archive: [helloWorld] }, 'ubuntu.tar': { archive: [ubuntu] }, 'app.tar': { archive: [app] }, 'app-1-new.tar': { archive: [{ ...app2, tags: ['app:1'] }] } },
  start: ['docker load -qi app.tar', 'docker load -qi app-1-new.tar', 'docker load -qi ubuntu.tar', 'docker load -qi hello.tar', 'docker run --name job hello-world'],
  actors: {
    cleaner: ['docker images', 'docker image prune -f', 'docker images', 'docker ps -a', 'docker image prune -a -f', 'docker images', 'docker container prune -f', 'docker image prune -a -f', 'docker images -a'],
    system: ['docker system prune -f', 'docker images', 'docker ps -aq'],
    filter: ['docker image prune -a -f --filter until=720h', 'docker image prune -a -f --filter until=240h', 'docker images'],
    asker: ['echo n | docker image prune -a', 'docker image prune -f --filter bogus=1', 'docker images'],
  },
  replays: {
    kinds: { schedule: ['cleaner'], expect: [{ listed: 0 }, { check: 'no-orphan-data', is: 'kept' }] },
    system: { schedule: ['system'], expect: [{ listed: 3 }] },
    filter: { schedule: ['filter'], expect: [{ listed: 1 }] },
    asks: { schedule: ['asker'], expect: [{ listed: 4 }] },
  },
  claims: {
    'dangling-only': {
      of: ['S3.18', 'S0.30', 'S1.30', 'S2.30'], replay: 'kinds', holds: BOTH, evidence: 'recorded', recording: 'prune/prune-basic',
      expect: [{ actor: 'cleaner', command: 1, stdout: '<none>' }, { actor: 'cleaner', command: 2, exit: 0, stdout: 'deleted: sha256:cef320c41a3e' }, { actor: 'cleaner', command: 3, stdoutLacks: '<none>' }, { actor: 'cleaner', command: 3, stdout: '278ab9625a97' }, { actor: 'cleaner', command: 3, stdout: '5e182b31db20' }],
    },
    'shared-layers-stay': {
      of: [], replay: 'kinds', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'cleaner', command: 2, stdout: 'Total reclaimed space: 6B' }, { actor: 'cleaner', command: 2, stdoutLacks: 'deleted: sha256:6308bffedf9c' }],
    },
    'unused-too': {
      of: ['S3.18'], replay: 'kinds', holds: BOTH, evidence: 'recorded', recording: 'prune/prune-all',
      expect: [{ actor: 'cleaner', command: 5, exit: 0, stdout: 'untagged: ubuntu:18.04' }, { actor: 'cleaner', command: 5, stdout: 'untagged: app:1' }],
    },
    'container-keeps': {
      of: ['S3.18'], replay: 'kinds', holds: BOTH, evidence: 'recorded', recording: 'prune/prune-all',
      expect: [{ actor: 'cleaner', command: 4, stdout: 'Exited (0)' }, { actor: 'cleaner', command: 5, stdoutLacks: 'hello-world' }, { actor: 'cleaner', command: 6, stdout: '967d32277b59' }],
    },
    'then-it-goes': {
      of: [], replay: 'kinds', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'cleaner', command: 7, exit: 0, stdout: 'Deleted Containers:' }, { actor: 'cleaner', command: 8, stdout: 'untagged: hello-world:latest' }, { listed: 0 }],
    },
    'system-takes-containers': {
      of: [], replay: 'system', holds: BOTH, evidence: 'recorded', recording: 'prune/prune-system',
      expect: [{ actor: 'system', command: 1, exit: 0, stdout: 'Deleted Containers:' }, { actor: 'system', command: 1, stdout: 'deleted: sha256:cef320c41a3e' }, { actor: 'system', command: 3, stdoutIs: '' }, { listed: 3 }],
    },
    'older-than': {
      of: [], replay: 'filter', holds: BOTH, evidence: 'recorded', recording: 'prune/prune-filter',
      expect: [{ actor: 'filter', command: 1, exit: 0, stdoutIs: 'Total reclaimed space: 0B' }, { actor: 'filter', command: 2, exit: 0, stdout: 'untagged: ubuntu:18.04' }, { listed: 1 }],
    },
    'no-means-no': {
      of: [], replay: 'asks', holds: BOTH, evidence: 'recorded', recording: 'prune/prune-basic',
      expect: [{ actor: 'asker', command: 1, exit: 0, stdout: 'Are you sure you want to continue? [y/N]' }, { listed: 4 }],
    },
    'unknown-filter': {
      of: [], replay: 'asks', holds: BOTH, evidence: 'recorded', recording: 'prune/prune-filter',
      expect: [{ actor: 'asker', command: 2, exit: 1, stderr: "Invalid filter 'bogus'" }, { listed: 4 }],
    },
  },
})
