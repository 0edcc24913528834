import { defineLab } from '#sandbox/scenario'

const TAG = 'docker tag app:1 app:stable'
const REMOVE = 'docker rmi app:1'

/** `docker tag` ends with 0, and its name leads nowhere. */
export default defineLab({
  id: 'silent-tag', kind: 'race', level: 'deep', scenario: 'lab-silent-tag', offers: 'offers',
  alsoUnder: { profiles: ['docker-19.03', 'openeuler-18.09', 'euleros-1.11'], models: ['posix'] },
  tasks: [
    {
      id: 'silent', goals: [{ command: 'docker tag', exit: 0 }, { reference: 'app:stable', is: 'dangling' }],
      solution: [{ at: 'A', line: TAG, until: 'image-found' }, { at: 'B', line: REMOVE, until: 'deletion-next' }, { at: 'A' }, { at: 'B' }],
    },
    { id: 'heal', goals: [{ check: 'every-reference-resolves', is: 'kept' }, { would: 'docker run --rm app:stable', exit: 0, prints: 'app 1' }], solution: [{ at: 'B', line: 'docker load -i app.tar' }] },
  ],
  // The name must be written between two steps of the removal: there, back, and there again.
  par: { unit: 'switches', count: 3 },
  sometimes: {
    noisy: { moves: [{ at: 'A', line: TAG, until: 'image-found' }, { at: 'B', line: REMOVE }, { at: 'A' }], goals: [{ command: 'docker tag', exit: 1 }, { reference: 'app:stable', is: 'dangling' }] },
    kept: { moves: [{ at: 'A', line: TAG, until: 'image-found' }, { at: 'B', line: REMOVE, until: 'name-gone' }, { at: 'A' }, { at: 'B' }], goals: [{ image: 'app:stable', is: 'listed' }] },
  },
})
