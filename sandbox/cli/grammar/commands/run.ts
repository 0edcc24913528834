import type { CommandSpec, FlagSpec } from '../spec.ts'
import { atLeast, changed, flag, SINCE_20 } from '../spec.ts'
import { CONTAINER_FLAGS_A_TO_K } from './container-flags-a-to-k.ts'
import { CONTAINER_FLAGS_L_TO_Z } from './container-flags-l-to-z.ts'

const CREATE_FLAGS: readonly FlagSpec[] = [
  ...CONTAINER_FLAGS_A_TO_K,
  ...CONTAINER_FLAGS_L_TO_Z,
  flag(
    '--pull string',
    changed('Pull image before creating ("always"|"missing"|"never")', 'Pull image before creating ("always", "|missing", "never")'),
    { default: 'missing', clients: SINCE_20 },
  ),
]

const RUN_FLAGS: readonly FlagSpec[] = [
  ...CONTAINER_FLAGS_A_TO_K,
  ...CONTAINER_FLAGS_L_TO_Z,
  flag('-d, --detach', 'Run container in background and print container ID'),
  flag('--detach-keys string', 'Override the key sequence for detaching a container'),
  flag(
    '--pull string',
    changed('Pull image before running ("always"|"missing"|"never")', 'Pull image before running ("always", "missing", "never")'),
    { default: 'missing', clients: SINCE_20 },
  ),
  flag('--sig-proxy', 'Proxy received signals to the process', { default: 'true' }),
]

/** Making containers and running programs in them. */
export const RUN_COMMANDS: readonly CommandSpec[] = [
  {
    paths: ['create', 'container create'],
    usage: '[OPTIONS] IMAGE [COMMAND] [ARG...]',
    short: 'Create a new container',
    args: atLeast(1),
    stopsAtArgument: true,
    flags: CREATE_FLAGS,
  },
  {
    paths: ['run', 'container run'],
    usage: '[OPTIONS] IMAGE [COMMAND] [ARG...]',
    short: changed('Run a command in a new container', 'Create and run a new container from an image'),
    args: atLeast(1),
    stopsAtArgument: true,
    flags: RUN_FLAGS,
  },
  {
    paths: ['exec', 'container exec'],
    usage: '[OPTIONS] CONTAINER COMMAND [ARG...]',
    short: changed('Run a command in a running container', 'Execute a command in a running container'),
    args: atLeast(2),
    stopsAtArgument: true,
    flags: [
      flag('-d, --detach', 'Detached mode: run command in the background'),
      flag('--detach-keys string', 'Override the key sequence for detaching a container'),
      flag('-e, --env list', 'Set environment variables', { kind: 'env', api: '1.25' }),
      flag('--env-file list', 'Read in a file of environment variables', { clients: SINCE_20, api: '1.25' }),
      flag('-i, --interactive', 'Keep STDIN open even if not attached'),
      flag('--privileged', 'Give extended privileges to the command'),
      flag('-t, --tty', 'Allocate a pseudo-TTY'),
      flag(
        '-u, --user string',
        changed('Username or UID (format: <name|uid>[:<group|gid>])', 'Username or UID (format: "<name|uid>[:<group|gid>]")'),
      ),
      flag('-w, --workdir string', 'Working directory inside the container', { api: '1.35' }),
    ],
  },
]
