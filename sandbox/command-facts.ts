/** What the reference says of a docker command, from the data by which the client reads and refuses a line. */
import { BUILD_NOT_SIMULATED } from './cli/build.ts'
import { LOGS_NOT_SIMULATED, RM_NOT_SIMULATED, START_NOT_SIMULATED } from './cli/containers.ts'
import { apiVersionOf, CLIENT_VERSIONS, DEFAULT_CLIENT } from './cli/clients.ts'
import type { ClientVersion } from './cli/clients.ts'
import { isSimulated } from './cli/commands.ts'
import { EXEC_NOT_SIMULATED } from './cli/exec.ts'
import { WHOLE } from './cli/grammar/commands/index.ts'
import type { CommandSpec, FlagSpec } from './cli/grammar/spec.ts'
import { textAt } from './cli/grammar/spec.ts'
import { commandTree } from './cli/grammar/tree.ts'
import type { CommandNode } from './cli/grammar/tree.ts'
import { RUN_NOT_SIMULATED } from './cli/run.ts'

/** Flags that are refused because what they need is not simulated, by the key of the command. */
const NOT_SIMULATED: Readonly<Record<string, readonly string[]>> = {
  build: BUILD_NOT_SIMULATED, create: RUN_NOT_SIMULATED, exec: EXEC_NOT_SIMULATED, logs: LOGS_NOT_SIMULATED, rm: RM_NOT_SIMULATED, run: RUN_NOT_SIMULATED,
  start: START_NOT_SIMULATED,
}

/** The API of the engine that a new world has. */
const ENGINE_API = apiVersionOf(DEFAULT_CLIENT)

/** Why a flag that is accepted by the grammar is refused by this engine. */
export type FlagBar =
  | { readonly because: 'not-simulated' | 'experimental' | 'windows' | 'buildkit' }
  | { readonly because: 'api'; readonly version: string }

/** A flag as the reference shows it. */
export interface FlagFacts {
  readonly name: string
  /** One letter, or empty; where the clients differ, the newest that has one. */
  readonly short: string
  /** The type word of the help page; empty for a switch. */
  readonly word: string
  /** Docker's own words, first line. */
  readonly help: string
  /** As the help page shows it; empty for none. */
  readonly fallback: string
  /** Oldest first. */
  readonly clients: readonly ClientVersion[]
  /** Every client has it. */
  readonly everywhere: boolean
  readonly bar: FlagBar | undefined
}

/** A command as the reference shows it. */
export interface CommandFacts {
  readonly key: string
  /** The usage line after `docker`, with every spelling, of the client that a new world has. */
  readonly usages: readonly string[]
  /** Other names of it: `docker image list`. */
  readonly aliases: readonly string[]
  /** Docker's own one-line description. */
  readonly short: string
  /** The flags that help pages show in any client, by name. */
  readonly flags: readonly FlagFacts[]
}

const has = (flag: FlagSpec, client: ClientVersion): boolean => flag.clients?.includes(client) ?? true

function barOf(key: string, specs: readonly FlagSpec[], name: string): FlagBar | undefined {
  if (NOT_SIMULATED[key]?.includes(name)) return { because: 'not-simulated' }
  // What the client of this engine would be told; a flag that it does not have, what the next one would.
  const spec = specs.find(flag => has(flag, DEFAULT_CLIENT)) ?? specs.at(-1)
  if (spec?.os === 'windows') return { because: 'windows' }
  if (spec?.experimental === true) return { because: 'experimental' }
  if (spec?.api !== undefined && Number(spec.api.split('.')[1]) > Number(ENGINE_API.split('.')[1])) return { because: 'api', version: spec.api }
  return spec?.buildkit === 'only' ? { because: 'buildkit' } : undefined
}

const treeOf = (client: ClientVersion): CommandNode => commandTree(WHOLE, client, '/root/.docker')

/** The flags of a command in one client; none when it has no such command. */
const flagsOf = (key: string, client: ClientVersion): ReadonlySet<string> => new Set(nodesOf(treeOf(client), key).flatMap(({ flags }) => flags.map(({ name }) => name)))

/** The clients that have a command, oldest first. */
const commandClients = (key: string): readonly ClientVersion[] => CLIENT_VERSIONS.filter(client => nodesOf(treeOf(client), key).length > 0)

function flagFacts(key: string, specs: readonly FlagSpec[]): FlagFacts {
  const clients = commandClients(key).filter(client => flagsOf(key, client).has(specs[0]?.name ?? '') && specs.some(flag => has(flag, client)))
  const spec = specs.find(flag => has(flag, DEFAULT_CLIENT)) ?? specs.at(-1)!
  const client = clients.includes(DEFAULT_CLIENT) ? DEFAULT_CLIENT : clients.at(-1)!
  return {
    name: spec.name, short: spec.short, word: spec.word, help: textAt(spec.help, client).split('\n')[0] ?? '', fallback: spec.default ?? '', clients,
    everywhere: clients.length === CLIENT_VERSIONS.length, bar: barOf(key, specs, spec.name),
  }
}

function nodesOf(node: CommandNode, key: string): readonly CommandNode[] {
  return [...(node.key === key ? [node] : []), ...node.children.flatMap(child => nodesOf(child, key))]
}

/** Where a command and its parameters stand in the tree of the client that a new world has, or of the newest that has it. */
function usagesOf(spec: CommandSpec): Pick<CommandFacts, 'usages' | 'aliases'> {
  const key = spec.paths[0] ?? ''
  const clients = commandClients(key)
  const nodes = nodesOf(treeOf(clients.includes(DEFAULT_CLIENT) ? DEFAULT_CLIENT : (clients.at(-1) ?? DEFAULT_CLIENT)), key)
  const sorted = [...nodes].sort((a, b) => spec.paths.indexOf(a.path) - spec.paths.indexOf(b.path))
  return {
    usages: [...new Set(sorted.flatMap(({ useLine }) => useLine.split('\n').map(line => line.trim())))],
    aliases: sorted.flatMap(({ path, aliases }) => aliases.map(alias => `docker ${path.slice(0, path.lastIndexOf(' ') + 1)}${alias}`)),
  }
}

/** The facts of a command by its key in the grammar: `load`, `image prune`; undefined when there is none. */
export function commandFacts(key: string): CommandFacts | undefined {
  const spec = WHOLE.commands.find(({ paths }) => paths[0] === key)
  if (!spec) return undefined
  const shown = spec.flags.filter(flag => flag.hidden !== true && flag.deprecated === undefined && flag.name !== 'help')
  const names = [...new Set(shown.map(({ name }) => name))].sort()
  return { key, ...usagesOf(spec), short: textAt(spec.short, DEFAULT_CLIENT), flags: names.map(name => flagFacts(key, shown.filter(flag => flag.name === name))) }
}

/** Keys of all commands that help pages of any client list, and whether they can be carried out. */
export const listedCommands = (): readonly { readonly key: string; readonly simulated: boolean }[] =>
  WHOLE.commands.filter(({ hidden }) => hidden !== true).map(({ paths }) => ({ key: paths[0] ?? '', simulated: isSimulated(paths[0] ?? '') }))
