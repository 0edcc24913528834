import { defineScenario } from '#sandbox/scenario'
import { app, helloWorld, ubuntu } from '../images.ts'

const BOTH = ['docker-20.10', 'docker-19.03']

/** What an image was made of, newest step first. An image that was loaded has no IDs for its steps. */
export default defineScenario({
  id: 'history-basic',
  files: {
    'hello.tar': { archive: [helloWorld] }, 'ubuntu.tar': { archive: [ubuntu] }, 'app.tar': { archive: [app] },
    'build/Dockerfile': { text: 'FROM app:1\nLABEL a=b\nRUN head -c 5000 /dev/zero > /zeros\nRUN rm /zeros\nCMD ["cat", "/app/version"]\n' },
  },
  start: ['docker load -qi hello.tar', 'docker load -qi ubuntu.tar', 'docker load -qi app.tar'],
  actors: {
    reader: ['docker history ubuntu:18.04', 'docker history -q ubuntu:18.04', 'docker history -q --no-trunc hello-world', "docker history --format '{{.ID}} {{.Size}}' app:1", 'docker history -H=false app:1', 'docker image history hello-world', 'docker history nope', "docker history --format '{{.Nope}}' hello-world"],
    builder: ['docker build -q -t built:1 build', 'docker history built:1', "docker history --no-trunc --format '{{.Size}} {{.CreatedBy}}' built:1", 'docker history -q built:1 | wc -l', "docker image inspect -f '{{len .RootFS.Layers}}' built:1"],
  },
  replays: {
    loaded: { schedule: ['reader'], expect: [{ listed: 3 }] },
    built: { schedule: ['builder'] },
  },
  claims: {
    'newest-first': {
      of: ['S3.21', 'S3.22'], replay: 'loaded', holds: BOTH, evidence: 'recorded', recording: 'history/history-basic',
      expect: [{ actor: 'reader', command: 1, exit: 0, stdout: 'CREATED BY' }, { actor: 'reader', command: 2, stdoutIs: '5e182b31db20\n<missing>\n<missing>\n<missing>' }],
    },
    'missing-is-no-damage': {
      of: [], replay: 'loaded', holds: BOTH, evidence: 'recorded', recording: 'history/history-basic',
      expect: [{ actor: 'reader', command: 1, stdout: '<missing>' }, { check: 'every-image-has-its-layers', is: 'kept' }],
    },
    'whole-ids': {
      of: ['S4.13'], replay: 'loaded', holds: BOTH, evidence: 'recorded', recording: 'history/history-basic',
      expect: [{ actor: 'reader', command: 3, stdout: 'sha256:967d32277b59' }],
    },
    sizes: {
      of: [], replay: 'loaded', holds: BOTH, evidence: 'recorded', recording: 'history/history-basic',
      expect: [{ actor: 'reader', command: 4, stdoutIs: 'cef320c41a3e 6B\n<missing> 45.9kB' }, { actor: 'reader', command: 5, stdout: '45882' }],
    },
    refused: {
      of: [], replay: 'loaded', holds: BOTH, evidence: 'recorded', recording: 'history/history-basic',
      expect: [{ actor: 'reader', command: 7, exit: 1, stderr: 'Error response from daemon: No such image: nope:latest' }, { actor: 'reader', command: 8, exit: 1, stderr: "can't evaluate field Nope" }],
    },
    'built-has-ids': {
      of: [], replay: 'built', holds: BOTH, evidence: 'recorded', recording: 'history/history-built',
      expect: [{ actor: 'builder', command: 3, stdout: '0B /bin/sh -c rm /zeros\n5kB /bin/sh -c head -c 5000 /dev/zero > /zeros\n0B /bin/sh -c #(nop)  LABEL a=b\n' }, { actor: 'builder', command: 2, stdout: 'cef320c41a3e' }],
    },
    'steps-are-not-layers': {
      of: [], replay: 'built', holds: BOTH, evidence: 'recorded', recording: 'history/history-built',
      expect: [{ actor: 'builder', command: 4, stdoutIs: '6' }, { actor: 'builder', command: 5, stdoutIs: '4' }],
    },
  },
})
