import type { CommandSpec } from '../spec.ts'
import { atLeast, changed, exactly, flag, NONE } from '../spec.ts'
import { FORMAT_OF_LISTS, FORMAT_OF_OBJECTS } from './format-help.ts'

/** Services of a swarm, but for the two commands with a hundred flags. */
export const SERVICE_COMMANDS: readonly CommandSpec[] = [
  {
    paths: ['service inspect'],
    usage: '[OPTIONS] SERVICE [SERVICE...]',
    short: 'Display detailed information on one or more services',
    args: atLeast(1),
    flags: [
      flag('-f, --format string', changed('Format the output using the given Go template', FORMAT_OF_OBJECTS)),
      flag('--pretty', 'Print the information in a human friendly format'),
    ],
  },
  {
    paths: ['service logs'],
    usage: '[OPTIONS] SERVICE|TASK',
    short: 'Fetch the logs of a service or task',
    args: exactly(1),
    api: '1.29',
    flags: [
      flag('--details', 'Show extra details provided to logs', { api: '1.30' }),
      flag('-f, --follow', 'Follow log output'),
      flag('--no-resolve', 'Do not map IDs to Names in output'),
      flag('--no-task-ids', 'Do not include task IDs in output'),
      flag('--no-trunc', 'Do not truncate output'),
      flag('--raw', 'Do not neatly format logs', { api: '1.30' }),
      flag(
        '--since string',
        changed('Show logs since timestamp (e.g. 2013-01-02T13:23:37Z) or relative (e.g. 42m for 42 minutes)', 'Show logs since timestamp (e.g. "2013-01-02T13:23:37Z") or relative (e.g. "42m" for 42 minutes)'),
      ),
      flag('-n, --tail string', 'Number of lines to show from the end of the logs', { default: 'all' }),
      flag('-t, --timestamps', 'Show timestamps'),
    ],
  },
  {
    paths: ['service ls'],
    aliases: { 'service ls': ['list'] },
    usage: '[OPTIONS]',
    short: 'List services',
    args: NONE,
    flags: [
      flag('-f, --filter filter', 'Filter output based on conditions provided'),
      flag('--format string', changed('Pretty-print services using a Go template', FORMAT_OF_LISTS)),
      flag('-q, --quiet', 'Only display IDs'),
    ],
  },
  {
    paths: ['service ps'],
    usage: '[OPTIONS] SERVICE [SERVICE...]',
    short: 'List the tasks of one or more services',
    args: atLeast(1),
    flags: [
      flag('-f, --filter filter', 'Filter output based on conditions provided'),
      flag('--format string', 'Pretty-print tasks using a Go template'),
      flag('--no-resolve', 'Do not map IDs to Names'),
      flag('--no-trunc', 'Do not truncate output'),
      flag('-q, --quiet', 'Only display task IDs'),
    ],
  },
  {
    paths: ['service rm'],
    aliases: { 'service rm': ['remove'] },
    usage: 'SERVICE [SERVICE...]',
    short: 'Remove one or more services',
    args: atLeast(1),
    flags: [],
  },
  {
    paths: ['service rollback'],
    usage: '[OPTIONS] SERVICE',
    short: "Revert changes to a service's configuration",
    args: exactly(1),
    api: '1.31',
    flags: [
      flag('-d, --detach', 'Exit immediately instead of waiting for the service to converge'),
      flag('-q, --quiet', 'Suppress progress output'),
    ],
  },
  {
    paths: ['service scale'],
    usage: 'SERVICE=REPLICAS [SERVICE=REPLICAS...]',
    short: 'Scale one or multiple replicated services',
    args: atLeast(1),
    flags: [
      flag('-d, --detach', 'Exit immediately instead of waiting for the service to converge', { api: '1.29' }),
    ],
  },
]
