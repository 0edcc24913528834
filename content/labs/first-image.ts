import { defineLab } from '#sandbox/scenario'

const IMAGE = 'hello-world:latest'

/** Pull, run, look, clean up after oneself. */
export default defineLab({
  id: 'first-image', kind: 'guided', level: 'first-steps', scenario: 'lab-first-image', offers: 'offers',
  alsoUnder: { profiles: ['docker-19.03', 'openeuler-18.09'], models: ['posix'] },
  tasks: [
    { id: 'pull', goals: [{ image: IMAGE, is: 'listed' }], solution: ['docker pull hello-world'] },
    { id: 'run', goals: [{ image: IMAGE, is: 'listed' }, { containersOf: IMAGE, are: 'exited', exit: 0 }], solution: ['docker run hello-world'] },
    { id: 'tidy', goals: [{ image: IMAGE, is: 'listed' }, { containersOf: IMAGE, atLeast: 0 }], solution: ['docker container prune -f'] },
  ],
  par: { unit: 'commands', count: 2 },
  another: ['docker run hello-world', 'docker rm $(docker ps -aq)'],
  temptations: ['docker run --rm hello-world', 'docker create hello-world', 'docker rmi hello-world', 'docker run -d hello-world'],
})
