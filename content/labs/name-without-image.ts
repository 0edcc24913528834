import { defineLab } from '#sandbox/scenario'

const NAMES = '/var/lib/docker/image/overlay2/repositories.json'

/** Which name leads nowhere? Clear it, and leave every other image as it is. */
export default defineLab({
  id: 'name-without-image', kind: 'repair', level: 'working', scenario: 'lab-name-without-image', offers: 'offers',
  alsoUnder: { profiles: ['docker-19.03'], models: ['posix'] },
  tasks: [
    {
      id: 'find', goals: [{ answer: 'name.txt', line: `jq -r '.Repositories[] | keys[]' ${NAMES} | while read name; do docker image inspect "$name" >/dev/null 2>&1 || echo "$name"; done`, pick: '[a-z][a-z0-9-]*:[a-z0-9.]+' }],
      solution: ['echo hello-world:latest > name.txt'],
    },
    { id: 'clear', goals: [{ check: 'every-reference-resolves', is: 'kept' }, { unchangedBut: ['hello-world:latest'] }, { image: 'base:1', is: 'listed' }], solution: ['docker load -i hello.tar'] },
  ],
  par: { unit: 'commands', count: 1 },
  another: ['echo hello-world:latest > name.txt', 'docker tag base:1 hello-world:latest', 'docker rmi hello-world:latest'],
  temptations: ['docker rmi base:1', 'docker rmi -f hello-world:latest'],
})
