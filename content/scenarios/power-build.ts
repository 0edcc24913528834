import { defineScenario } from '#sandbox/scenario'
import { ubuntu } from '../images.ts'

/** The power fails as soon as `docker build` has answered. Unmounting the container of a RUN step has synced its file system. */
export default defineScenario({
  id: 'power-build',
  disk: { model: 'ext4' },
  files: {
    'ubuntu.tar': { archive: [ubuntu] },
    'app/Dockerfile': { text: 'FROM ubuntu:18.04\nRUN echo built > /built\nCMD ["cat", "/built"]\n' },
  },
  start: ['docker load -i ubuntu.tar'],
  actors: {
    builder: ['docker build -t app:1 app'],
    reader: ['docker images', 'docker run --rm app:1', 'docker save app:1 | wc -c'],
  },
  replays: {
    'at-once': {
      schedule: ['builder', '!power=none', '!boot', '!look=cut', 'reader'],
      expect: [{ image: 'app:1', is: 'listed', at: 'cut' }, { check: 'every-layer-record-has-its-data', is: 'kept' }],
    },
  },
  claims: {
    survives: {
      of: [], replay: 'at-once', holds: ['docker-20.10', 'docker-19.03'], evidence: 'recorded', recording: 'powerloss/cut-build',
      expect: [{ actor: 'builder', command: 1, exit: 0, stdout: 'Successfully tagged app:1' }, { image: 'app:1', is: 'listed', at: 'cut' }, { actor: 'reader', command: 2, exit: 0, stdoutIs: 'built' }],
    },
  },
})
