import { defineLab } from '#sandbox/scenario'

const LOADS = ['docker load -qi base.tar', 'docker load -qi app.tar', 'docker load -qi other.tar']

/** A damaged layer that three images share outlives the removal of one. A healthy image stands beside them. */
export default defineLab({
  id: 'stubborn-damage', kind: 'repair', level: 'deep', scenario: 'lab-stubborn-damage', offers: 'offers',
  alsoUnder: { profiles: ['docker-19.03', 'euleros-1.11'], models: ['posix'] },
  before: [...LOADS, '!wait=8', '!power=none', '!boot'],
  tasks: [
    {
      id: 'repair',
      goals: [
        { check: 'every-layer-record-has-its-data', is: 'kept' }, { would: 'docker run --rm app:1', exit: 0, prints: 'app 1' }, { would: 'docker run --rm other:1', exit: 0, prints: 'other 1' }, { would: 'docker run --rm base:1 true', exit: 0 },
        { unchangedBut: [] },
      ],
      solution: ['docker rmi app:1 other:1 base:1', ...LOADS],
    },
    { id: 'survive', goals: [{ after: ['!power=none', '!boot'], goals: [{ check: 'every-layer-record-has-its-data', is: 'kept' }, { would: 'docker run --rm app:1', exit: 0, prints: 'app 1' }, { unchangedBut: [] }] }], solution: ['sync'] },
  ],
  par: { unit: 'commands', count: 4 },
  another: ['docker rmi base:1', 'docker rmi app:1', 'docker rmi other:1', 'for name in app other base; do docker load -qi $name.tar; done', 'sleep 60'],
  sometimes: {
    'still-damaged': { moves: ['docker rmi app:1', 'docker load -i app.tar'], goals: [{ image: 'app:1', is: 'listed' }, { check: 'every-layer-record-has-its-data', is: 'broken' }] },
  },
  temptations: ['docker image prune -af'],
})
