import { defineScenario } from '#sandbox/scenario'
import { base } from '../images.ts'

const BOTH = ['docker-20.10', 'docker-19.03']
const SIZE = 'docker images -q | wc -l'
const CLEAN = 'docker image prune -a -f --filter label=n | tail -n 1'
/** What is counted again and again: a list, a build that looks for a step in the cache, its removal, a start of the daemon. */
const COUNTED = [SIZE, 'docker images > list', 'docker build -q -t last build', 'docker rmi last > list', 'systemctl restart docker']
/** An agent asks for the list twelve times, as fast as it can start a client, and does not wait for the answers. */
const AGENTS = [SIZE, 'for i in $(seq 12); do docker images > list$i & sleep 0.0001; done; wait']

/** The images of a node grow, one build after the other, and all that goes through the list of images takes more steps. */
export default defineScenario({
  id: 'many-images',
  files: {
    'base.tar': { archive: [base] },
    'build/Dockerfile': { text: 'FROM base:1\nLABEL last=1\n' },
    // `sh grow 1 9` builds nine images, each with a label of its own.
    grow: { text: "for i in $(seq $1 $2); do printf 'FROM base:1\\nLABEL n=%s\\n' $i | docker build -q -t t:$i - > /dev/null; done\n" },
  },
  start: ['docker load -qi base.tar'],
  actors: {
    counter: ['sh grow 1 9', ...COUNTED, 'sh grow 10 24', ...COUNTED, 'sh grow 25 49', ...COUNTED, 'sh grow 50 99', ...COUNTED, CLEAN, ...COUNTED],
    'few-builder': ['sh grow 1 9'],
    'many-builder': ['sh grow 1 199'],
    agents: AGENTS,
    operator: ['sh grow 1 20', SIZE, 'docker images | head -n 4', CLEAN, SIZE, 'docker images'],
  },
  replays: {
    grow: { schedule: ['counter'], expect: [{ listed: 1 }, { check: 'no-orphan-data', is: 'kept' }] },
    few: { schedule: ['few-builder', 'agents'], expect: [{ listed: 10 }] },
    many: { schedule: ['many-builder', 'agents'], expect: [{ listed: 200 }] },
    clean: { schedule: ['operator'], expect: [{ listed: 1 }, { check: 'a-listed-image-runs', is: 'kept' }] },
  },
  claims: {
    'each-build-one-more': {
      of: ['S0.29', 'S1.29', 'S2.29'], replay: 'clean', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'operator', command: 2, exit: 0, stdoutIs: '21' }],
    },
    'clean-up': {
      of: ['S0.30', 'S1.30', 'S2.30', 'S3.18'], replay: 'clean', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'operator', command: 4, exit: 0, stdout: 'Total reclaimed space: ' }, { actor: 'operator', command: 5, stdoutIs: '1' }, { image: 'base:1', is: 'listed' }, { check: 'no-orphan-data', is: 'kept' }],
    },
  },
})
