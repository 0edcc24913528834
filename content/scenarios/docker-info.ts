import { defineScenario } from '#sandbox/scenario'
import { app, base, helloWorld } from '../images.ts'

const BOTH = ['docker-20.10', 'docker-19.03']

/** `docker info` of an engine with one container that runs and twelve that have ended. */
export default defineScenario({
  id: 'docker-info',
  files: {
    'hello.tar': { archive: [helloWorld] }, 'base.tar': { archive: [base] }, 'app.tar': { archive: [app] },
    'build/Dockerfile': { text: 'FROM base:1\nRUN echo one > /one\nRUN echo two > /two\n' },
  },
  start: [
    'docker load -qi hello.tar', 'docker load -qi base.tar', 'docker load -qi app.tar', 'docker run -d --name running app:1 sleep 1000',
    'for n in 1 2 3 4 5 6 7 8 9 10 11 12; do docker run --name ended$n hello-world; done',
  ],
  actors: {
    reader: ['docker info', "docker info --format '{{.Containers}} = {{.ContainersRunning}} + {{.ContainersPaused}} + {{.ContainersStopped}}'", "docker info --format '{{.Driver}} {{.DockerRootDir}} {{.Images}}'", 'ls /var/lib/docker'],
    pauser: ['docker pause running', "docker info --format '{{.Containers}} = {{.ContainersRunning}} + {{.ContainersPaused}} + {{.ContainersStopped}}'", 'docker unpause running'],
    builder: ['docker build -q -t built:1 build', "docker info --format '{{.Images}}'", 'docker images -aq | sort -u | wc -l', 'docker images -q | sort -u | wc -l', 'docker tag app:1 app:again', "docker info --format '{{.Images}}'"],
    down: ['systemctl stop docker', 'docker info'],
  },
  replays: {
    read: { schedule: ['reader'], expect: [{ listed: 3 }] },
    paused: { schedule: ['pauser'] },
    images: { schedule: ['builder'] },
    down: { schedule: ['down', '!wait=30', 'down'] },
  },
  claims: {
    'sum-fits': {
      of: ['S4.41'], replay: 'read', holds: BOTH, evidence: 'recorded', recording: 'system/system-info',
      expect: [{ actor: 'reader', command: 1, exit: 0, stdout: ' Containers: 13\n  Running: 1\n  Paused: 0\n  Stopped: 12\n Images: 3\n' }, { actor: 'reader', command: 2, stdoutIs: '13 = 1 + 0 + 12' }],
    },
    'paused-is-its-own': {
      of: ['S4.41'], replay: 'paused', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'pauser', command: 2, stdoutIs: '13 = 0 + 1 + 12' }],
    },
    'counts-step-images': {
      of: ['S4.42'], replay: 'images', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'builder', command: 2, stdoutIs: '5' }, { actor: 'builder', command: 3, stdoutIs: '5' }, { actor: 'builder', command: 4, stdoutIs: '4' }],
    },
    'not-names': {
      of: ['S4.42'], replay: 'images', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'builder', command: 6, stdoutIs: '5' }],
    },
    storage: {
      of: ['S4.44', 'S4.46', 'S4.47'], replay: 'read', holds: BOTH, evidence: 'recorded', recording: 'system/system-info',
      expect: [{ actor: 'reader', command: 1, stdout: ' Storage Driver: overlay2\n  Backing Filesystem: extfs\n  Supports d_type: true\n  Native Overlay Diff: true\n' }],
    },
    'root-directory': {
      of: ['S4.7', 'S4.57'], replay: 'read', holds: BOTH, evidence: 'recorded', recording: 'system/system-info',
      expect: [{ actor: 'reader', command: 3, stdoutIs: 'overlay2 /var/lib/docker 3' }, { actor: 'reader', command: 4, stdout: 'overlay2' }, { actor: 'reader', command: 4, stdout: 'image' }],
    },
    swarm: {
      of: ['S4.48', 'S4.51', 'S4.60', 'S4.61'], replay: 'read', holds: BOTH, evidence: 'recorded', recording: 'system/system-info',
      expect: [{ actor: 'reader', command: 1, stdout: ' Logging Driver: json-file\n' }, { actor: 'reader', command: 1, stdout: ' Swarm: inactive\n' }, { actor: 'reader', command: 1, stdout: ' Labels:\n Experimental: false\n Insecure Registries:\n  127.0.0.0/8\n' }],
    },
    'daemon-down': {
      of: ['S4.40'], replay: 'down', holds: BOTH, evidence: 'recorded', recording: 'system/engine-down',
      expect: [{ actor: 'down', command: 2, exit: 1, stdout: 'Client:\n', stderr: 'errors pretty printing info' }, { actor: 'down', command: 2, stdout: 'Server:\nERROR: Cannot connect to the Docker daemon at unix:///var/run/docker.sock' }],
    },
  },
})
