import { defineScenario } from '#sandbox/scenario'
import { app, app2 } from '../images.ts'

/** The name of one edition was given to the next, and the archives are gone. */
export default defineScenario({
  id: 'lab-the-name-moved',
  files: { 'app.tar': { archive: [app] }, 'app-2.tar': { archive: [app2] } },
  start: ['docker load -qi app.tar', 'docker load -qi app-2.tar', 'rm app.tar app-2.tar'],
  actors: { reader: ['docker images', 'docker run --rm app:1', 'docker images -f dangling=true', 'docker run --rm cef320c41a3e', 'docker tag cef320c41a3e app:1', 'docker tag app:1 app:old', 'docker tag app:2 app:1', 'docker image prune -f'] },
  replays: { offers: { schedule: ['reader'] } },
})
