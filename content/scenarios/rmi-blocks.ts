import { defineScenario } from '#sandbox/scenario'
import { app, base, helloWorld, other } from '../images.ts'

/** A removal keeps the locks of images and layers until the files are gone. Lists, loads and removals wait; `docker tag` does not. */
export default defineScenario({
  id: 'rmi-blocks',
  files: { 'app.tar': { archive: [app] }, 'other.tar': { archive: [other] }, 'hello.tar': { archive: [helloWorld] }, 'base.tar': { archive: [base] } },
  start: ['docker load -qi app.tar', 'docker load -qi hello.tar', 'docker load -qi base.tar'],
  actors: {
    cleaner: ['docker rmi app:1'],
    lister: ['docker images'],
    loader: ['docker load -i other.tar'],
    creator: ['docker create --name one hello-world'],
    'other-cleaner': ['docker rmi base:1'],
    tagger: ['docker tag hello-world:latest hello-world:copy'],
  },
  points: {
    // docker rmi: the image is out of the list; the files of its layers are being deleted.
    deleting: { step: 'unlink', target: '/diff/app/version' },
  },
  replays: {
    plain: { schedule: [['cleaner', 'deleting'], 'lister', 'loader', 'creator', 'other-cleaner', 'tagger', '!look=meanwhile', 'cleaner'], expect: [{ reference: 'hello-world:copy', is: 'resolves', at: 'meanwhile' }, { actor: 'lister', command: 1, exit: 0, stdoutLacks: 'app ' }] },
  },
})
