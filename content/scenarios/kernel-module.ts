import { defineScenario } from '#sandbox/scenario'

const BOTH = ['docker-20.10', 'docker-19.03']

/** A container has no kernel of its own: a program that needs a module starts anywhere, and fails where the host has none. */
export default defineScenario({
  id: 'kernel-module',
  hosts: [{ name: 'host-a', modules: ['overlay', 'br_netfilter', 'nf_nat', 'wireguard'] }, { name: 'host-b' }],
  registry: { catalogue: ['vpn:1'] },
  start: ['docker pull -q vpn:1', 'ssh host-b docker pull -q vpn:1'],
  actors: {
    reader: [
      'docker run --rm vpn:1',
      'ssh host-b docker run --rm vpn:1',
      'docker images --no-trunc -q; ssh host-b docker images --no-trunc -q',
      'uname -r; docker run --rm vpn:1 uname -r',
      'ssh host-b lsmod | grep -c wireguard',
    ],
    insider: ['ssh host-b docker run --rm vpn:1 modprobe wireguard'],
    administrator: ['ssh host-b modprobe wireguard', 'ssh host-b docker run --rm vpn:1'],
  },
  replays: {
    'two-hosts': { schedule: ['reader'], expect: [{ check: 'a-listed-image-runs', is: 'kept' }] },
    loaded: { schedule: ['insider', 'administrator'] },
  },
  claims: {
    'starts-and-fails': {
      of: ['S3.43', 'S3.44', 'S3.45'], replay: 'two-hosts', holds: BOTH, evidence: 'sandbox',
      expect: [
        { actor: 'reader', command: 1, exit: 0, stdout: 'vpn: tunnel wg0 is up' },
        { actor: 'reader', command: 2, exit: 1, stdout: 'vpn: settings read', stderr: 'vpn: cannot create wg0: Operation not supported' },
      ],
    },
    'no-kernel-of-its-own': {
      of: ['S3.41'], replay: 'two-hosts', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'reader', command: 4, stdoutIs: '6.1.0-18-amd64\n6.1.0-18-amd64' }],
    },
    'module-of-the-host': {
      of: ['S3.43'], replay: 'loaded', holds: BOTH, evidence: 'sandbox',
      expect: [{ actor: 'insider', command: 1, exit: 1 }, { actor: 'administrator', command: 2, exit: 0, stdout: 'vpn: tunnel wg0 is up' }],
    },
  },
})
