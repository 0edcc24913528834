import { defineScenario } from '#sandbox/scenario'
import { helloWorld, ubuntu } from '../images.ts'

const BOTH = ['docker-20.10', 'docker-19.03']

/** Templates that work, and the messages of those that do not. */
export default defineScenario({
  id: 'inspect-format',
  files: { 'hello.tar': { archive: [helloWorld] }, 'ubuntu.tar': { archive: [ubuntu] } },
  start: ['docker load -qi hello.tar', 'docker load -qi ubuntu.tar'],
  actors: {
    reader: [
      "docker image inspect ubuntu:18.04 --format '{{.Architecture}}'",
      "docker image inspect ubuntu:18.04 --format '{{.Architecture}} {{.Os}}'",
      "docker image inspect -f '{{json .Config.Cmd}}' ubuntu:18.04",
      "docker image inspect -f '{{index .RepoTags 0}} {{len .RootFS.Layers}}' ubuntu:18.04 hello-world",
      "docker image inspect -f '{{range .RootFS.Layers}}{{println .}}{{end}}' ubuntu:18.04",
    ],
    learner: [
      "docker image inspect ubuntu:18.04 --format '{{.Architecture}} {{.Os}}'",
      "docker image inspect ubuntu:18.04 --formate '{{.Os}}'",
      "docker image inspect ubuntu:18.04 --format '{{Architecture}} {{.Os}}'",
      "docker image inspect ubuntu:18.04 --format '{{.architecture}}'",
      "docker image inspect ubuntu:18.04 --format '{{.Architecture'",
      "docker image inspect ubuntu:18.04 --format '{{index .RepoTags 5}}'",
      'docker image inspect ubuntu:18.04 --format {{.Architecture}} {{.Os}}',
    ],
  },
  replays: {
    works: { schedule: ['reader'], expect: [{ listed: 2 }] },
    fails: { schedule: ['learner'], expect: [{ listed: 2 }] },
  },
  claims: {
    'one-field': {
      of: ['S3.7', 'S3.8', 'S3.10'], replay: 'works', holds: BOTH, evidence: 'recorded', recording: 'client-19.03/c19-inspect',
      expect: [{ actor: 'reader', command: 1, exit: 0, stdoutIs: 'amd64' }],
    },
    'two-fields': {
      of: ['S3.7'], replay: 'works', holds: BOTH, evidence: 'recorded', recording: 'client-19.03/c19-inspect',
      expect: [{ actor: 'reader', command: 2, exit: 0, stdoutIs: 'amd64 linux' }],
    },
    'list-of-values': {
      of: ['S3.7'], replay: 'works', holds: BOTH, evidence: 'recorded', recording: 'inspect/inspect-format',
      expect: [{ actor: 'reader', command: 3, exit: 0, stdoutIs: '["/bin/sh"]' }, { actor: 'reader', command: 5, exit: 0, stdout: 'sha256:d539d73b4cad' }],
    },
    'line-per-image': {
      of: [], replay: 'works', holds: BOTH, evidence: 'recorded', recording: 'inspect/inspect-format',
      expect: [{ actor: 'reader', command: 4, exit: 0, stdoutIs: 'ubuntu:18.04 4\nhello-world:latest 1' }],
    },
    'misspelt-flag': {
      of: ['S3.9'], replay: 'fails', holds: BOTH, evidence: 'recorded', recording: 'client-19.03/c19-inspect',
      expect: [{ actor: 'learner', command: 2, exit: 125, stderr: 'unknown flag: --formate' }],
    },
    'missing-dot': {
      of: ['S3.11'], replay: 'fails', holds: BOTH, evidence: 'recorded', recording: 'client-19.03/c19-inspect',
      expect: [{ actor: 'learner', command: 3, exit: 64, stderr: 'emplate parsing error: template: :1: function "Architecture" not defined' }],
    },
    'wrong-case': {
      of: [], replay: 'fails', holds: BOTH, evidence: 'recorded', recording: 'inspect/inspect-template-errors',
      expect: [{ actor: 'learner', command: 4, exit: 1, stderr: 'map has no entry for key "architecture"' }],
    },
    'not-closed': {
      of: [], replay: 'fails', holds: BOTH, evidence: 'recorded', recording: 'inspect/inspect-template-errors',
      expect: [{ actor: 'learner', command: 5, exit: 64, stderr: 'unclosed action' }],
    },
    'no-such-place': {
      of: [], replay: 'fails', holds: BOTH, evidence: 'recorded', recording: 'inspect/inspect-format',
      expect: [{ actor: 'learner', command: 6, exit: 1, stderr: 'index out of range: 5' }],
    },
    'no-quotes': {
      of: [], replay: 'fails', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'learner', command: 7, exit: 1, stdoutIs: 'amd64', stderr: 'Error: No such image: {{.Os}}' }],
    },
  },
})
