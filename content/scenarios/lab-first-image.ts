import { defineScenario } from '#sandbox/scenario'

/** An empty store and a registry: where everybody begins. */
export default defineScenario({
  id: 'lab-first-image',
  registry: { catalogue: ['hello-world:latest', 'nginx:1.14.0'] },
  actors: { reader: ['docker images', 'docker pull hello-world', 'docker run hello-world', 'docker ps -a', 'docker container prune -f', 'docker rmi hello-world'] },
  replays: { offers: { schedule: ['reader'] } },
})
