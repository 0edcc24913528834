import { defineScenario } from '#sandbox/scenario'
import { app } from '../images.ts'

const BOTH = ['docker-20.10', 'docker-19.03']

/** The power fails inside and after `docker tag`. The file of names is the old one or the new one, never half. */
export default defineScenario({
  id: 'power-tag',
  disk: { model: 'ext4' },
  files: { 'app.tar': { archive: [app] } },
  start: ['docker load -qi app.tar'],
  actors: { tagger: ['docker tag app:1 app:2'], observer: ['docker images', 'ls -A /var/lib/docker/image/overlay2'], again: ['docker tag app:1 app:2'] },
  points: {
    // docker tag: the new file of names is written and synced, beside the old one.
    'rename-next': { step: 'rename', target: 'repositories.json' },
  },
  replays: {
    before: { schedule: [['tagger', 'rename-next'], '!power=none', '!boot', '!look=cut', 'observer', 'again'], expect: [{ image: 'app:2', is: 'absent', at: 'cut' }, { image: 'app:2', is: 'listed' }] },
    after: { schedule: ['tagger', '!power=none', '!boot', '!look=cut'], expect: [{ image: 'app:1', is: 'listed', at: 'cut' }] },
    later: { schedule: ['tagger', '!wait=6', '!power=none', '!boot', '!look=cut'], expect: [{ image: 'app:2', is: 'listed', at: 'cut' }] },
  },
  claims: {
    'old-file': {
      of: ['S0.18', 'S1.18', 'S2.18'], replay: 'before', holds: BOTH, evidence: 'recorded', recording: 'powerloss/power-loss-tag',
      expect: [{ image: 'app:1', is: 'listed', at: 'cut' }, { image: 'app:2', is: 'absent', at: 'cut' }],
    },
    'durable-after-the-journal': {
      of: [], replay: 'later', holds: BOTH, evidence: 'recorded', recording: 'powerloss/power-loss-tag',
      expect: [{ image: 'app:1', is: 'listed', at: 'cut' }, { image: 'app:2', is: 'listed', at: 'cut' }],
    },
    'repeat': {
      of: [], replay: 'before', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'again', command: 1, exit: 0 }, { image: 'app:2', is: 'listed' }],
    },
  },
  sweeps: {
    cut: {
      actor: 'tagger', then: ['!power=none', '!boot', '!look=cut'],
      ends: { before: [{ image: 'app:1', is: 'listed', at: 'cut' }, { image: 'app:2', is: 'absent', at: 'cut' }], after: [{ image: 'app:1', is: 'listed', at: 'cut' }, { image: 'app:2', is: 'listed', at: 'cut' }] },
    },
  },
})
