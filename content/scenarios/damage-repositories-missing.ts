import { defineScenario } from '#sandbox/scenario'
import { app, helloWorld, ubuntu } from '../images.ts'

const BOTH = ['docker-20.10', 'docker-19.03']

/** The file of all names is gone. Every image is `<none>`, and a clean-up takes all of them that no container needs. */
export default defineScenario({
  id: 'damage-repositories-missing',
  files: { 'hello.tar': { archive: [helloWorld] }, 'ubuntu.tar': { archive: [ubuntu] }, 'app.tar': { archive: [app] } },
  start: ['docker load -qi hello.tar', 'docker load -qi ubuntu.tar', 'docker load -qi app.tar', 'docker run --name one ubuntu:18.04 true'],
  actors: {
    breaker: ['rm /var/lib/docker/image/overlay2/repositories.json'],
    reader: ['docker images', "docker ps -a --format '{{.Names}} {{.Image}}'", "docker inspect -f '{{.RepoTags}}' 967d32277b59"],
    pruner: ['docker image prune -f', 'docker images -a'],
    namer: ['docker load -i hello.tar', 'docker tag 5e182b31db20 ubuntu:18.04', 'docker images'],
  },
  replays: {
    pruned: { schedule: ['breaker', '!kill', '!start', '!look=started', 'reader', 'pruner', '!look=pruned', 'namer'], expect: [{ listed: 3, at: 'started' }, { listed: 1, at: 'pruned' }, { listed: 2 }] },
    named: { schedule: ['breaker', '!kill', '!start', 'reader', 'namer'], expect: [{ listed: 3 }] },
  },
  claims: {
    'all-none': {
      of: [], replay: 'pruned', holds: BOTH, evidence: 'recorded', recording: 'damage/damage-repositories-missing',
      expect: [{ actor: 'reader', command: 1, exit: 0, stdout: '<none>', stdoutLacks: 'ubuntu' }, { actor: 'reader', command: 2, stdoutIs: 'one 5e182b31db20' }, { actor: 'reader', command: 3, stdoutIs: '[]' }],
    },
    'prune-takes-them': {
      of: [], replay: 'pruned', holds: BOTH, evidence: 'recorded', recording: 'damage/damage-repositories-missing',
      expect: [{ actor: 'pruner', command: 1, exit: 0, stdout: 'deleted: sha256:967d32277b59', stdoutLacks: '5e182b31db20' }, { listed: 1, at: 'pruned' }],
    },
    'names-again': {
      of: [], replay: 'named', holds: BOTH, evidence: 'recorded', recording: 'damage/damage-repositories-missing',
      expect: [{ actor: 'namer', command: 1, exit: 0 }, { image: 'hello-world:latest', is: 'listed' }, { image: 'ubuntu:18.04', is: 'listed' }],
    },
  },
})
