import { defineScenario } from '#sandbox/scenario'
import { base, helloWorld } from '../images.ts'

const BOTH = ['docker-20.10', 'docker-19.03']
const OPENEULER = ['openeuler-18.09']
const NAMES = '/var/lib/docker/image/overlay2/repositories.json'
const LIST = `jq -r '.Repositories[] | keys[]' ${NAMES}`

/** A name without an image, made by hand, and two ways to be rid of it. */
export default defineScenario({
  id: 'damage-repositories-stale',
  files: { 'hello.tar': { archive: [helloWorld] }, 'base.tar': { archive: [base] } },
  start: ['docker load -qi hello.tar', 'docker load -qi base.tar', `cp ${NAMES} names.json`, 'docker rmi hello-world', 'systemctl stop docker', `cp names.json ${NAMES}`, 'systemctl start docker'],
  actors: {
    finder: ['docker images -a', `${LIST} | while read name; do docker image inspect "$name" >/dev/null 2>&1 || echo "$name"; done`, 'docker save hello-world:latest | wc -c', 'docker rmi hello-world'],
    reloader: ['docker load -i hello.tar', 'docker run --rm hello-world', LIST, 'docker rmi hello-world', LIST],
    tagger: ['docker tag base:1 hello-world:latest', 'docker rmi hello-world:latest', LIST, 'docker images'],
    waiter: ['systemctl restart docker', 'docker image prune -f', LIST],
  },
  replays: {
    'find-and-load': { schedule: ['finder', '!look=found', 'reloader'], expect: [{ check: 'every-reference-resolves', is: 'broken', at: 'found' }, { check: 'every-reference-resolves', is: 'kept' }] },
    'find-and-tag': { schedule: ['finder', '!look=found', 'tagger'], expect: [{ check: 'every-reference-resolves', is: 'broken', at: 'found' }, { check: 'every-reference-resolves', is: 'kept' }] },
    wait: { schedule: ['waiter'], expect: [{ check: 'every-reference-resolves', is: 'broken' }] },
  },
  claims: {
    'not-listed': {
      of: [], replay: 'find-and-load', holds: BOTH, evidence: 'recorded', recording: 'damage/damage-repositories-stale',
      expect: [{ actor: 'finder', command: 1, exit: 0, stdoutLacks: 'hello-world' }, { reference: 'hello-world:latest', is: 'dangling', at: 'found' }],
    },
    found: {
      of: ['S0.12', 'S1.12', 'S2.12'], replay: 'find-and-load', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'finder', command: 2, exit: 0, stdoutIs: 'hello-world:latest' }],
    },
    'load-repairs': {
      of: [], replay: 'find-and-load', holds: BOTH, evidence: 'recorded', recording: 'damage/damage-repositories-stale',
      expect: [{ actor: 'reloader', command: 2, exit: 0, stdoutIs: 'Hello from Docker!' }, { actor: 'reloader', command: 4, exit: 0, stdout: 'Deleted: sha256:967d32277b59' }, { reference: 'hello-world:latest', is: 'absent' }],
    },
    'tag-clears': {
      of: [], replay: 'find-and-tag', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'tagger', command: 2, exit: 0, stdoutIs: 'Untagged: hello-world:latest' }, { reference: 'hello-world:latest', is: 'absent' }, { image: 'base:1', is: 'listed' }, { listed: 1 }],
    },
    'waiting-helps-not': {
      of: [], replay: 'wait', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'waiter', command: 1, exit: 0 }, { actor: 'waiter', command: 2, exit: 0, stdoutIs: 'Total reclaimed space: 0B' }, { reference: 'hello-world:latest', is: 'dangling' }],
    },
    'openeuler-start-clears': {
      of: ['S0.12', 'S1.12', 'S2.12'], replay: 'wait', holds: OPENEULER, fails: BOTH, evidence: 'source',
      expect: [{ actor: 'waiter', command: 3, exit: 0, stdoutIs: 'base:1' }, { reference: 'hello-world:latest', is: 'absent' }],
    },
  },
})
