import { defineScenario } from '#sandbox/scenario'
import { app, base, other } from '../images.ts'

/** Three images on one layer. */
export default defineScenario({
  id: 'lab-whose-layer',
  files: { 'base.tar': { archive: [base] }, 'app.tar': { archive: [app] }, 'other.tar': { archive: [other] } },
  start: ['docker load -qi base.tar', 'docker load -qi app.tar', 'docker load -qi other.tar'],
  actors: {
    reader: [
      'docker images', "docker image inspect -f '{{.RootFS.Layers}}' base:1 app:1 other:1", 'echo 1 > first.txt', 'echo 2 > first.txt', 'docker rmi base:1',
      'echo 1 > second.txt', 'echo 2 > second.txt', 'docker rmi app:1', 'echo 2 > third.txt', 'echo 3 > third.txt',
    ],
  },
  replays: { offers: { schedule: ['reader'] } },
})
