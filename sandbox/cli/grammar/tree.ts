import { assert } from '../../base/assert.ts'
import type { ClientVersion } from '../clients.ts'
import { upTo1903, is28 } from '../clients.ts'
import { rootFlags } from './commands/root.ts'
import type { ArgsRule, CommandSpec, FlagSpec, GroupSpec } from './spec.ts'
import { ANY, at, textAt } from './spec.ts'

/** A word of the command tree of one client: a command, or a group of them. */
export interface CommandNode {
  /** The words after `docker`; empty for the root. */
  readonly path: string
  /** As messages call it: `docker image ls`. */
  readonly commandPath: string
  readonly name: string
  readonly aliases: readonly string[]
  /** `docker image ls [OPTIONS] [REPOSITORY[:TAG]]`; may have two lines. */
  readonly useLine: string
  readonly short: string
  readonly long: string
  /** Empty for none. */
  readonly example: string
  /** By which the runner knows the operation; undefined for groups. */
  readonly key: string | undefined
  /** Undefined for groups. */
  readonly args: ArgsRule | undefined
  readonly flags: readonly FlagSpec[]
  readonly parent: CommandNode | undefined
  /** Sorted by name. */
  readonly children: readonly CommandNode[]
  readonly stopsAtArgument: boolean
  readonly api: string | undefined
  readonly experimental: boolean
  readonly os: 'linux' | undefined
  readonly clientExperiment: boolean
  readonly hidden: boolean
  readonly swarm: boolean
  readonly library: boolean
  /** All names of the operation, as 28 lists them; empty when there is but one. */
  readonly equivalents: readonly string[]
  /** The client keeps notes about it, so that it looks at the daemon before it counts arguments. */
  readonly tagged: boolean
}

type Draft = { -readonly [K in keyof CommandNode]: CommandNode[K] } & { children: Draft[] }

function has(clients: readonly ClientVersion[] | undefined, client: ClientVersion): boolean {
  return clients === undefined || clients.includes(client)
}

function lastWord(path: string): string {
  return path.slice(path.lastIndexOf(' ') + 1)
}

function flagsAt(flags: readonly FlagSpec[], client: ClientVersion, only?: readonly string[]): readonly FlagSpec[] {
  return flags.filter(flag => has(flag.clients, client) && (only === undefined || only.includes(flag.name)))
}

function draft(path: string, parent: Draft | undefined): Draft {
  const commandPath = path === '' ? 'docker' : `docker ${path}`
  return {
    path, commandPath, name: lastWord(path), aliases: [], useLine: commandPath, short: '', long: '', example: '',
    key: undefined, args: undefined, flags: [], parent, children: [], stopsAtArgument: false,
    api: undefined, experimental: false, os: undefined, clientExperiment: parent?.clientExperiment ?? false,
    hidden: false, swarm: false, library: false, equivalents: [], tagged: parent?.tagged ?? false,
  }
}

function group(spec: GroupSpec, parent: Draft, client: ClientVersion): Draft {
  const node = draft(spec.path, parent)
  node.short = textAt(spec.short, client)
  node.long = textAt(spec.long ?? spec.short, client)
  node.flags = flagsAt(spec.flags ?? [], client)
  if (node.flags.length > 0) node.useLine += ' [OPTIONS]'
  if (spec.usage !== undefined) node.useLine += ` ${spec.usage}`
  node.api = spec.api
  node.experimental = spec.experimental ?? false
  node.os = spec.os
  node.clientExperiment = spec.clientExperiment ?? false
  node.hidden = spec.hiddenIn?.includes(client) ?? false
  node.swarm = spec.swarm ?? false
  node.library = spec.library ?? false
  node.tagged ||= spec.api !== undefined || spec.experimental === true || node.clientExperiment
  return node
}

function aliasesAt(spec: CommandSpec, path: string, client: ClientVersion): readonly string[] {
  const aliases = spec.aliases?.[path] ?? []
  return 'at28' in aliases ? at(aliases, client) : aliases
}

/**
 * The names of an operation as the 28 client lists them: the nested one with its aliases, sorted,
 * the top-level one, further nested ones. Where there is but one path, the aliases keep their order.
 */
function equivalentsOf(spec: CommandSpec, client: ClientVersion): readonly string[] {
  const nested = spec.paths.filter(path => path.includes(' '))
  const flat = spec.paths.filter(path => !path.includes(' '))
  const names = [...nested.slice(0, 1), ...flat, ...nested.slice(1)].flatMap(path => {
    const head = path.slice(0, path.length - lastWord(path).length)
    const aliases = aliasesAt(spec, path, client)
    const ordered = spec.paths.length > 1 ? [...aliases].sort() : aliases
    return [`docker ${path}`, ...ordered.map(alias => `docker ${head}${alias}`)]
  })
  return names.length > 1 ? names : []
}

function command(spec: CommandSpec, path: string, parent: Draft, client: ClientVersion, only: readonly string[] | undefined): Draft {
  const node = draft(path, parent)
  const usage = textAt(spec.usage, client)
  node.aliases = aliasesAt(spec, path, client)
  if (usage !== '') node.useLine += ` ${usage}`
  node.short = textAt(spec.short, client)
  node.long = textAt(spec.long ?? spec.short, client)
  node.example = textAt(spec.example ?? '', client)
  node.key = spec.paths[0]
  node.args = spec.args
  node.flags = flagsAt(spec.flags, client, only)
  node.stopsAtArgument = spec.stopsAtArgument ?? false
  node.api = spec.api
  node.experimental = spec.experimental ?? false
  node.os = spec.os
  node.hidden = spec.hidden ?? false
  node.equivalents = equivalentsOf(spec, client)
  node.tagged ||= spec.api !== undefined || spec.experimental === true
  return node
}

function helpCommand(root: Draft): Draft {
  const node = draft('help', root)
  node.useLine = 'docker help [command]'
  node.short = node.long = 'Help about the command'
  node.key = 'help'
  node.args = ANY
  node.hidden = true
  return node
}

/** The commands of one client by their paths, with the names of their flags; what is not here it does not have. */
export type Narrowing = Readonly<Record<string, readonly string[]>>

/** What a tree is made of. */
export interface Branches {
  readonly groups: readonly GroupSpec[]
  readonly commands: readonly CommandSpec[]
  /** For a client that has much less than the others. */
  readonly narrowed?: Partial<Readonly<Record<ClientVersion, Narrowing>>>
}

const trees = new WeakMap<Branches, Map<string, CommandNode>>()

/**
 * The command tree of one client; made once.
 *
 * @param configDirectory where the client's files are; it shows in the defaults of global flags
 */
export function commandTree(branches: Branches, client: ClientVersion, configDirectory: string): CommandNode {
  let known = trees.get(branches)
  if (!known) trees.set(branches, (known = new Map()))
  const key = `${client} ${configDirectory}`
  let tree = known.get(key)
  if (!tree) known.set(key, (tree = buildTree(branches, client, configDirectory)))
  return tree
}

function buildTree({ groups: groupSpecs, commands, narrowed }: Branches, client: ClientVersion, configDirectory: string): CommandNode {
  const root = draft('', undefined)
  root.useLine = is28(client) ? 'docker [OPTIONS] COMMAND [ARG...]' : 'docker [OPTIONS] COMMAND'
  root.short = root.long = 'A self-sufficient runtime for containers'
  root.flags = rootFlags(configDirectory)
  // Since 20.10 the root itself carries a note, and with it every command.
  root.tagged = !upTo1903(client)
  const only = narrowed?.[client]
  const paths = only && Object.keys(only)
  const groups = new Map<string, Draft>([['', root]])
  const parentOf = (path: string): Draft => {
    const parent = groups.get(path.slice(0, Math.max(0, path.lastIndexOf(' '))))
    assert(parent !== undefined, `the group of ${path} is known`)
    return parent
  }
  for (const spec of groupSpecs) {
    if (!has(spec.clients, client) || paths?.some(path => path.startsWith(`${spec.path} `)) === false) continue
    const parent = parentOf(spec.path)
    const node = group(spec, parent, client)
    parent.children.push(node)
    groups.set(spec.path, node)
  }
  for (const spec of commands) {
    if (!has(spec.clients, client)) continue
    for (const path of spec.paths) {
      if (paths?.includes(path) === false) continue
      const parent = parentOf(path)
      parent.children.push(command(spec, path, parent, client, only?.[path]))
    }
  }
  root.children.push(helpCommand(root))
  for (const node of groups.values()) node.children.sort((a, b) => (a.name < b.name ? -1 : 1))
  return root
}

/** The child that answers to a word. */
export function childNamed(node: CommandNode, word: string): CommandNode | undefined {
  return node.children.find(child => child.name === word || child.aliases.includes(word))
}
