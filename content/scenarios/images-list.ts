import { defineScenario } from '#sandbox/scenario'
import { app, app2, base, helloWorld, ubuntu } from '../images.ts'

const BOTH = ['docker-20.10', 'docker-19.03']

/** The list of images in its forms: whole, by repository, only IDs, full IDs, filtered, and with columns of one's own. */
export default defineScenario({
  id: 'images-list',
  files: {
    'hello.tar': { archive: [helloWorld] }, 'ubuntu.tar': { archive: [ubuntu] }, 'base.tar': { archive: [base] }, 'app.tar': { archive: [app] },
    'app-1-new.tar': { archive: [{ ...app2, tags: ['app:1'] }] },
    'build/Dockerfile': { text: 'FROM base:1\nRUN echo one > /one\nRUN echo two > /two\n' },
  },
  start: ['docker load -qi hello.tar', 'docker load -qi ubuntu.tar', 'docker load -qi base.tar', 'docker load -qi app.tar', 'docker tag app:1 app:stable', 'docker tag ubuntu:18.04 team/ubuntu:18.04'],
  actors: {
    reader: [
      'docker images', 'docker images app', 'docker images -q', 'docker images -q --no-trunc app:1', "docker images --format '{{.ID}} {{.Repository}}:{{.Tag}}'",
      'docker images -q | wc -l', 'docker images -q | sort -u | wc -l', "docker images '*buntu'", "docker images '*/*buntu'", 'docker images cef320c41a3e',
    ],
    builder: ['docker build -q -t built:1 build', 'docker images', 'docker images -a', 'docker images -f dangling=true'],
    mover: ['docker rmi app:stable', 'docker load -qi app-1-new.tar', 'docker images -f dangling=true', "docker images -f 'reference=*/*'"],
    copier: ['docker images -a // detailed'],
  },
  replays: {
    forms: { schedule: ['reader'], expect: [{ listed: 6 }] },
    steps: { schedule: ['builder'], expect: [{ listed: 8 }] },
    filters: { schedule: ['mover'], expect: [{ listed: 6 }] },
    comment: { schedule: ['copier'], expect: [{ actor: 'copier', command: 1, exit: 1 }] },
  },
  claims: {
    lists: {
      of: ['S0.58', 'S1.58', 'S2.58', 'S4.9', 'S4.10', 'S4.11', 'S4.12'], replay: 'forms', holds: BOTH, evidence: 'recorded', recording: 'images/images-list',
      expect: [{ listed: 6 }, { actor: 'reader', command: 1, exit: 0, stdout: 'REPOSITORY' }, { actor: 'reader', command: 1, stdout: 'IMAGE ID' }, { actor: 'reader', command: 1, stdout: '2601019897de' }],
    },
    'row-per-name': {
      of: ['S4.15'], replay: 'forms', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'reader', command: 6, stdoutIs: '6' }, { actor: 'reader', command: 7, stdoutIs: '4' }],
    },
    'by-repository': {
      of: ['S4.19'], replay: 'forms', holds: BOTH, evidence: 'recorded', recording: 'images/images-list',
      expect: [{ actor: 'reader', command: 2, exit: 0, stdout: 'stable' }, { actor: 'reader', command: 2, stdoutLacks: 'ubuntu' }],
    },
    'short-ids': {
      of: ['S4.14', 'S4.15'], replay: 'forms', holds: BOTH, evidence: 'recorded', recording: 'images/images-list',
      expect: [{ actor: 'reader', command: 3, exit: 0, stdout: 'cef320c41a3e\n' }, { actor: 'reader', command: 3, stdoutLacks: 'sha256:' }, { actor: 'reader', command: 3, stdoutLacks: 'app' }],
    },
    'full-ids': {
      of: ['S4.13', 'S4.14'], replay: 'forms', holds: BOTH, evidence: 'recorded', recording: 'images/images-list',
      expect: [{ actor: 'reader', command: 4, exit: 0, stdoutIs: 'sha256:cef320c41a3e77ceac989354e5086fda4d566fb8e6705abeb42c2ba835e7a577' }],
    },
    columns: {
      of: [], replay: 'forms', holds: BOTH, evidence: 'recorded', recording: 'images/images-format',
      expect: [{ actor: 'reader', command: 5, exit: 0, stdout: '2601019897de base:1\n' }],
    },
    'star-and-slash': {
      of: [], replay: 'forms', holds: BOTH, evidence: 'recorded', recording: 'images/images-list',
      expect: [{ actor: 'reader', command: 8, stdout: '5e182b31db20' }, { actor: 'reader', command: 8, stdoutLacks: 'team/ubuntu' }, { actor: 'reader', command: 9, stdout: 'team/ubuntu' }],
    },
    'id-finds-nothing': {
      of: [], replay: 'forms', holds: BOTH, evidence: 'recorded', recording: 'images/images-list',
      expect: [{ actor: 'reader', command: 10, exit: 0, stdoutLacks: 'app' }],
    },
    'steps-with-a': {
      of: ['S3.5', 'S4.8'], replay: 'steps', holds: BOTH, evidence: 'recorded', recording: 'images/images-dangling-and-intermediate',
      expect: [{ actor: 'builder', command: 2, stdoutLacks: '<none>' }, { actor: 'builder', command: 3, stdout: '<none>' }],
    },
    'steps-not-dangling': {
      of: [], replay: 'steps', holds: BOTH, evidence: 'recorded', recording: 'images/images-dangling-and-intermediate',
      expect: [{ actor: 'builder', command: 3, stdout: '<none>' }, { actor: 'builder', command: 4, exit: 0, stdoutLacks: '<none>' }],
    },
    dangling: {
      of: [], replay: 'filters', holds: BOTH, evidence: 'recorded', recording: 'images/images-filter',
      expect: [{ actor: 'mover', command: 3, exit: 0, stdout: 'cef320c41a3e' }, { actor: 'mover', command: 3, stdoutLacks: 'ubuntu' }],
    },
    'no-comment': {
      of: ['S4.8'], replay: 'comment', holds: BOTH, evidence: 'recorded', recording: 'images/images-list',
      expect: [{ actor: 'copier', command: 1, exit: 1, stderr: '"docker images" requires at most 1 argument.' }],
    },
  },
})
