import type { CommandSpec } from '../spec.ts'
import { ANY, flag, NONE, ONLY_19 } from '../spec.ts'

const CONTAINERD = flag('--containerd string', 'override default location of containerd endpoint')

/** The commands of 19.03 that exchanged the engine for another edition. */
export const ENGINE_COMMANDS: readonly CommandSpec[] = [
  {
    paths: ['engine activate'],
    usage: '[OPTIONS]',
    short: 'Activate Enterprise Edition',
    args: ANY,
    clients: ONLY_19,
    flags: [
      CONTAINERD,
      flag('--display-only', 'only display the available licenses and exit'),
      flag('--engine-image string', 'Specify engine image', { default: 'enterprise-engine' }),
      flag('--format string', 'Pretty-print licenses using a Go template'),
      flag('--license string', 'License File'),
      flag('--quiet', 'Only display available licenses by ID'),
      flag('--registry-prefix string', 'Override the default location where engine images are pulled', {
        default: 'docker.io/store/docker',
      }),
      flag('--version string', 'Specify engine version (default is to use currently running version)'),
    ],
  },
  {
    paths: ['engine check'],
    usage: '[OPTIONS]',
    short: 'Check for available engine updates',
    args: NONE,
    clients: ONLY_19,
    flags: [
      CONTAINERD,
      flag('--downgrades', 'Report downgrades (default omits older versions)'),
      flag('--engine-image string', 'Specify engine image (default uses the same image as currently running)'),
      flag('--format string', 'Pretty-print updates using a Go template'),
      flag('--pre-releases', 'Include pre-release versions'),
      flag('-q, --quiet', 'Only display available versions'),
      flag('--registry-prefix string', 'Override the existing location where engine images are pulled', {
        default: 'docker.io/store/docker',
      }),
      flag('--upgrades', 'Report available upgrades', { default: 'true' }),
    ],
  },
  {
    paths: ['engine update'],
    usage: '[OPTIONS]',
    short: 'Update a local engine',
    args: NONE,
    clients: ONLY_19,
    flags: [
      CONTAINERD,
      flag('--engine-image string', 'Specify engine image (default uses the same image as currently running)'),
      flag('--registry-prefix string', 'Override the current location where engine images are pulled'),
      flag('--version string', 'Specify engine version'),
    ],
  },
]
