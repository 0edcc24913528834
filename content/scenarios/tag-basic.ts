import { defineScenario } from '#sandbox/scenario'
import { app, app2 } from '../images.ts'

const BOTH = ['docker-20.10', 'docker-19.03']
const ONE = 'sha256:cef320c41a3e77ceac989354e5086fda4d566fb8e6705abeb42c2ba835e7a577'

/** An image gets more names and loses them one by one; with the last name it goes. */
export default defineScenario({
  id: 'tag-basic',
  files: { 'app.tar': { archive: [app] }, 'app-2.tar': { archive: [app2] } },
  start: ['docker load -i app.tar', 'docker load -i app-2.tar'],
  actors: {
    namer: [
      'docker images',
      'docker tag app:1 app:stable',
      'docker tag app:1 shop',
      'docker images',
      'docker images app',
      'jq . /var/lib/docker/image/overlay2/repositories.json',
      'docker rmi app:stable',
      'docker rmi shop',
      'docker rmi app:1',
      'docker images -a',
    ],
  },
  replays: {
    'add-and-remove': { schedule: ['!look=start', 'namer'] },
  },
  claims: {
    'one-name-one-row': {
      of: ['S0.43', 'S1.43', 'S2.43'], replay: 'add-and-remove', holds: BOTH, evidence: 'recorded', recording: 'tag/tag-basic',
      expect: [{ listed: 2, at: 'start' }, { image: 'app:1', is: 'listed', at: 'start' }, { actor: 'namer', command: 1, stdout: 'cef320c41a3e' }, { actor: 'namer', command: 1, stdoutLacks: '<none>' }],
    },
    'three-names-one-id': {
      of: [], replay: 'add-and-remove', holds: BOTH, evidence: 'recorded', recording: 'tag/tag-basic',
      expect: [{ actor: 'namer', command: 4, stdout: 'stable' }, { actor: 'namer', command: 4, stdout: 'shop' }, { actor: 'namer', command: 4, stdoutLacks: '<none>' }, { actor: 'namer', command: 6, stdout: `"app:stable": "${ONE}"` }, { actor: 'namer', command: 6, stdout: `"app:1": "${ONE}"` }],
    },
    'tag-after-colon': {
      of: ['S4.18'], replay: 'add-and-remove', holds: BOTH, evidence: 'recorded', recording: 'tag/tag-basic',
      expect: [{ actor: 'namer', command: 3, exit: 0 }, { actor: 'namer', command: 4, stdout: 'latest' }, { actor: 'namer', command: 6, stdout: `"shop:latest": "${ONE}"` }],
    },
    'repository-is-a-set': {
      of: ['S4.16'], replay: 'add-and-remove', holds: BOTH, evidence: 'recorded', recording: 'images/images-list',
      expect: [{ actor: 'namer', command: 5, stdout: 'cef320c41a3e' }, { actor: 'namer', command: 5, stdout: '278ab9625a97' }, { actor: 'namer', command: 5, stdout: 'stable' }, { actor: 'namer', command: 5, stdoutLacks: 'shop' }],
    },
    'name-is-a-line': {
      of: [], replay: 'add-and-remove', holds: BOTH, evidence: 'recorded', recording: 'tag/tag-basic',
      expect: [{ actor: 'namer', command: 6, stdout: `"shop:latest": "${ONE}"` }],
    },
    'only-the-name': {
      of: [], replay: 'add-and-remove', holds: BOTH, evidence: 'recorded', recording: 'rmi/rmi-tags-of-one-image',
      expect: [{ actor: 'namer', command: 7, stdoutIs: 'Untagged: app:stable' }, { actor: 'namer', command: 8, stdoutIs: 'Untagged: shop:latest' }],
    },
    'last-name-takes-the-image': {
      of: [], replay: 'add-and-remove', holds: BOTH, evidence: 'recorded', recording: 'rmi/rmi-tags-of-one-image',
      expect: [{ actor: 'namer', command: 9, stdout: 'Deleted: sha256:cef320c41a3e' }, { actor: 'namer', command: 10, stdoutLacks: 'cef320c41a3e' }, { listed: 1 }],
    },
  },
})
