import { defineScenario } from '#sandbox/scenario'
import { app } from '../images.ts'

/** All that is left of an image is an archive that was saved by its ID. */
export default defineScenario({
  id: 'lab-archive-without-name',
  files: { 'app.tar': { archive: [app] } },
  start: ['docker load -qi app.tar', 'docker save -o id.tar cef320c41a3e', 'docker rmi app:1', 'rm app.tar'],
  actors: { reader: ['ls', "tar xOf id.tar manifest.json | jq -c '.[].RepoTags'", 'docker load -i id.tar', 'docker images', 'docker tag cef320c41a3e app:1', 'docker save -o new.tar cef320c41a3e', 'docker save -o new.tar app:1'] },
  replays: { offers: { schedule: ['reader'] } },
})
