import { defineLab } from '#sandbox/scenario'

const DELETED = "| grep -c '^Deleted:'"
const NUMBER = '^[0-9]+$'

/** Three removals; before each: how many lines `Deleted:` will it print? */
export default defineLab({
  id: 'whose-layer', kind: 'predict', level: 'working', scenario: 'lab-whose-layer', offers: 'offers',
  alsoUnder: { profiles: ['docker-19.03', 'openeuler-18.09'], models: ['posix'] },
  tasks: [
    { id: 'first', goals: [{ reference: 'base:1', is: 'resolves' }, { reference: 'app:1', is: 'resolves' }, { answer: 'first.txt', line: `docker rmi base:1 ${DELETED}`, pick: NUMBER }], solution: ['echo 1 > first.txt'] },
    {
      id: 'second', goals: [{ reference: 'base:1', is: 'absent' }, { reference: 'app:1', is: 'resolves' }, { reference: 'other:1', is: 'resolves' }, { answer: 'second.txt', line: `docker rmi app:1 ${DELETED}`, pick: NUMBER }],
      solution: ['docker rmi base:1', 'echo 2 > second.txt'],
    },
    { id: 'third', goals: [{ reference: 'app:1', is: 'absent' }, { reference: 'other:1', is: 'resolves' }, { answer: 'third.txt', line: `docker rmi other:1 ${DELETED}`, pick: NUMBER }], solution: ['docker rmi app:1', 'echo 3 > third.txt'] },
  ],
  par: { unit: 'answers', count: 3 },
  another: ['echo 1 > first.txt', 'docker rmi -f base:1', 'echo 2 > second.txt', 'docker image rm app:1', "echo '3' > third.txt"],
  temptations: ['docker rmi other:1', 'docker rmi base:1 app:1'],
})
