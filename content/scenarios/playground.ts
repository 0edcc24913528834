import { defineScenario } from '#sandbox/scenario'
import { app, app2, base, helloWorld, ubuntu } from '../images.ts'

/** An empty store, a few archives to begin with, a registry with the whole catalogue, and a second host of another kind. */
export default defineScenario({
  id: 'playground',
  files: {
    'hello.tar': { archive: [helloWorld] },
    'ubuntu.tar': { archive: [ubuntu] },
    'app.tar': { archive: [base, app, app2] },
  },
  registry: {},
  hosts: [{ name: 'host-a' }, { name: 'host-b', architecture: 'arm64', kernel: '5.4.0-21-generic', modules: ['overlay'] }],
  actors: { reader: ['ls', 'docker load -i hello.tar', 'docker images', 'docker run --rm hello-world', 'docker pull nginx:1.14.0', 'ssh host-b docker run --rm hello-world', 'docker save nginx:1.14.0 | ssh host-b docker load'] },
  replays: {
    'first-look': {
      schedule: ['reader'],
      expect: [
        { image: 'hello-world:latest', is: 'listed' }, { image: 'nginx:1.14.0', is: 'listed' }, { actor: 'reader', command: 4, exit: 0, stdout: 'Hello from Docker!' },
        { actor: 'reader', command: 6, exit: 0, stdout: 'Hello from Docker!' }, { actor: 'reader', command: 7, exit: 0, stdout: 'Loaded image: nginx:1.14.0' },
      ],
    },
  },
})
