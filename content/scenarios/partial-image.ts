import { defineScenario } from '#sandbox/scenario'
import { base } from '../images.ts'

const EULEROS = ['euleros-1.11']
const OTHERS = ['docker-20.10', 'docker-19.03', 'openeuler-18.09']

/** EulerOS: an image that holds only what one build added. It runs once it is joined with what it is from, and the result stays. */
export default defineScenario({
  id: 'partial-image',
  profile: 'euleros-1.11',
  files: {
    'base.tar': { archive: [{ ...base, tags: ['base:v1.0.0'] }] },
    'app/Dockerfile': { text: 'FROM base:v1.0.0\nCOPY version /app/version\nCMD ["/bin/cat", "/app/version"]\n' },
    'app/version': { text: 'app 2\n' },
    'site/Dockerfile': { text: 'FROM app:v2.0.0\nCOPY page /page\nCMD ["/bin/cat", "/app/version", "/page"]\n' },
    'site/page': { text: 'hello\n' },
  },
  start: ['docker load -qi base.tar'],
  actors: {
    builder: ['docker build --no-parent -t app:v2.0.0 app', 'docker images', "docker inspect -f '{{.From}}' app:v2.0.0", 'docker history -q app:v2.0.0 | wc -l', 'docker images -aq | wc -l'],
    runner: ['docker run --rm app:v2.0.0', 'docker images', 'docker ps -aq | wc -l'],
    joiner: ['docker combine -t full:1 app:v2.0.0', 'docker images'],
    'joiner-without-a-name': ['docker combine app:v2.0.0', 'ls -d /var/lib/docker/overlay2/*/diff/app | wc -l'],
    restarter: ['systemctl restart docker', 'docker rmi app_v2.0.0-base_v1.0.0', 'docker combine app:v2.0.0'],
    carrier: ['docker save -o app.tar app:v2.0.0', 'docker rmi app:v2.0.0 base:v1.0.0', 'docker load -p -i app.tar', 'docker combine app:v2.0.0', 'docker run --rm app:v2.0.0', 'docker load -p -i base.tar', 'docker run --rm app:v2.0.0'],
    chainer: ['docker build --no-parent -t site:v3.0.0 site', 'docker images -a', 'docker run --rm site:v3.0.0', 'docker images'],
  },
  expect: { sometimes: [{ image: 'app_v2.0.0-base_v1.0.0:latest', is: 'listed' }, { image: 'full:1', is: 'listed' }, { image: 'app_v2.0.0-base_v1.0.0:latest', is: 'absent' }], atRest: ['every-reference-resolves', 'no-orphan-data', 'counts-agree'] },
  replays: {
    built: { schedule: ['builder'], expect: [{ listed: 2 }] },
    run: { schedule: ['builder', 'runner'], expect: [{ listed: 3 }, { check: 'every-image-has-its-layers', is: 'kept' }] },
    joined: { schedule: ['builder', 'joiner'], expect: [{ image: 'full:1', is: 'listed' }, { image: 'app:v2.0.0', is: 'listed' }] },
    'joined-again': { schedule: ['builder', 'joiner-without-a-name', 'restarter'], expect: [{ image: 'app_v2.0.0-base_v1.0.0:latest', is: 'listed' }] },
    carried: { schedule: ['builder', 'carrier'], expect: [{ image: 'app_v2.0.0-base_v1.0.0:latest', is: 'listed' }] },
    chain: { schedule: ['builder', 'chainer'], expect: [{ image: 'site_v3.0.0-app_v2.0.0-base_v1.0.0:latest', is: 'listed' }] },
  },
  claims: {
    flag: {
      of: ['S0.35', 'S1.35', 'S2.35'], replay: 'built', holds: EULEROS, fails: OTHERS, evidence: 'source',
      expect: [{ actor: 'builder', command: 1, exit: 0, stdout: 'Stripping parent image\nSuccessfully built' }, { image: 'app:v2.0.0', is: 'listed' }],
    },
    small: {
      of: [], replay: 'built', holds: EULEROS, evidence: 'source',
      expect: [{ actor: 'builder', command: 2, stdout: ' 6B\n' }, { actor: 'builder', command: 2, stdout: ' 45.9kB\n' }],
    },
    from: {
      of: [], replay: 'built', holds: EULEROS, fails: OTHERS, evidence: 'source',
      expect: [{ actor: 'builder', command: 3, exit: 0, stdout: 'base:v1.0.0@sha256:2601019897de' }],
    },
    'own-steps': {
      of: [], replay: 'built', holds: EULEROS, evidence: 'source',
      expect: [{ actor: 'builder', command: 4, stdoutIs: '2' }, { actor: 'builder', command: 5, stdoutIs: '2' }],
    },
    runs: {
      of: [], replay: 'run', holds: EULEROS, fails: OTHERS, evidence: 'source',
      expect: [{ actor: 'runner', command: 1, exit: 0, stdoutIs: 'app 2' }],
    },
    stays: {
      of: ['S0.39', 'S1.39', 'S2.39'], replay: 'run', holds: EULEROS, evidence: 'source',
      expect: [{ image: 'app_v2.0.0-base_v1.0.0:latest', is: 'listed' }, { actor: 'runner', command: 2, stdout: 'app_v2.0.0-base_v1.0.0' }, { actor: 'runner', command: 3, stdoutIs: '0' }],
    },
    combine: {
      of: ['S0.18', 'S1.18', 'S2.18'], replay: 'joined', holds: EULEROS, fails: OTHERS, evidence: 'source',
      expect: [{ actor: 'joiner', command: 1, exit: 0, stdout: 'Image ID: sha256:', stdoutLacks: 'Image Tag' }, { image: 'full:1', is: 'listed' }, { image: 'app:v2.0.0', is: 'listed' }, { image: 'base:v1.0.0', is: 'listed' }],
    },
    'usual-name': {
      of: [], replay: 'joined-again', holds: EULEROS, evidence: 'source',
      expect: [{ actor: 'joiner-without-a-name', command: 1, exit: 0, stdout: 'Image Tag: app_v2.0.0-base_v1.0.0\n' }],
    },
    'second-copy': {
      of: [], replay: 'joined-again', holds: EULEROS, evidence: 'source',
      expect: [{ actor: 'joiner-without-a-name', command: 2, stdoutIs: '2' }],
    },
    'to-be-pulled': {
      of: [], replay: 'carried', holds: EULEROS, evidence: 'source',
      expect: [{ actor: 'carrier', command: 3, exit: 0, stdout: 'Loaded image: app:v2.0.0\nToBePulled: base:v1.0.0@sha256:2601019897de' }, { actor: 'carrier', command: 6, exit: 0, stdoutIs: 'Loaded image: base:v1.0.0', stdoutLacks: 'ToBePulled' }],
    },
    'missing-part': {
      of: [], replay: 'carried', holds: EULEROS, evidence: 'source',
      expect: [{ actor: 'carrier', command: 4, exit: 1, stderr: 'No such image: sha256:2601019897de' }, { actor: 'carrier', command: 5, exit: 125 }, { actor: 'carrier', command: 7, exit: 0, stdoutIs: 'app 2' }],
    },
    chain: {
      of: [], replay: 'chain', holds: EULEROS, evidence: 'source',
      expect: [{ actor: 'chainer', command: 2, stdoutLacks: 'app_v2.0.0-base_v1.0.0' }, { actor: 'chainer', command: 3, exit: 0, stdoutIs: 'app 2\nhello' }, { actor: 'chainer', command: 4, stdout: 'site_v3.0.0-app_v2.0.0-base_v1.0.0' }],
    },
  },
})
