import { defineScenario } from '#sandbox/scenario'
import { app } from '../images.ts'

/** An archive, a Dockerfile and a registry; the store is empty. */
export default defineScenario({
  id: 'lab-five-ways',
  registry: { catalogue: ['hello-world:latest'] },
  files: { 'app.tar': { archive: [app] }, 'build/Dockerfile': { text: 'FROM app:1\nRUN echo built > /app/version\n' } },
  actors: {
    reader: [
      'docker pull hello-world', 'docker load -i app.tar', 'docker build -t built:1 build', "docker run --name one app:1 sh -c 'echo committed > /app/version'",
      'docker commit one committed:1', 'docker export one | docker import - imported:1', 'docker images',
    ],
  },
  replays: { offers: { schedule: ['reader'] } },
})
