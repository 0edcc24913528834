import { defineScenario } from '#sandbox/scenario'
import { base } from '../images.ts'

const ALL = ['docker-20.10', 'docker-19.03', 'openeuler-18.09']

/** `--no-parent` and `docker combine` belong to one product. The others say that they do not know them, openEuler's Docker 18.09 too. */
export default defineScenario({
  id: 'no-parent-unknown',
  files: { 'base.tar': { archive: [base] }, 'build/Dockerfile': { text: 'FROM base:1\nRUN echo one > /one\n' } },
  start: ['docker load -qi base.tar'],
  actors: { builder: ['docker build --no-parent -t app:1 build', 'docker combine base:1', 'docker images -q | wc -l', "docker inspect -f '{{.From}}' base:1", 'docker load -p -i base.tar'] },
  replays: { refused: { schedule: ['builder'], expect: [{ listed: 1 }] } },
  claims: {
    'unknown-flag': {
      of: ['S0.35', 'S1.35', 'S2.35'], replay: 'refused', holds: ALL, evidence: 'recorded', recording: 'client-19.03/c19-usage',
      expect: [{ actor: 'builder', command: 1, exit: 125, stderr: "unknown flag: --no-parent\nSee 'docker build --help'." }, { listed: 1 }],
    },
    'unknown-command': {
      of: ['S0.18', 'S1.18', 'S2.18'], replay: 'refused', holds: ALL, evidence: 'recorded', recording: 'client-19.03/c19-usage',
      expect: [{ actor: 'builder', command: 2, exit: 1, stderr: "docker: 'combine' is not a docker command." }],
    },
    'no-such-field': {
      of: [], replay: 'refused', holds: ALL, evidence: 'sandbox',
      expect: [{ actor: 'builder', command: 4, exit: 1, stderr: 'From' }],
    },
    'no-to-be-pulled': {
      of: [], replay: 'refused', holds: ALL, evidence: 'sandbox',
      expect: [{ actor: 'builder', command: 5, exit: 125, stderr: "unknown shorthand flag: 'p' in -p" }],
    },
  },
})
