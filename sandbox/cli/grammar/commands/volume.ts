import type { CommandSpec } from '../spec.ts'
import { atLeast, atMost, changed, exactly, flag, NONE, SINCE_28 } from '../spec.ts'
import { FORMAT_OF_LISTS, FORMAT_OF_OBJECTS } from './format-help.ts'

/** Volumes. */
export const VOLUME_COMMANDS: readonly CommandSpec[] = [
  {
    paths: ['volume create'],
    usage: '[OPTIONS] [VOLUME]',
    short: 'Create a volume',
    args: atMost(1),
    flags: [
      flag(
        '--availability string',
        'Cluster Volume availability ("active", "pause", "drain")',
        { default: 'active', clients: SINCE_28, api: '1.42' },
      ),
      flag('-d, --driver string', 'Specify volume driver name', { default: 'local' }),
      flag('--group string', 'Cluster Volume group (cluster volumes)', { clients: SINCE_28, api: '1.42' }),
      flag('--label list', 'Set metadata for a volume', { kind: 'label' }),
      flag('--limit-bytes bytes', 'Minimum size of the Cluster Volume in bytes', { clients: SINCE_28, api: '1.42' }),
      flag('--name string', '', { hidden: true }),
      flag('-o, --opt map', 'Set driver specific options', { default: 'map[]' }),
      flag(
        '--required-bytes bytes',
        'Maximum size of the Cluster Volume in bytes',
        { clients: SINCE_28, api: '1.42' },
      ),
      flag(
        '--scope string',
        'Cluster Volume access scope ("single", "multi")',
        { default: 'single', clients: SINCE_28, api: '1.42' },
      ),
      flag('--secret map', 'Cluster Volume secrets', { default: 'map[]', clients: SINCE_28, api: '1.42' }),
      flag(
        '--sharing string',
        'Cluster Volume access sharing ("none", "readonly", "onewriter", "all")',
        { default: 'none', clients: SINCE_28, api: '1.42' },
      ),
      flag(
        '--topology-preferred list',
        'A topology that the Cluster Volume would be preferred in',
        { clients: SINCE_28, api: '1.42' },
      ),
      flag(
        '--topology-required list',
        'A topology that the Cluster Volume must be accessible from',
        { clients: SINCE_28, api: '1.42' },
      ),
      flag(
        '--type string',
        'Cluster Volume access type ("mount", "block")',
        { default: 'block', clients: SINCE_28, api: '1.42' },
      ),
    ],
  },
  {
    paths: ['volume inspect'],
    usage: '[OPTIONS] VOLUME [VOLUME...]',
    short: 'Display detailed information on one or more volumes',
    args: atLeast(1),
    flags: [
      flag('-f, --format string', changed('Format the output using the given Go template', FORMAT_OF_OBJECTS)),
    ],
  },
  {
    paths: ['volume ls'],
    aliases: { 'volume ls': ['list'] },
    usage: '[OPTIONS]',
    short: 'List volumes',
    args: NONE,
    flags: [
      flag(
        '--cluster',
        'Display only cluster volumes, and use cluster volume list formatting',
        { clients: SINCE_28, api: '1.42' },
      ),
      flag(
        '-f, --filter filter',
        changed("Provide filter values (e.g. 'dangling=true')", 'Provide filter values (e.g. "dangling=true")'),
      ),
      flag('--format string', changed('Pretty-print volumes using a Go template', FORMAT_OF_LISTS)),
      flag('-q, --quiet', 'Only display volume names'),
    ],
  },
  {
    paths: ['volume prune'],
    usage: '[OPTIONS]',
    short: changed('Remove all unused local volumes', 'Remove unused local volumes'),
    args: NONE,
    api: '1.25',
    flags: [
      flag('-a, --all', 'Remove all unused volumes, not just anonymous ones', { clients: SINCE_28, api: '1.42' }),
      flag(
        '--filter filter',
        changed("Provide filter values (e.g. 'label=<label>')", 'Provide filter values (e.g. "label=<label>")'),
      ),
      flag('-f, --force', 'Do not prompt for confirmation'),
    ],
  },
  {
    paths: ['volume rm'],
    aliases: { 'volume rm': ['remove'] },
    usage: '[OPTIONS] VOLUME [VOLUME...]',
    short: 'Remove one or more volumes',
    long: 'Remove one or more volumes. You cannot remove a volume that is in use by a container.',
    example: changed('\n$ docker volume rm hello\nhello\n', ''),
    args: atLeast(1),
    flags: [
      flag('-f, --force', 'Force the removal of one or more volumes', { api: '1.25' }),
    ],
  },
  {
    paths: ['volume update'],
    usage: '[OPTIONS] [VOLUME]',
    short: 'Update a volume (cluster volumes only)',
    args: exactly(1),
    clients: SINCE_28,
    api: '1.42',
    flags: [
      flag(
        '--availability string',
        'Cluster Volume availability ("active", "pause", "drain")',
        { default: 'active' },
      ),
    ],
  },
]
