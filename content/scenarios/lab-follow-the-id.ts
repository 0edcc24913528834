import { defineScenario } from '#sandbox/scenario'
import { app, ubuntu } from '../images.ts'

/** Two images, and in both of them a file of the same name. */
export default defineScenario({
  id: 'lab-follow-the-id',
  files: { 'ubuntu.tar': { archive: [ubuntu] }, 'app.tar': { archive: [app] } },
  start: ['docker load -qi ubuntu.tar', 'docker load -qi app.tar'],
  actors: {
    reader: [
      'docker images --no-trunc', "docker image inspect -f '{{json .RootFS.Layers}}' ubuntu:18.04", 'ls /var/lib/docker/image/overlay2/layerdb/sha256', 'ls -d /var/lib/docker/overlay2/*/diff/etc/os-release',
      'grep -H . /var/lib/docker/image/overlay2/layerdb/sha256/*/cache-id', 'grep -H . /var/lib/docker/image/overlay2/layerdb/sha256/*/diff',
    ],
  },
  replays: { offers: { schedule: ['reader'] } },
})
