import { defineLab } from '#sandbox/scenario'

const LOAD = 'docker load -i app.tar'
const REMOVE = 'docker rmi app:1'

/** Both commands report success, and the name leads nowhere: which order does that? Then it is healed. */
export default defineLab({
  id: 'find-the-bad-order', kind: 'race', level: 'working', scenario: 'lab-find-the-bad-order', offers: 'offers',
  alsoUnder: { profiles: ['docker-19.03', 'openeuler-18.09', 'euleros-1.11'], models: ['posix'] },
  tasks: [
    {
      id: 'lose', goals: [{ reference: 'app:1', is: 'dangling' }, { command: 'docker load', exit: 0 }, { command: 'docker rmi', exit: 0 }],
      solution: [{ at: 'A', line: LOAD, until: 'image-found' }, { at: 'B', line: REMOVE }, { at: 'A' }],
    },
    { id: 'heal', goals: [{ check: 'every-reference-resolves', is: 'kept' }, { image: 'app:1', is: 'listed' }, { would: 'docker run --rm app:1', exit: 0, prints: 'app 1' }], solution: [LOAD] },
  ],
  par: { unit: 'switches', count: 2 },
  another: [{ at: 'B', line: REMOVE, until: 1 }, { at: 'A', line: LOAD, until: 'image-found' }, { at: 'B' }, { at: 'A' }, { at: 'B', line: 'docker load -qi app.tar' }],
  sometimes: {
    'loaded-again': { moves: [REMOVE, LOAD], goals: [{ image: 'app:1', is: 'listed' }, { check: 'every-reference-resolves', is: 'kept' }] },
    removed: { moves: [LOAD, REMOVE], goals: [{ listed: 0 }, { reference: 'app:1', is: 'absent' }] },
  },
})
