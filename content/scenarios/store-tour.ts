import { defineScenario } from '#sandbox/scenario'
import { app } from '../images.ts'

const BOTH = ['docker-20.10', 'docker-19.03']
const ID = 'cef320c41a3e77ceac989354e5086fda4d566fb8e6705abeb42c2ba835e7a577'

/** One image, twice: as an archive that is taken apart, and in the store, from its name to the bytes of its top layer. */
export default defineScenario({
  id: 'store-tour',
  files: { 'app.tar': { archive: [app] } },
  actors: {
    opener: [
      'docker run --rm app:1',
      'mkdir app && tar xf app.tar -C app && ls app',
      'jq . app/manifest.json',
      'jq . app/cef320c41a3e*.json',
      'tar tf app/5fc415c4575e*/layer.tar',
      'docker load -i app.tar',
      'docker images --no-trunc',
      'docker run --rm app:1',
      'docker run --rm app:1 busybox uname -r',
      'uname -r',
    ],
    loader: ['docker load -i app.tar'],
    follower: [
      'cd /var/lib/docker/image/overlay2',
      'jq . repositories.json',
      'jq .rootfs imagedb/content/sha256/cef320c41a3e*',
      'ls layerdb/sha256',
      'grep . layerdb/sha256/d6b76fbe2c1a*/[cdps]*[!z]',
      'ls /var/lib/docker/overlay2/$(cat layerdb/sha256/d6b76fbe2c1a*/cache-id)',
      'cat /var/lib/docker/overlay2/$(cat layerdb/sha256/d6b76fbe2c1a*/cache-id)/diff/app/version',
      'cat /var/lib/docker/overlay2/$(cat layerdb/sha256/d6b76fbe2c1a*/cache-id)/lower; echo',
      'ls -l /var/lib/docker/overlay2/l',
      "docker info | grep -A 4 'Storage Driver'",
      "docker info | grep 'Root Dir'",
    ],
  },
  replays: {
    'open-the-archive': { schedule: ['opener'] },
    'follow-the-name': { schedule: ['loader', 'follower'] },
  },
  claims: {
    'container-needs-image': {
      of: ['S4.2'], replay: 'open-the-archive', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'opener', command: 1, exit: 125, stderr: "Unable to find image 'app:1' locally" }, { actor: 'opener', command: 8, exit: 0, stdoutIs: 'app 1' }],
    },
    'config-and-layers': {
      of: ['S3.21'], replay: 'open-the-archive', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'opener', command: 3, stdout: `"Config": "${ID}.json"` }, { actor: 'opener', command: 3, stdout: '/layer.tar",\n      "5fc415c4575e' }, { actor: 'opener', command: 4, stdout: '"diff_ids"' }],
    },
    'small-layer': {
      of: ['S3.22'], replay: 'open-the-archive', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'opener', command: 5, stdoutIs: 'app/\napp/version' }],
    },
    'no-kernel': {
      of: ['S3.20'], replay: 'open-the-archive', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'opener', command: 9, exit: 0, stdoutIs: '6.1.0-18-amd64' }, { actor: 'opener', command: 10, stdoutIs: '6.1.0-18-amd64' }],
    },
    'id-is-config': {
      of: ['S4.21'], replay: 'open-the-archive', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'opener', command: 2, stdout: `${ID}.json` }, { actor: 'opener', command: 7, stdout: `sha256:${ID}` }],
    },
    'name-leads-to-config': {
      of: [], replay: 'follow-the-name', holds: BOTH, evidence: 'recorded', recording: 'load/load-shared-layers',
      expect: [{ actor: 'follower', command: 2, stdout: `"app:1": "sha256:${ID}"` }, { actor: 'follower', command: 3, stdout: '"sha256:5fc415c4575e' }],
    },
    'config-leads-to-layers': {
      of: [], replay: 'follow-the-name', holds: BOTH, evidence: 'recorded', recording: 'load/load-shared-layers',
      expect: [{ actor: 'follower', command: 4, stdout: 'd6b76fbe2c1a' }, { actor: 'follower', command: 5, stdout: 'diff:sha256:5fc415c4575e' }, { actor: 'follower', command: 5, stdout: 'parent:sha256:6308bffedf9c' }],
    },
    'record-leads-to-directory': {
      of: ['S4.7'], replay: 'follow-the-name', holds: BOTH, evidence: 'recorded', recording: 'load/load-shared-layers',
      expect: [{ actor: 'follower', command: 6, exit: 0, stdout: 'diff\nlink\nlower' }, { actor: 'follower', command: 7, stdoutIs: 'app 1' }],
    },
    'lower-is-short': {
      of: [], replay: 'follow-the-name', holds: BOTH, evidence: 'recorded', recording: 'load/load-shared-layers',
      expect: [{ actor: 'follower', command: 8, stdout: 'l/' }, { actor: 'follower', command: 9, stdout: '/diff' }],
    },
    'driver-named': {
      of: ['S4.44', 'S4.46', 'S4.47'], replay: 'follow-the-name', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'follower', command: 10, stdout: 'Storage Driver: overlay2' }, { actor: 'follower', command: 10, stdout: 'Supports d_type: true' }, { actor: 'follower', command: 10, stdout: 'Native Overlay Diff: true' }],
    },
    'backing-extfs': {
      of: ['S4.45'], replay: 'follow-the-name', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'follower', command: 10, stdout: 'Backing Filesystem: extfs' }],
    },
    'root-named': {
      of: ['S4.57'], replay: 'follow-the-name', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'follower', command: 11, stdout: 'Docker Root Dir: /var/lib/docker' }],
    },
  },
})
