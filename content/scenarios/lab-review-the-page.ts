import { defineScenario } from '#sandbox/scenario'
import { app, base } from '../images.ts'

/** Two images and a container that runs: enough to try six sentences. */
export default defineScenario({
  id: 'lab-review-the-page',
  files: { 'base.tar': { archive: [base] }, 'app.tar': { archive: [app] } },
  start: ['docker load -qi base.tar', 'docker load -qi app.tar', 'docker run -d --name web app:1 sleep 100000'],
  actors: {
    reader: [
      'docker rmi app:1', 'ls /var/lib/docker/overlay2 | wc -l', 'docker tag base:1 base:copy', 'docker image prune -f', 'sha256sum /var/lib/docker/image/overlay2/imagedb/content/sha256/cef320c41a3e*',
      'docker rmi base:copy', 'docker tag base:1 x:1; docker tag base:1 x:2; docker rmi x:1 x:2', 'echo 1 3 > wrong.txt', 'echo 1 3 5 6 > wrong.txt', 'echo 2 4 > wrong.txt',
    ],
  },
  replays: { offers: { schedule: ['reader'] } },
})
