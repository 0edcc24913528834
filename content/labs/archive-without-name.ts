import { defineLab } from '#sandbox/scenario'

/** An archive that was saved by ID brings the image back without its name; the next archive keeps it. */
export default defineLab({
  id: 'archive-without-name', kind: 'repair', level: 'working', scenario: 'lab-archive-without-name', offers: 'offers',
  alsoUnder: { profiles: ['docker-19.03', 'openeuler-18.09'], models: ['posix'] },
  tasks: [
    { id: 'name', goals: [{ image: 'app:1', is: 'listed' }, { would: "docker image inspect -f '{{.Id}}' app:1", exit: 0, prints: 'sha256:cef320c41a3e' }], solution: ['docker load -i id.tar', 'docker tag cef320c41a3e app:1'] },
    { id: 'archive', goals: [{ after: ['docker rmi -f cef320c41a3e', 'docker load -i new.tar'], goals: [{ image: 'app:1', is: 'listed' }] }], solution: ['docker save -o new.tar app:1'] },
  ],
  par: { unit: 'commands', count: 3 },
  another: ['docker load < id.tar', 'docker tag $(docker images -q) app:1', 'docker save app:1 > new.tar'],
  temptations: ['docker save -o new.tar cef320c41a3e', 'docker import id.tar app:1'],
})
