import { defineScenario } from '#sandbox/scenario'
import { base, helloWorld } from '../images.ts'

const NAMES = '/var/lib/docker/image/overlay2/repositories.json'

/** Two images were loaded; the names of an older day were put back when one of them was gone. */
export default defineScenario({
  id: 'lab-name-without-image',
  files: { 'hello.tar': { archive: [helloWorld] }, 'base.tar': { archive: [base] } },
  start: ['docker load -qi hello.tar', 'docker load -qi base.tar', `cp ${NAMES} names.json`, 'docker rmi hello-world', 'systemctl stop docker', `mv names.json ${NAMES}`, 'systemctl start docker'],
  actors: {
    reader: [
      'docker images', `jq .Repositories ${NAMES}`, 'echo base:1 > name.txt', 'echo hello-world:latest > name.txt', 'docker rmi hello-world', 'docker image prune -f', 'systemctl restart docker',
      'docker load -i hello.tar',
    ],
  },
  replays: { offers: { schedule: ['reader'] } },
})
