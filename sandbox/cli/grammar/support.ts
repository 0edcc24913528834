import type { ClientVersion } from '../clients.ts'
import { apiVersionOf, upTo1903 } from '../clients.ts'
import type { Flag } from './flag-set.ts'
import type { FlagSpec } from './spec.ts'
import type { CommandNode } from './tree.ts'

// What a daemon is too old for, or does not do: which commands and flags are hidden on help pages,
// and the refusals when they are used nevertheless.

/** What the client knows of the daemon when it reads a line. */
export interface DaemonView {
  /** The API both sides speak. */
  readonly apiVersion: string
  /** Empty when nobody answered. */
  readonly os: string
  readonly experimental: boolean
}

/** What the environment says of the daemon. */
export interface DaemonFacts {
  readonly apiVersion: string
  readonly experimental: boolean
}

function olderThan(version: string, other: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const [otherMajor = 0, otherMinor = 0] = other.split('.').map(Number)
  return major === otherMajor ? minor < otherMinor : major < otherMajor
}

/** A daemon that does not answer is taken to be able to do everything the client can. */
export function viewOf(daemon: DaemonFacts | 'unreachable', client: ClientVersion): DaemonView {
  const own = apiVersionOf(client)
  if (daemon === 'unreachable') return { apiVersion: own, os: '', experimental: true }
  const apiVersion = olderThan(daemon.apiVersion, own) ? daemon.apiVersion : own
  return { apiVersion, os: 'linux', experimental: daemon.experimental }
}

/** A flag is left out of help pages where it would be refused, or does nothing. */
export function isFlagShown(
  flag: FlagSpec,
  view: DaemonView,
  options: { readonly client: ClientVersion; readonly buildkit: boolean },
): boolean {
  if (flag.hidden === true || flag.deprecated !== undefined) return false
  if (flag.api !== undefined && olderThan(view.apiVersion, flag.api)) return false
  if (flag.os !== undefined && !(options.client === '28.2.2' && view.os === '') && view.os !== flag.os) return false
  // 19.03 means to hide these too, but looks only at notes that carry a value.
  if (upTo1903(options.client)) return true
  if (flag.experimental === true && !view.experimental) return false
  return flag.buildkit === undefined || (flag.buildkit === 'only') === options.buildkit
}

/** A command is left out of its group's page where it would be refused. */
export function isCommandShown(node: CommandNode, view: DaemonView, client: ClientVersion): boolean {
  if (node.hidden) return false
  if (node.clientExperiment && upTo1903(client)) return false
  return commandProblem(node, view, client) === undefined
}

/**
 * Why a command cannot be used with this daemon, in the client's words.
 *
 * @source docker/cli cmd/docker/docker.go `areSubcommandsSupported`
 */
export function commandProblem(node: CommandNode, view: DaemonView, client: ClientVersion): string | undefined {
  for (let current: CommandNode | undefined = node; current !== undefined; current = current.parent) {
    if (current.api !== undefined && olderThan(view.apiVersion, current.api)) {
      return `${node.commandPath} requires API version ${current.api}, but the Docker daemon API version is ${view.apiVersion}`
    }
    if (current.os !== undefined && current.os !== view.os && !(client === '28.2.2' && view.os === '')) {
      return `${node.commandPath} is only supported on a Docker daemon running on ${current.os}, but the Docker daemon is running on ${view.os}`
    }
    if (current.experimental && !view.experimental) {
      return `${node.commandPath} is only supported on a Docker daemon with experimental features enabled`
    }
    if (current.clientExperiment && upTo1903(client)) {
      return `${node.commandPath} is only supported on a Docker cli with experimental cli features enabled`
    }
  }
  return undefined
}

function flagProblem({ spec }: Flag, view: DaemonView): string | undefined {
  if (spec.api !== undefined && olderThan(view.apiVersion, spec.api)) {
    return `"--${spec.name}" requires API version ${spec.api}, but the Docker daemon API version is ${view.apiVersion}`
  }
  if (spec.os !== undefined && view.os !== '' && spec.os !== view.os) {
    return `"--${spec.name}" is only supported on a Docker daemon running on ${spec.os}, but the Docker daemon is running on ${view.os}`
  }
  if (spec.experimental === true && !view.experimental) {
    return `"--${spec.name}" is only supported on a Docker daemon with experimental features enabled`
  }
  if (spec.kubernetes === true) {
    return `"--${spec.name}" is only supported on a Docker cli with kubernetes features enabled`
  }
  return undefined
}

/**
 * Why a command with the flags that were given cannot be used; several complaints are lines.
 *
 * @source docker/cli cmd/docker/docker.go `isSupported`
 */
export function supportProblem(
  node: CommandNode,
  flags: Iterable<Flag>,
  view: DaemonView,
  client: ClientVersion,
): string | undefined {
  const problem = commandProblem(node, view, client)
  if (problem !== undefined) return problem
  const problems: string[] = []
  for (const flag of flags) {
    if (flag.changed) problems.push(...(flagProblem(flag, view) ?? '').split('\n').filter(line => line !== ''))
  }
  return problems.length === 0 ? undefined : problems.join('\n')
}
