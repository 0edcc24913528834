import type { CommandSpec } from '../spec.ts'
import { atLeast, atMost, changed, each, exactly, flag, NONE, ONLY_EULEROS, SINCE_28 } from '../spec.ts'
import { FORMAT_OF_LISTS, FORMAT_OF_OBJECTS } from './format-help.ts'

/** Images: listing, naming, packing and unpacking. */
export const IMAGE_COMMANDS: readonly CommandSpec[] = [
  {
    paths: ['images', 'image ls'],
    aliases: { 'image ls': each(['images', 'list'], ['list'], ['list']) },
    usage: '[OPTIONS] [REPOSITORY[:TAG]]',
    short: 'List images',
    args: atMost(1),
    flags: [
      flag('-a, --all', 'Show all images (default hides intermediate images)'),
      flag('--digests', 'Show digests'),
      flag('-f, --filter filter', 'Filter output based on conditions provided'),
      flag('--format string', changed('Pretty-print images using a Go template', FORMAT_OF_LISTS)),
      flag('--no-trunc', "Don't truncate output"),
      flag('-q, --quiet', each('Only show numeric IDs', 'Only show image IDs', 'Only show image IDs')),
      flag('--tree', 'List multi-platform images as a tree (EXPERIMENTAL)', { clients: SINCE_28, api: '1.47' }),
    ],
  },
  {
    paths: ['rmi', 'image rm'],
    aliases: { 'image rm': changed(['rmi', 'remove'], ['remove']) },
    usage: '[OPTIONS] IMAGE [IMAGE...]',
    short: 'Remove one or more images',
    args: atLeast(1),
    flags: [
      flag('-f, --force', 'Force removal of the image'),
      flag('--no-prune', 'Do not delete untagged parents'),
      flag(
        '--platform strings',
        'Remove only the given platform variant. Formatted as "os[/arch[/variant]]" (e.g., "linux/amd64")',
        { clients: SINCE_28, api: '1.50' },
      ),
    ],
  },
  {
    paths: ['tag', 'image tag'],
    usage: 'SOURCE_IMAGE[:TAG] TARGET_IMAGE[:TAG]',
    short: 'Create a tag TARGET_IMAGE that refers to SOURCE_IMAGE',
    args: exactly(2),
    stopsAtArgument: true,
    flags: [],
  },
  {
    paths: ['history', 'image history'],
    usage: '[OPTIONS] IMAGE',
    short: 'Show the history of an image',
    args: exactly(1),
    flags: [
      flag('--format string', changed('Pretty-print images using a Go template', FORMAT_OF_LISTS)),
      flag('-H, --human', 'Print sizes and dates in human readable format', { default: 'true' }),
      flag('--no-trunc', "Don't truncate output"),
      flag(
        '--platform string',
        'Show history for the given platform. Formatted as "os[/arch[/variant]]" (e.g., "linux/amd64")',
        { clients: SINCE_28, api: '1.48' },
      ),
      flag('-q, --quiet', each('Only show numeric IDs', 'Only show image IDs', 'Only show image IDs')),
    ],
  },
  {
    paths: ['image inspect'],
    usage: '[OPTIONS] IMAGE [IMAGE...]',
    short: 'Display detailed information on one or more images',
    args: atLeast(1),
    flags: [
      flag('-f, --format string', changed('Format the output using the given Go template', FORMAT_OF_OBJECTS)),
      flag(
        '--platform string',
        'Inspect a specific platform of the multi-platform image.\nIf the image or the server is not multi-platform capable, the command will error out if the platform does not match.\n\'os[/arch[/variant]]\': Explicit platform (eg. linux/amd64)',
        { clients: SINCE_28, api: '1.49' },
      ),
    ],
  },
  {
    paths: ['image prune'],
    usage: '[OPTIONS]',
    short: 'Remove unused images',
    args: NONE,
    api: '1.25',
    flags: [
      flag('-a, --all', 'Remove all unused images, not just dangling ones'),
      flag(
        '--filter filter',
        changed("Provide filter values (e.g. 'until=<timestamp>')", 'Provide filter values (e.g. "until=<timestamp>")'),
      ),
      flag('-f, --force', 'Do not prompt for confirmation'),
    ],
  },
  {
    paths: ['save', 'image save'],
    usage: '[OPTIONS] IMAGE [IMAGE...]',
    short: 'Save one or more images to a tar archive (streamed to STDOUT by default)',
    args: atLeast(1),
    flags: [
      flag('-o, --output string', 'Write to a file, instead of STDOUT'),
      flag(
        '--platform string',
        'Save only the given platform variant. Formatted as "os[/arch[/variant]]" (e.g., "linux/amd64")',
        { clients: SINCE_28, api: '1.48' },
      ),
    ],
  },
  {
    paths: ['load', 'image load'],
    usage: '[OPTIONS]',
    short: 'Load an image from a tar archive or STDIN',
    args: NONE,
    flags: [
      flag('-i, --input string', 'Read from tar archive file, instead of STDIN'),
      flag(
        '--platform string',
        'Load only the given platform variant. Formatted as "os[/arch[/variant]]" (e.g., "linux/amd64")',
        { clients: SINCE_28, api: '1.48' },
      ),
      flag('-p, --to-be-pulled', 'Print the next image which need to be pulled for combining partial images', { clients: ONLY_EULEROS }),
      flag('-q, --quiet', 'Suppress the load output'),
    ],
  },
]
