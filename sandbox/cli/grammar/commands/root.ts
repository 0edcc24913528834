import type { FlagSpec, Text } from '../spec.ts'
import { changed, flag } from '../spec.ts'

const CONTEXT =
  'Name of the context to use to connect to the daemon (overrides DOCKER_HOST env var and default context set ' +
  'with "docker context use")'

const LEVELS: Text = changed(
  'Set the logging level ("debug"|"info"|"warn"|"error"|"fatal")',
  'Set the logging level ("debug", "info", "warn", "error", "fatal")',
)

/**
 * The flags before the command word.
 *
 * @param configDirectory where the client's files are; part of three defaults
 */
export function rootFlags(configDirectory: string): readonly FlagSpec[] {
  return [
    flag('--config string', 'Location of client config files', { default: configDirectory }),
    flag('-c, --context string', CONTEXT),
    flag('-D, --debug', 'Enable debug mode'),
    flag('-H, --host list', changed('Daemon socket(s) to connect to', 'Daemon socket to connect to')),
    flag('-l, --log-level string', LEVELS, { default: 'info' }),
    flag('--tls', 'Use TLS; implied by --tlsverify'),
    flag('--tlscacert string', 'Trust certs signed only by this CA', { default: `${configDirectory}/ca.pem` }),
    flag('--tlscert string', 'Path to TLS certificate file', { default: `${configDirectory}/cert.pem` }),
    flag('--tlskey string', 'Path to TLS key file', { default: `${configDirectory}/key.pem` }),
    flag('--tlsverify', 'Use TLS and verify the remote'),
    flag('-v, --version', 'Print version information and quit'),
  ]
}

/** The flag that every command has; its shorthand is deprecated. */
export const HELP_FLAG = flag('-h, --help', 'Print usage', { hidden: true })

/** What the client says when somebody uses `-h`. */
export const HELP_SHORTHAND: Text = changed('please use --help', 'use --help')

/** 28 lists these first, in this order. */
export const COMMON_COMMANDS: readonly string[] = [
  'run', 'exec', 'ps', 'build', 'pull', 'push', 'images', 'login', 'logout', 'search', 'version', 'info',
]
