import { defineScenario } from '#sandbox/scenario'
import { app } from '../images.ts'

const BOTH = ['docker-20.10', 'docker-19.03']

/** A container becomes an image: its changes are one more layer. What is in a volume, and what runs, is not in it. */
export default defineScenario({
  id: 'commit-basic',
  files: { 'app.tar': { archive: [app] } },
  start: ['docker load -qi app.tar', "docker run --name one app:1 sh -c 'echo new > /new; rm /app/version; chmod 600 /opt/runtime'"],
  actors: {
    committer: ['docker diff one', 'docker commit one', "docker commit -a 'A. Author <a@example.com>' -m 'first commit' one snap:1", 'docker images', 'docker history snap:1', 'docker run --rm snap:1 ls -l /new /opt/runtime', 'docker run --rm snap:1 ls /app', "docker image inspect -f '{{.Parent}} {{.Comment}} {{.Author}}' snap:1"],
    changer: ['docker commit -c \'CMD ["cat", "/new"]\' -c \'ENV X=1\' one snap:2', 'docker run --rm snap:2', "docker image inspect -f '{{json .Config.Cmd}} {{.Config.Env}}' snap:2"],
    again: ['docker commit one snap:1', 'docker images -f dangling=true'],
    volume: ["docker run --name two -v data:/data app:1 sh -c 'echo kept > /data/file; echo lost > /outside'", 'docker commit two with-volume:1', 'docker run --rm with-volume:1 ls /data', 'docker run --rm with-volume:1 cat /outside'],
    running: ['docker run -d --name three app:1 sleep 1000', 'docker commit three live:1', "docker inspect -f '{{.State.Status}}' three"],
  },
  replays: {
    basic: { schedule: ['committer'], expect: [{ listed: 3 }, { check: 'a-listed-image-runs', is: 'kept' }] },
    changes: { schedule: ['changer'] },
    'same-name': { schedule: ['committer', 'again'] },
    volume: { schedule: ['volume'] },
    running: { schedule: ['running'] },
  },
  claims: {
    'makes-an-image': {
      of: ['S0.7', 'S1.7', 'S2.7'], replay: 'basic', holds: BOTH, evidence: 'recorded', recording: 'commit/commit-basic',
      expect: [{ actor: 'committer', command: 2, exit: 0, stdout: 'sha256:' }, { actor: 'committer', command: 4, stdout: '<none>' }, { image: 'snap:1', is: 'listed' }],
    },
    'one-layer-more': {
      of: [], replay: 'basic', holds: BOTH, evidence: 'recorded', recording: 'commit/commit-basic',
      expect: [{ actor: 'committer', command: 5, stdout: 'first commit' }, { actor: 'committer', command: 5, stdout: 'cef320c41a3e' }, { actor: 'committer', command: 8, stdout: 'sha256:cef320c41a3e' }, { actor: 'committer', command: 8, stdout: ' first commit A. Author <a@example.com>' }],
    },
    'changes-are-in': {
      of: [], replay: 'basic', holds: BOTH, evidence: 'recorded', recording: 'commit/commit-basic',
      expect: [{ actor: 'committer', command: 1, stdout: 'D /app/version' }, { actor: 'committer', command: 6, exit: 0, stdout: '-rw-------' }, { actor: 'committer', command: 7, exit: 0, stdoutIs: '' }],
    },
    'config-changes': {
      of: [], replay: 'changes', holds: BOTH, evidence: 'recorded', recording: 'commit/commit-basic',
      expect: [{ actor: 'changer', command: 2, exit: 0, stdoutIs: 'new' }, { actor: 'changer', command: 3, stdout: '["cat","/new"]' }, { actor: 'changer', command: 3, stdout: 'X=1]' }],
    },
    'same-name-leaves-none': {
      of: [], replay: 'same-name', holds: BOTH, evidence: 'recorded', recording: 'commit/commit-basic',
      expect: [{ actor: 'again', command: 1, exit: 0, stdout: 'sha256:' }, { actor: 'again', command: 2, stdout: '<none>' }, { listed: 4 }],
    },
    'volume-stays-out': {
      of: [], replay: 'volume', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'volume', command: 3, exit: 0, stdoutIs: '' }, { actor: 'volume', command: 4, exit: 0, stdoutIs: 'lost' }],
    },
    'container-goes-on': {
      of: [], replay: 'running', holds: BOTH, evidence: 'recorded', recording: 'commit/commit-running',
      expect: [{ actor: 'running', command: 2, exit: 0, stdout: 'sha256:' }, { actor: 'running', command: 3, stdoutIs: 'running' }],
    },
  },
})
