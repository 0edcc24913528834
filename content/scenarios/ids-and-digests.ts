import { defineScenario } from '#sandbox/scenario'
import { app, helloWorld, other } from '../images.ts'

const BOTH = ['docker-20.10', 'docker-19.03']
const IMAGE = 'cef320c41a3e77ceac989354e5086fda4d566fb8e6705abeb42c2ba835e7a577'
const LOWER = '6308bffedf9cc1c4ede04851066e36d24af1454440dc99b4d2312788754cab2a'
const UPPER = '5fc415c4575e2d206b00b3cd5f834864cb083df1e812a1be9cc671abba4bd683'
const ONE_LAYER = '857735bf5110ef0ba33e6be0f8d706908c68c84f2575f03b59386985a8d8fba3'
const CHAIN = 'd6b76fbe2c1ade3116eed1f86ef32f422ded33cd036d7f2fa743cdfeaa959d92'

/** The hashes of an image, computed by hand, and where each of them turns up. */
export default defineScenario({
  id: 'ids-and-digests',
  files: {
    'app.tar': { archive: [app] },
    'hello.tar': { archive: [helloWorld] },
    // The top layer of app:1 once more, with a layer in between.
    'twin.tar': { archive: [{ ...app, tags: ['twin:1'], layers: [...app.layers.slice(0, 1), ...other.layers.slice(1), ...app.layers.slice(1)] }] },
  },
  start: ['docker load -i app.tar', 'docker load -i hello.tar'],
  actors: {
    hasher: [
      'docker images app',
      'docker images --no-trunc app',
      'sha256sum < /var/lib/docker/image/overlay2/imagedb/content/sha256/cef320c41a3e*',
      "docker inspect -f '{{join .RootFS.Layers \"\\n\"}}' app:1",
      'tar xOf app.tar 5fc415c4575e2d206b00b3cd5f834864cb083df1e812a1be9cc671abba4bd683/layer.tar | sha256sum',
      "printf '%s %s' $(docker inspect -f '{{join .RootFS.Layers \" \"}}' app:1) | sha256sum",
      'ls /var/lib/docker/image/overlay2/layerdb/sha256',
      "docker inspect -f '{{json .RepoDigests}}' app:1",
      'docker inspect -f {{.Id}} cef',
    ],
    twin: [
      'docker load -i twin.tar',
      'cd /var/lib/docker/image/overlay2/layerdb/sha256',
      'grep 5fc415c4575e */diff',
      "find /var/lib/docker/overlay2/*/diff -path '*/app/version'",
    ],
    remover: ['docker rmi app:1', "docker inspect -f '{{json .RootFS.Layers}}' hello-world:latest", 'docker rmi hello-world:latest'],
    reloader: ['cat /var/lib/docker/image/overlay2/layerdb/sha256/d6b7*/cache-id; echo', 'docker rmi app:1', 'docker load -i app.tar', 'cat /var/lib/docker/image/overlay2/layerdb/sha256/d6b7*/cache-id; echo'],
  },
  replays: {
    'by-hand': { schedule: ['hasher'] },
    'stored-twice': { schedule: ['twin'] },
    removed: { schedule: ['remover'] },
    reloaded: { schedule: ['reloader'] },
  },
  claims: {
    'short-is-start-of-long': {
      of: ['S4.13', 'S4.14'], replay: 'by-hand', holds: BOTH, evidence: 'recorded', recording: 'images/images-list',
      expect: [{ actor: 'hasher', command: 1, stdout: ` ${IMAGE.slice(0, 12)} ` }, { actor: 'hasher', command: 2, stdout: ` sha256:${IMAGE} ` }],
    },
    'any-beginning': {
      of: [], replay: 'by-hand', holds: BOTH, evidence: 'recorded', recording: 'inspect/inspect-ids',
      expect: [{ actor: 'hasher', command: 9, stdoutIs: `sha256:${IMAGE}` }],
    },
    'image-id': {
      of: ['S4.21'], replay: 'by-hand', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'hasher', command: 3, stdoutIs: `${IMAGE}  -` }],
    },
    'diff-id': {
      of: [], replay: 'by-hand', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'hasher', command: 4, stdoutIs: `sha256:${LOWER}\nsha256:${UPPER}` }, { actor: 'hasher', command: 5, stdoutIs: `${UPPER}  -` }],
    },
    'chain-id': {
      of: [], replay: 'by-hand', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'hasher', command: 6, stdoutIs: `${CHAIN}  -` }, { actor: 'hasher', command: 7, stdout: `${LOWER}\n` }, { actor: 'hasher', command: 7, stdout: CHAIN }],
    },
    'loaded-has-no-digest': {
      of: ['S4.23'], replay: 'by-hand', holds: BOTH, evidence: 'recorded', recording: 'inspect/inspect-full',
      expect: [{ actor: 'hasher', command: 8, stdoutIs: '[]' }],
    },
    'once-per-chain': {
      of: ['S3.27'], replay: 'stored-twice', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'twin', command: 3, stdout: `${CHAIN}/diff:sha256:${UPPER}` }, { actor: 'twin', command: 3, stdout: `/diff:sha256:${UPPER}\n` }, { actor: 'twin', command: 4, stdout: '/diff/app/version\n/var/lib/docker/overlay2/' }],
    },
    'deleted-image-then-chains': {
      of: ['S4.34'], replay: 'removed', holds: BOTH, evidence: 'recorded', recording: 'rmi/rmi-shared-layers',
      expect: [{ actor: 'remover', command: 1, stdoutIs: `Untagged: app:1\nDeleted: sha256:${IMAGE}\nDeleted: sha256:${CHAIN}\nDeleted: sha256:${LOWER}` }],
    },
    'one-layer-chain-is-diff': {
      of: ['S4.35'], replay: 'removed', holds: BOTH, evidence: 'recorded', recording: 'rmi/rmi-basic',
      expect: [{ actor: 'remover', command: 2, stdoutIs: `["sha256:${ONE_LAYER}"]` }, { actor: 'remover', command: 3, stdout: `\nDeleted: sha256:${ONE_LAYER}` }],
    },
    'cache-id-is-new': {
      of: [], replay: 'reloaded', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'reloader', command: 1, stdout: '5b87620d1b81' }, { actor: 'reloader', command: 4, exit: 0, stdoutLacks: '5b87620d1b81' }],
    },
  },
})
