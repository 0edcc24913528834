import { defineScenario } from '#sandbox/scenario'
import { ubuntu } from '../images.ts'

/** An archive, an empty store and a plug. */
export default defineScenario({
  id: 'lab-pull-the-plug',
  disk: { model: 'ext4' },
  files: { 'ubuntu.tar': { archive: [ubuntu] } },
  actors: { reader: ['docker load -i ubuntu.tar', 'sleep 8', 'docker images', 'docker run --rm ubuntu:18.04 cat /etc/os-release', 'docker rmi ubuntu:18.04', 'sync'] },
  replays: { offers: { schedule: ['reader'] } },
})
