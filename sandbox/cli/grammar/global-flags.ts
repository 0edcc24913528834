import type { ClientVersion } from '../clients.ts'
import { is28 } from '../clients.ts'
import type { FlagSet } from './flag-set.ts'

const LEVELS = ['panic', 'fatal', 'error', 'warn', 'warning', 'info', 'debug', 'trace']

/**
 * What is wrong with the global flags, in the client's words; undefined when nothing is.
 *
 * Up to 20.10 the client looks at the daemon's address at once; 28 only when it needs the daemon,
 * so there it is left to the command.
 *
 * @source docker/cli cli/command/cli.go `Initialize`, cli/flags/common.go `SetLogLevel`
 */
export function globalProblem({ flags }: FlagSet, client: ClientVersion): string | undefined {
  const level = flags.get('log-level')?.value
  if (typeof level === 'string' && level !== '' && !LEVELS.includes(level.toLowerCase())) {
    return `Unable to parse logging level: ${level}`
  }
  const hosts = flags.get('host')
  const context = flags.get('context')
  if (hosts?.changed === true && context?.changed === true) {
    return is28(client)
      ? 'conflicting options: cannot specify both --host and --context'
      : 'Conflicting options: either specify --host or --context, not both'
  }
  if (is28(client)) return undefined
  if (Array.isArray(hosts?.value) && hosts.value.length > 1) {
    return 'unable to resolve docker endpoint: Please specify only one -H'
  }
  const name = context?.value
  if (typeof name === 'string' && name !== '' && name !== 'default') {
    return `unable to resolve docker endpoint: context "${name}" does not exist`
  }
  return undefined
}

/**
 * What 28 finds wrong with the daemon's address once a command needs the daemon.
 *
 * @param key the operation; contexts and logins are looked after without the daemon
 */
export function lateProblem(key: string, hosts: unknown, client: ClientVersion): string | undefined {
  if (!is28(client) || !Array.isArray(hosts) || hosts.length < 2) return undefined
  if (/^(?:context|login|logout|completion)\b/.test(key)) return undefined
  return 'Failed to initialize: unable to resolve docker endpoint: Specify only one -H'
}
