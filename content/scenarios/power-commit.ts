import { defineScenario } from '#sandbox/scenario'
import { app } from '../images.ts'

const BOTH = ['docker-20.10', 'docker-19.03']

/** The power fails inside `docker commit`, and after it. At its end the mount of the container is given up, which syncs the new layer too. */
export default defineScenario({
  id: 'power-commit',
  disk: { model: 'ext4' },
  files: { 'app.tar': { archive: [app] } },
  start: ['docker load -qi app.tar', "docker run --name one app:1 sh -c 'echo mine > /mine'"],
  actors: {
    committer: ['docker commit one snap:1'],
    observer: ['docker images -a', 'docker run --rm snap:1 cat /mine', 'docker save snap:1 | wc -c'],
    again: ['docker rmi snap:1', 'docker commit one snap:1', 'docker run --rm snap:1 cat /mine'],
    cleaner: ['docker image prune -f', 'docker commit one snap:1', 'docker run --rm snap:1 cat /mine'],
  },
  points: {
    // docker commit: the image is made; its name has not been given.
    'name-next': { step: 'lock', target: 'references' },
  },
  replays: {
    'without-a-name': { schedule: [['committer', 'name-next'], '!wait=6', '!power=none', '!boot', '!look=cut', 'cleaner'], expect: [{ image: 'snap:1', is: 'unnamed', at: 'cut' }, { image: 'snap:1', is: 'listed' }] },
    'after-the-answer': { schedule: ['committer', '!wait=6', '!power=none', '!boot', '!look=cut', 'observer', 'again'], expect: [{ image: 'snap:1', is: 'listed', at: 'cut' }, { check: 'a-listed-image-runs', is: 'kept' }] },
    'at-once': { schedule: ['committer', '!power=none', '!boot', '!look=cut'], expect: [{ image: 'app:1', is: 'listed', at: 'cut' }] },
  },
  claims: {
    'none-image': {
      of: ['S0.18', 'S1.18', 'S2.18'], replay: 'without-a-name', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'committer', command: 1, state: 'lost' }, { image: 'snap:1', is: 'unnamed', at: 'cut' }],
    },
    'container-is-still-there': {
      of: [], replay: 'without-a-name', holds: BOTH, evidence: 'recorded', recording: 'powerloss/cut-build',
      expect: [{ actor: 'cleaner', command: 2, exit: 0 }, { actor: 'cleaner', command: 3, exit: 0, stdoutIs: 'mine' }],
    },
    'whole-after-the-answer': {
      of: [], replay: 'after-the-answer', holds: BOTH, evidence: 'sandbox',
      expect: [{ image: 'snap:1', is: 'listed', at: 'cut' }, { check: 'every-layer-record-has-its-data', is: 'kept', at: 'cut' }, { actor: 'observer', command: 2, exit: 0, stdoutIs: 'mine' }],
    },
    'remove-and-repeat': {
      of: ['S0.27', 'S1.27', 'S2.27'], replay: 'after-the-answer', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'again', command: 1, exit: 0 }, { actor: 'again', command: 2, exit: 0 }, { actor: 'again', command: 3, exit: 0, stdoutIs: 'mine' }],
    },
  },
  sweeps: {
    cut: {
      actor: 'committer', then: ['!power=none', '!boot', '!look=cut'],
      ends: {
        nothing: [{ listed: 1, at: 'cut' }], unnamed: [{ listed: 2, at: 'cut' }, { image: 'snap:1', is: 'unnamed', at: 'cut' }], named: [{ image: 'snap:1', is: 'listed', at: 'cut' }],
        damaged: [{ listed: 2, at: 'cut' }, { check: 'every-layer-record-has-its-data', is: 'broken', at: 'cut' }],
      },
    },
  },
})
