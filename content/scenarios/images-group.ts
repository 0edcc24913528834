import { defineScenario } from '#sandbox/scenario'
import { helloWorld } from '../images.ts'

const BOTH = ['docker-20.10', 'docker-19.03']

/** `docker image` is a group of commands and prints its help; the list is `docker images` or `docker image ls`. */
export default defineScenario({
  id: 'images-group',
  files: { 'hello.tar': { archive: [helloWorld] } },
  start: ['docker load -qi hello.tar'],
  actors: { reader: ['docker image', 'docker images', 'docker image ls'] },
  replays: { group: { schedule: ['reader'], expect: [{ listed: 1 }] } },
  claims: {
    'prints-help': {
      of: ['S0.31', 'S1.31', 'S2.31'], replay: 'group', holds: BOTH, evidence: 'recorded', recording: 'system/help-top',
      expect: [{ actor: 'reader', command: 1, stderr: 'docker image COMMAND', stdoutLacks: 'hello-world' }],
    },
    'same-list': {
      of: ['S3.4'], replay: 'group', holds: BOTH, evidence: 'recorded', recording: 'images/images-list',
      expect: [{ actor: 'reader', command: 2, exit: 0, stdout: '967d32277b59' }, { actor: 'reader', command: 3, exit: 0, stdout: '967d32277b59' }],
    },
  },
})
