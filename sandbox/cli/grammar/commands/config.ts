import type { CommandSpec } from '../spec.ts'
import { atLeast, changed, exactly, flag, NONE, range } from '../spec.ts'
import { FORMAT_OF_LISTS, FORMAT_OF_OBJECTS } from './format-help.ts'

/** Configs and secrets of a swarm. */
export const CONFIG_COMMANDS: readonly CommandSpec[] = [
  {
    paths: ['config create'],
    usage: '[OPTIONS] CONFIG file|-',
    short: 'Create a config from a file or STDIN',
    args: exactly(2),
    flags: [
      flag('-l, --label list', 'Config labels', { kind: 'label' }),
      flag('--template-driver string', 'Template driver', { api: '1.37' }),
    ],
  },
  {
    paths: ['config inspect'],
    usage: '[OPTIONS] CONFIG [CONFIG...]',
    short: 'Display detailed information on one or more configs',
    args: atLeast(1),
    flags: [
      flag('-f, --format string', changed('Format the output using the given Go template', FORMAT_OF_OBJECTS)),
      flag('--pretty', 'Print the information in a human friendly format'),
    ],
  },
  {
    paths: ['config ls'],
    aliases: { 'config ls': ['list'] },
    usage: '[OPTIONS]',
    short: 'List configs',
    args: NONE,
    flags: [
      flag('-f, --filter filter', 'Filter output based on conditions provided'),
      flag('--format string', changed('Pretty-print configs using a Go template', FORMAT_OF_LISTS)),
      flag('-q, --quiet', 'Only display IDs'),
    ],
  },
  {
    paths: ['config rm'],
    aliases: { 'config rm': ['remove'] },
    usage: 'CONFIG [CONFIG...]',
    short: 'Remove one or more configs',
    args: atLeast(1),
    flags: [],
  },
  {
    paths: ['secret create'],
    usage: '[OPTIONS] SECRET [file|-]',
    short: 'Create a secret from a file or STDIN as content',
    args: range(1, 2),
    flags: [
      flag('-d, --driver string', 'Secret driver', { api: '1.31' }),
      flag('-l, --label list', 'Secret labels', { kind: 'label' }),
      flag('--template-driver string', 'Template driver', { api: '1.37' }),
    ],
  },
  {
    paths: ['secret inspect'],
    usage: '[OPTIONS] SECRET [SECRET...]',
    short: 'Display detailed information on one or more secrets',
    args: atLeast(1),
    flags: [
      flag('-f, --format string', changed('Format the output using the given Go template', FORMAT_OF_OBJECTS)),
      flag('--pretty', 'Print the information in a human friendly format'),
    ],
  },
  {
    paths: ['secret ls'],
    aliases: { 'secret ls': ['list'] },
    usage: '[OPTIONS]',
    short: 'List secrets',
    args: NONE,
    flags: [
      flag('-f, --filter filter', 'Filter output based on conditions provided'),
      flag('--format string', changed('Pretty-print secrets using a Go template', FORMAT_OF_LISTS)),
      flag('-q, --quiet', 'Only display IDs'),
    ],
  },
  {
    paths: ['secret rm'],
    aliases: { 'secret rm': ['remove'] },
    usage: 'SECRET [SECRET...]',
    short: 'Remove one or more secrets',
    args: atLeast(1),
    flags: [],
  },
]
