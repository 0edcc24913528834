import { defineLab } from '#sandbox/scenario'

const FIRST_LAYER = "docker image inspect -f '{{index .RootFS.Layers 0}}' ubuntu:18.04"
const HEX = '[0-9a-f]{64}'

/** From a name to the directory that holds one file, by way of the image ID and the layer. */
export default defineLab({
  id: 'follow-the-id', kind: 'detective', level: 'working', scenario: 'lab-follow-the-id', offers: 'offers',
  alsoUnder: { profiles: ['docker-19.03', 'openeuler-18.09'], models: ['posix'] },
  tasks: [
    { id: 'image', goals: [{ answer: 'image.txt', line: "docker image inspect -f '{{.Id}}' ubuntu:18.04", pick: HEX }], solution: ['docker images --no-trunc -q ubuntu:18.04 > image.txt'] },
    { id: 'layer', goals: [{ answer: 'layer.txt', line: FIRST_LAYER, pick: HEX }], solution: [`${FIRST_LAYER} > layer.txt`] },
    {
      id: 'directory', goals: [{ answer: 'directory.txt', line: `cat /var/lib/docker/image/overlay2/layerdb/sha256/$(${FIRST_LAYER} | cut -d: -f2)/cache-id`, pick: HEX }],
      solution: ['cat /var/lib/docker/image/overlay2/layerdb/sha256/$(cut -d: -f2 layer.txt)/cache-id > directory.txt'],
    },
  ],
  par: { unit: 'answers', count: 3 },
  another: [
    "docker image inspect ubuntu:18.04 | grep '\"Id\"' > image.txt", `jq -r '.rootfs.diff_ids[0]' /var/lib/docker/image/overlay2/imagedb/content/sha256/$(docker images --no-trunc -q ubuntu:18.04 | cut -d: -f2) > layer.txt`,
    'basename $(dirname $(dirname $(dirname $(ls -d /var/lib/docker/overlay2/*/diff/etc/os-release | while read f; do test -e $(dirname $f)/../opt/runtime || echo $f; done)))) > directory.txt',
  ],
})
