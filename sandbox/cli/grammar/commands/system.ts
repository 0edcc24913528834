import type { CommandSpec } from '../spec.ts'
import { atMost, changed, exactly, flag, NONE, ONLY_19, SINCE_28, UNTIL_20 } from '../spec.ts'
import { FORMAT_OF_LISTS, FORMAT_OF_OBJECTS } from './format-help.ts'

/** The daemon as a whole, and what concerns every kind of object. */
export const SYSTEM_COMMANDS: readonly CommandSpec[] = [
  {
    paths: ['info', 'system info'],
    usage: '[OPTIONS]',
    short: 'Display system-wide information',
    args: NONE,
    flags: [
      flag('-f, --format string', changed('Format the output using the given Go template', FORMAT_OF_OBJECTS)),
    ],
  },
  {
    paths: ['version'],
    usage: '[OPTIONS]',
    short: 'Show the Docker version information',
    args: NONE,
    flags: [
      flag('-f, --format string', changed('Format the output using the given Go template', FORMAT_OF_OBJECTS)),
      flag('--kubeconfig string', 'Kubernetes config file', { clients: UNTIL_20 }),
    ],
  },
  {
    paths: ['events', 'system events'],
    usage: '[OPTIONS]',
    short: 'Get real time events from the server',
    args: NONE,
    flags: [
      flag('-f, --filter filter', 'Filter output based on conditions provided'),
      flag('--format string', changed('Format the output using the given Go template', FORMAT_OF_OBJECTS)),
      flag('--since string', 'Show all events created since timestamp'),
      flag('--until string', 'Stream events until this timestamp'),
    ],
  },
  {
    paths: ['system df'],
    usage: '[OPTIONS]',
    short: 'Show docker disk usage',
    args: NONE,
    api: '1.25',
    flags: [
      flag('--format string', changed('Pretty-print images using a Go template', FORMAT_OF_LISTS)),
      flag('-v, --verbose', 'Show detailed information on space usage'),
    ],
  },
  {
    paths: ['system prune'],
    usage: '[OPTIONS]',
    short: 'Remove unused data',
    args: NONE,
    api: '1.25',
    flags: [
      flag('-a, --all', 'Remove all unused images not just dangling ones'),
      flag(
        '--filter filter',
        changed("Provide filter values (e.g. 'label=<key>=<value>')", 'Provide filter values (e.g. "label=<key>=<value>")'),
        { api: '1.28' },
      ),
      flag('-f, --force', 'Do not prompt for confirmation'),
      flag('--volumes', changed('Prune volumes', 'Prune anonymous volumes')),
    ],
  },
  {
    paths: ['system dial-stdio'],
    usage: '',
    short: 'Proxy the stdio stream to the daemon connection. Should not be invoked manually.',
    args: NONE,
    hidden: true,
    flags: [],
  },
  {
    paths: ['search'],
    usage: '[OPTIONS] TERM',
    short: changed('Search the Docker Hub for images', 'Search Docker Hub for images'),
    args: exactly(1),
    flags: [
      flag(
        '--automated',
        'Only show automated builds',
        { clients: ONLY_19, deprecated: 'use --filter=is-automated=true instead' },
      ),
      flag('-f, --filter filter', 'Filter output based on conditions provided'),
      flag('--format string', 'Pretty-print search using a Go template'),
      flag('--limit int', 'Max number of search results', { default: '25', clients: UNTIL_20 }),
      flag('--limit int', 'Max number of search results', { clients: SINCE_28 }),
      flag('--no-trunc', "Don't truncate output"),
      flag(
        '-s, --stars uint',
        'Only displays with at least x stars',
        { clients: ONLY_19, deprecated: 'use --filter=stars=3 instead' },
      ),
    ],
  },
  {
    paths: ['login'],
    usage: '[OPTIONS] [SERVER]',
    short: changed('Log in to a Docker registry', 'Authenticate to a registry'),
    long: changed('Log in to a Docker registry.\nIf no server is specified, the default is defined by the daemon.', 'Authenticate to a registry.\nDefaults to Docker Hub if no server is specified.'),
    args: atMost(1),
    flags: [
      flag('-p, --password string', changed('Password', 'Password or Personal Access Token (PAT)')),
      flag(
        '--password-stdin',
        changed('Take the password from stdin', 'Take the Password or Personal Access Token (PAT) from stdin'),
      ),
      flag('-u, --username string', 'Username'),
    ],
  },
  {
    paths: ['logout'],
    usage: '[SERVER]',
    short: changed('Log out from a Docker registry', 'Log out from a registry'),
    long: changed('Log out from a Docker registry.\nIf no server is specified, the default is defined by the daemon.', 'Log out from a registry.\nIf no server is specified, the default is defined by the daemon.'),
    args: atMost(1),
    flags: [],
  },
]
