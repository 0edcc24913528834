import { defineScenario } from '#sandbox/scenario'
import { app } from '../images.ts'

const BOTH = ['docker-20.10', 'docker-19.03']

/** Each command on containers, alone: one that was made, one that works, one that has ended. */
export default defineScenario({
  id: 'command-containers',
  files: { 'app.tar': { archive: [app] }, 'note.txt': { text: 'a note\n' } },
  start: ['docker load -qi app.tar', 'docker create --name made app:1', 'docker run -d --name busy app:1 sleep 1000', 'docker run --name ended app:1'],
  actors: {
    create: ['docker create --name new app:1', 'docker create --name made app:1'],
    run: ['docker run --name once app:1', 'docker run --rm app:1 nope', 'docker run --rm app:1 sh -c "exit 7"', 'docker run -p 80:80 app:1'],
    start: ['docker start made', 'docker start nope'],
    stop: ['docker stop busy', 'docker stop nope'],
    kill: ['docker kill busy', 'docker kill busy'],
    rm: ['docker rm made', 'docker rm busy', 'docker rm -f busy', 'docker rm made'],
    ps: ['docker ps', "docker ps -a --format '{{.Names}}: {{.Status}}'", "docker info -f '{{.Containers}} {{.ContainersRunning}} {{.ContainersPaused}} {{.ContainersStopped}}'"],
    exec: ['docker exec busy touch /note', 'docker exec busy ls /note', 'docker exec ended ls'],
    logs: ['docker logs ended', 'docker logs nope', "docker info -f '{{.LoggingDriver}}'"],
    diff: ['docker exec busy touch /note', 'docker diff busy', 'docker diff nope'],
    cp: ['docker cp note.txt busy:/note.txt', 'docker exec busy cat /note.txt', 'docker cp busy:/nope .', 'docker cp note.txt note2.txt'],
    'container-prune': ['docker container prune -f', "docker ps -a --format '{{.Names}}'"],
  },
  replays: {
    create: { schedule: ['create'] }, run: { schedule: ['run'] }, start: { schedule: ['start'] }, stop: { schedule: ['stop'] }, kill: { schedule: ['kill'] }, rm: { schedule: ['rm'] },
    ps: { schedule: ['ps'] }, exec: { schedule: ['exec'] }, logs: { schedule: ['logs'] }, diff: { schedule: ['diff'] }, cp: { schedule: ['cp'] },
    'container-prune': { schedule: ['container-prune'] },
  },
  claims: {
    'create-name-taken': {
      of: [], replay: 'create', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'create', command: 1, exit: 0 }, { actor: 'create', command: 2, exit: 1, stderr: 'The container name "/made" is already in use by container' }],
    },
    'run-exit': {
      of: [], replay: 'run', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'run', command: 1, exit: 0, stdoutIs: 'app 1' }, { actor: 'run', command: 3, exit: 7 }],
    },
    'run-127': {
      of: [], replay: 'run', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'run', command: 2, exit: 127, stderr: 'executable file not found in $PATH' }],
    },
    'start-name': {
      of: [], replay: 'start', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'start', command: 1, exit: 0, stdoutIs: 'made' }, { actor: 'start', command: 2, exit: 1, stderr: 'failed to start containers: nope' }],
    },
    'stop-name': {
      of: [], replay: 'stop', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'stop', command: 1, exit: 0, stdoutIs: 'busy' }],
    },
    'kill-twice': {
      of: [], replay: 'kill', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'kill', command: 1, exit: 0, stdoutIs: 'busy' }, { actor: 'kill', command: 2, exit: 1, stderr: 'is not running' }],
    },
    'rm-running': {
      of: [], replay: 'rm', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'rm', command: 2, exit: 1, stderr: 'You cannot remove a running container' }, { actor: 'rm', command: 3, exit: 0, stdoutIs: 'busy' }],
    },
    'counts-fit': {
      of: ['S4.41'], replay: 'ps', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'ps', command: 3, exit: 0, stdoutIs: '3 1 0 2' }],
    },
    'exec-needs-running': {
      of: [], replay: 'exec', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'exec', command: 2, exit: 0, stdoutIs: '/note' }, { actor: 'exec', command: 3, exit: 1, stderr: 'is not running' }],
    },
    'logs-after-end': {
      of: ['S4.48'], replay: 'logs', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'logs', command: 1, exit: 0, stdoutIs: 'app 1' }, { actor: 'logs', command: 3, stdoutIs: 'json-file' }],
    },
    'diff-added': {
      of: [], replay: 'diff', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'diff', command: 2, exit: 0, stdout: 'A /note' }],
    },
    'cp-into': {
      of: [], replay: 'cp', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'cp', command: 1, exit: 0, stdoutIs: '' }, { actor: 'cp', command: 2, stdoutIs: 'a note' }],
    },
    'prune-keeps-running': {
      of: [], replay: 'container-prune', holds: BOTH, evidence: 'recorded', recording: 'prune/prune-system',
      expect: [{ actor: 'container-prune', command: 1, exit: 0, stdout: 'Deleted Containers:' }, { actor: 'container-prune', command: 2, stdoutIs: 'busy' }],
    },
  },
})
