import type { CommandSpec } from '../spec.ts'
import { atLeast, changed, flag } from '../spec.ts'
import { FORMAT_OF_OBJECTS } from './format-help.ts'

/** `docker inspect`, which takes objects of every kind. */
export const INSPECT_COMMANDS: readonly CommandSpec[] = [
  {
    paths: ['inspect'],
    usage: '[OPTIONS] NAME|ID [NAME|ID...]',
    short: 'Return low-level information on Docker objects',
    args: atLeast(1),
    flags: [
      flag('-f, --format string', changed('Format the output using the given Go template', FORMAT_OF_OBJECTS)),
      flag('-s, --size', 'Display total file sizes if the type is container'),
      flag('--type string', changed('Return JSON for specified type', 'Only inspect objects of the given type')),
    ],
  },
]
