import { defineLab } from '#sandbox/scenario'

const OLD = 'cef320c41a3e'
const NO_DANGLING = { would: 'test -z "$(docker images -q -f dangling=true)"', exit: 0 }

/** A name has moved and left an image without one. It gets a name back; then the name moves again, and nothing is lost. */
export default defineLab({
  id: 'the-name-moved', kind: 'repair', level: 'first-steps', scenario: 'lab-the-name-moved', offers: 'offers',
  alsoUnder: { profiles: ['docker-19.03', 'openeuler-18.09', 'euleros-1.11'], models: ['posix'] },
  before: ['docker tag app:2 app:1', 'docker images'],
  tasks: [
    { id: 'back', goals: [{ would: 'docker run --rm app:1', exit: 0, prints: 'app 1' }, { would: 'docker run --rm app:2', exit: 0, prints: 'app 2' }], solution: [`docker tag ${OLD} app:1`] },
    { id: 'again', goals: [{ would: 'docker run --rm app:1', exit: 0, prints: 'app 2' }, { would: `docker run --rm ${OLD}`, exit: 0, prints: 'app 1' }, NO_DANGLING], solution: ['docker tag app:1 app:old', 'docker tag app:2 app:1'] },
  ],
  par: { unit: 'commands', count: 3 },
  another: ['docker tag $(docker images -q -f dangling=true) app:1', 'docker tag app:1 first:edition', 'docker rmi app:1', 'docker tag app:2 app:1'],
  temptations: ['docker rmi app:1', 'docker image prune -f'],
})
