import { defineScenario } from '#sandbox/scenario'
import { app, base, helloWorld, other } from '../images.ts'

/** Four images; three of them stand on one layer. */
export default defineScenario({
  id: 'lab-stubborn-damage',
  disk: { model: 'ext4' },
  files: { 'hello.tar': { archive: [helloWorld] }, 'base.tar': { archive: [base] }, 'app.tar': { archive: [app] }, 'other.tar': { archive: [other] } },
  start: ['docker load -qi hello.tar', 'rm hello.tar'],
  actors: {
    reader: ['docker images', 'docker run --rm app:1', "docker image inspect -f '{{.RootFS.Layers}}' base:1 app:1 other:1", 'docker rmi app:1', 'docker load -i app.tar', 'docker rmi app:1 other:1 base:1', 'docker load -i base.tar', 'docker load -i other.tar', 'docker image prune -af'],
  },
  replays: { offers: { schedule: ['reader'] } },
})
