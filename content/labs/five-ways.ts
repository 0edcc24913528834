import { defineLab } from '#sandbox/scenario'

/** One image from each of the five commands that make one, and no two the same. */
export default defineLab({
  id: 'five-ways', kind: 'build', level: 'first-steps', scenario: 'lab-five-ways', offers: 'offers',
  alsoUnder: { profiles: ['docker-19.03', 'openeuler-18.09', 'euleros-1.11'], models: ['posix'] },
  tasks: [
    { id: 'pull', goals: [{ image: 'hello-world:latest', is: 'listed' }], solution: ['docker pull hello-world'] },
    { id: 'load', goals: [{ image: 'app:1', is: 'listed' }], solution: ['docker load -i app.tar'] },
    { id: 'build', goals: [{ distinct: ['app:1', 'built:1'] }, { would: 'docker run --rm built:1', exit: 0, prints: 'built' }], solution: ['docker build -t built:1 build'] },
    {
      id: 'commit', goals: [{ distinct: ['app:1', 'built:1', 'committed:1'] }, { would: 'docker run --rm committed:1 cat /app/version', exit: 0, prints: 'committed' }],
      solution: ["docker run --name one app:1 sh -c 'echo committed > /app/version'", 'docker commit one committed:1'],
    },
    {
      id: 'import', goals: [{ distinct: ['hello-world:latest', 'app:1', 'built:1', 'committed:1', 'imported:1'] }, { would: 'docker history imported:1', exit: 0, prints: 'Imported from' }],
      solution: ['docker export one | docker import - imported:1'],
    },
  ],
  par: { unit: 'commands', count: 7 },
  another: [
    'docker load -i app.tar', "docker run --name two app:1 sh -c 'echo committed > /app/version'", 'docker commit two committed:1', 'docker build -q -t built:1 build', 'docker pull hello-world',
    'docker export -o two.tar two', 'docker import two.tar imported:1',
  ],
})
