import { defineScenario } from '#sandbox/scenario'
import { base, other } from '../images.ts'

const BOTH = ['docker-20.10', 'docker-19.03']

/** The image of the first stage is removed while the second copies from it. The build holds its layers. */
export default defineScenario({
  id: 'multi-stage',
  files: {
    'base.tar': { archive: [base] }, 'other.tar': { archive: [other] },
    'build/Dockerfile': { text: 'FROM base:1 AS one\nRUN echo one > /one\nFROM other:1\nCOPY --from=one /one /copied\n' },
  },
  start: ['docker load -qi base.tar', 'docker load -qi other.tar'],
  actors: {
    builder: ['docker build -t app:1 build', 'docker run --rm app:1 cat /copied'],
    cleaner: ['docker rmi -f base:1', 'docker image prune -f', 'docker images -a'],
  },
  points: {
    // COPY --from: the layer of the copy is being made.
    'in-copy': { step: 'create', target: '/cache-id', nth: 2 },
  },
  replays: {
    'in-copy': { schedule: [['builder', 'in-copy'], 'cleaner', '!look=cleaned', 'builder'], expect: [{ listed: 1, at: 'cleaned' }, { image: 'app:1', is: 'listed' }, { check: 'no-orphan-data', is: 'kept' }] },
  },
  claims: {
    'stage-is-held': {
      of: [], replay: 'in-copy', holds: BOTH, evidence: 'source',
      expect: [
        { actor: 'cleaner', command: 1, exit: 0, stdout: 'Untagged: base:1' }, { actor: 'cleaner', command: 2, exit: 0, stdout: 'deleted: sha256:2601019897de' }, { listed: 1, at: 'cleaned' },
        { actor: 'builder', command: 1, exit: 0, stdout: 'Successfully tagged app:1' }, { actor: 'builder', command: 2, exit: 0, stdoutIs: 'one' },
      ],
    },
    'nothing-is-left': {
      of: [], replay: 'in-copy', holds: BOTH, evidence: 'sandbox',
      expect: [{ image: 'app:1', is: 'listed' }, { check: 'no-orphan-data', is: 'kept' }, { check: 'every-image-has-its-layers', is: 'kept' }],
    },
  },
})
