import type { CommandSpec } from '../spec.ts'
import { atLeast, changed, exactly, flag, NONE, range } from '../spec.ts'
import { FORMAT_OF_LISTS, FORMAT_OF_OBJECTS } from './format-help.ts'

/** Plugins of the daemon. */
export const PLUGIN_COMMANDS: readonly CommandSpec[] = [
  {
    paths: ['plugin create'],
    usage: '[OPTIONS] PLUGIN PLUGIN-DATA-DIR',
    short: 'Create a plugin from a rootfs and configuration. Plugin data directory must contain config.json and rootfs directory.',
    args: atLeast(2),
    flags: [
      flag('--compress', 'Compress the context using gzip'),
    ],
  },
  {
    paths: ['plugin disable'],
    usage: '[OPTIONS] PLUGIN',
    short: 'Disable a plugin',
    args: exactly(1),
    flags: [
      flag('-f, --force', 'Force the disable of an active plugin'),
    ],
  },
  {
    paths: ['plugin enable'],
    usage: '[OPTIONS] PLUGIN',
    short: 'Enable a plugin',
    args: exactly(1),
    flags: [
      flag('--timeout int', 'HTTP client timeout (in seconds)', { default: '30' }),
    ],
  },
  {
    paths: ['plugin inspect'],
    usage: '[OPTIONS] PLUGIN [PLUGIN...]',
    short: 'Display detailed information on one or more plugins',
    args: atLeast(1),
    flags: [
      flag('-f, --format string', changed('Format the output using the given Go template', FORMAT_OF_OBJECTS)),
    ],
  },
  {
    paths: ['plugin install'],
    usage: '[OPTIONS] PLUGIN [KEY=VALUE...]',
    short: 'Install a plugin',
    args: atLeast(1),
    flags: [
      flag('--alias string', 'Local name for plugin'),
      flag('--disable', 'Do not enable the plugin on install'),
      flag('--disable-content-trust', 'Skip image verification', { default: 'true' }),
      flag('--grant-all-permissions', 'Grant all permissions necessary to run the plugin'),
    ],
  },
  {
    paths: ['plugin ls'],
    aliases: { 'plugin ls': ['list'] },
    usage: '[OPTIONS]',
    short: 'List plugins',
    args: NONE,
    flags: [
      flag(
        '-f, --filter filter',
        changed("Provide filter values (e.g. 'enabled=true')", 'Provide filter values (e.g. "enabled=true")'),
      ),
      flag('--format string', changed('Pretty-print plugins using a Go template', FORMAT_OF_LISTS)),
      flag('--no-trunc', "Don't truncate output"),
      flag('-q, --quiet', 'Only display plugin IDs'),
    ],
  },
  {
    paths: ['plugin push'],
    usage: '[OPTIONS] PLUGIN[:TAG]',
    short: 'Push a plugin to a registry',
    args: exactly(1),
    flags: [
      flag('--disable-content-trust', 'Skip image signing', { default: 'true' }),
    ],
  },
  {
    paths: ['plugin rm'],
    aliases: { 'plugin rm': ['remove'] },
    usage: '[OPTIONS] PLUGIN [PLUGIN...]',
    short: 'Remove one or more plugins',
    args: atLeast(1),
    flags: [
      flag('-f, --force', 'Force the removal of an active plugin'),
    ],
  },
  {
    paths: ['plugin set'],
    usage: 'PLUGIN KEY=VALUE [KEY=VALUE...]',
    short: 'Change settings for a plugin',
    args: atLeast(2),
    flags: [],
  },
  {
    paths: ['plugin upgrade'],
    usage: '[OPTIONS] PLUGIN [REMOTE]',
    short: 'Upgrade an existing plugin',
    args: range(1, 2),
    api: '1.26',
    flags: [
      flag('--disable-content-trust', 'Skip image verification', { default: 'true' }),
      flag('--grant-all-permissions', 'Grant all permissions necessary to run the plugin'),
      flag('--skip-remote-check', 'Do not check if specified remote plugin matches existing plugin image'),
    ],
  },
]
