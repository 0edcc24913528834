import { assert } from '../../base/assert.ts'
import { isInstalled } from '../../base/parts.ts'
import type { ClientVersion } from '../clients.ts'
import { is1112, is28 } from '../clients.ts'
import { AT_ONCE } from './commands/at-once.ts'
import { HELP_FLAG, HELP_SHORTHAND } from './commands/root.ts'
import type { Flag } from './flag-set.ts'
import { FlagSet, freshFlag } from './flag-set.ts'
import { globalProblem, lateProblem } from './global-flags.ts'
import type { HelpSetting } from './help.ts'
import type { BuildkitSetting } from './notices.ts'
import { isCountFine, textAt } from './spec.ts'
import type { DaemonFacts } from './support.ts'
import { supportProblem, viewOf } from './support.ts'
import type { CommandNode } from './tree.ts'
import { childNamed, commandTree } from './tree.ts'
import type { FlagValue } from './values.ts'
import { grammar } from './whole.ts'

/** What a command line depends on besides its words. */
export interface GrammarEnvironment {
  /** Columns of the terminal on standard input; left out when that is no terminal. */
  readonly terminalColumns?: number
  /** Where the client's files are; `/home/user/.docker` when left out. */
  readonly configDirectory?: string
  /** What the daemon answers to a ping; one of 20.10 without experiments when left out. */
  readonly daemon?: DaemonFacts | 'unreachable'
  /** `disabled` when left out: our builder is the classic one. */
  readonly buildkit?: BuildkitSetting
}

/** The line is answered: nothing else happens. */
export interface Answer {
  readonly kind: 'answer'
  readonly stdout: string
  readonly stderr: string
  readonly exit: number
}

/** A command to be carried out. */
export interface ParsedCommand {
  readonly kind: 'command'
  /** The operation, whatever it was called: `images` also for `docker image list`. */
  readonly path: string
  /** As messages call it: `docker image ls`. */
  readonly commandPath: string
  readonly useLine: string
  /** Every flag of the command by its long name, mentioned or not. */
  readonly flags: Readonly<Record<string, FlagValue>>
  /** The flags that were mentioned. */
  readonly changed: ReadonlySet<string>
  readonly args: readonly string[]
  /** How many arguments stood before `--`; undefined without it. */
  readonly argsBeforeDash: number | undefined
  /** The flags before the command word. */
  readonly globals: Readonly<Record<string, FlagValue>>
  /** Printed before the command does anything: notes about deprecated flags. */
  readonly stdout: string
  /** Printed before the command does anything, likewise. */
  readonly stderr: string
}

const wholeTree = (client: ClientVersion, configDirectory: string): CommandNode => commandTree(grammar.content.branches, client, configDirectory)

const COLUMNS_WITHOUT_TERMINAL = 80

/** Everything that one reading of a line shares. */
interface Reading {
  readonly client: ClientVersion
  readonly setting: HelpSetting
  readonly configDirectory: string
  readonly root: CommandNode
  readonly help: Flag
  readonly globals: readonly Flag[]
  /** The flags of the commands that the line passed through, by path. */
  readonly sets: Map<string, FlagSet>
  stdout: string
  stderr: string
  /** Notes about flags between the words of the command. */
  onTheWay: string
}

/** Every answer is made with the whole grammar: when only what comes at once is here, the part is missed. */
function answer(reading: Reading, stdout: string, stderr: string, exit: number): Answer {
  assert(reading.root === wholeTree(reading.client, reading.configDirectory), 'answers know every command')
  return { kind: 'answer', stdout: reading.stdout + stdout, stderr: reading.stderr + stderr, exit }
}

/** The flags of a command. The help flag is one for all, unless a command has its own. */
function flagSetOf(reading: Reading, node: CommandNode): FlagSet {
  const known = reading.sets.get(node.path)
  if (known !== undefined) return known
  const own = node.path === '' ? reading.globals : node.flags.map(spec => freshFlag(spec, reading.client))
  const ownHelp = own.some(({ spec }) => spec.name === 'help')
  const set = new FlagSet(reading.client, ownHelp ? own : [...own, reading.help], {
    interspersed: !node.stopsAtArgument,
  })
  reading.sets.set(node.path, set)
  return set
}

/** The setting of a page in the middle of a line. */
function settingFor(reading: Reading, node: CommandNode): HelpSetting {
  const given = new Set<string>()
  for (const { spec, value, changed } of flagSetOf(reading, node).flags.values()) {
    if (changed && !(Array.isArray(value) ? value.length === 0 : value === 0)) given.add(spec.name)
  }
  return { ...reading.setting, given }
}

function page(node: CommandNode, setting: HelpSetting): string {
  return `${is28(setting.client) ? '' : '\n'}${grammar.content.helpBody(node, setting)}\n`
}

/** The page that was asked for, or why there is none. */
function helpAnswer(reading: Reading, node: CommandNode): Answer {
  const { client } = reading
  const setting = settingFor(reading, node)
  const problem = supportProblem(node, flagSetOf(reading, node).flags.values(), setting.daemon, client)
  // Before a page the client walks the line once more, with the parser's old notes still in its pocket.
  reading.stdout += reading.onTheWay.repeat(2)
  return answer(reading, problem === undefined ? page(node, setting) : `${problem}\n`, '', 0)
}

function flagError(reading: Reading, node: CommandNode, problem: string, setting: HelpSetting): Answer {
  const { client } = reading
  const unsupported = supportProblem(node, flagSetOf(reading, node).flags.values(), setting.daemon, client)
  if (unsupported !== undefined) return answer(reading, '', `${unsupported}\n`, 1)
  return answer(reading, '', `${grammar.content.flagErrorText(node, problem, setting)}\n`, 125)
}

/** Read flags with a command's flag set; a note about a deprecated one goes to standard output. */
function parseFlags(reading: Reading, node: CommandNode, words: readonly string[]): string | undefined {
  const set = flagSetOf(reading, node)
  set.notices = []
  const problem = set.parse(words)
  if (problem !== undefined) return problem.problem
  reading.stdout += set.notices.join('')
  return undefined
}

/**
 * Follow the words into the tree as deep as they go. A flag on the way belongs to the group before
 * it, and takes the next word for its value unless it is a known boolean.
 *
 * @source spf13/cobra command.go `Traverse`
 */
function traverse(
  reading: Reading,
  node: CommandNode,
  words: readonly string[],
): { readonly node: CommandNode; readonly words: readonly string[] } | Answer {
  const flags: string[] = []
  const set = flagSetOf(reading, node)
  let wantsValue = false
  for (const [place, word] of words.entries()) {
    if (word.startsWith('--') && !word.includes('=')) {
      wantsValue = !set.takesNoValue(word.slice(2))
      flags.push(word)
    } else if (/^-[^=]$/u.test(word) && !set.shorthandTakesNoValue(word.slice(1))) {
      wantsValue = true
      flags.push(word)
    } else if (wantsValue) {
      wantsValue = false
      flags.push(word)
    } else if (/^(?:--.|-[^-])/su.test(word)) {
      flags.push(word)
    } else {
      const child = childNamed(node, word)
      if (child === undefined) break
      const problem = parseFlags(reading, node, flags)
      if (problem !== undefined) return answer(reading, '', `${problem}\n`, 1)
      reading.onTheWay += set.notices.join('')
      return traverse(reading, child, words.slice(place + 1))
    }
  }
  return { node, words }
}

/** `docker help WORDS`. */
function helpOnTopic(reading: Reading, words: readonly string[]): Answer {
  let node = reading.root
  let rest = words
  for (let child = childNamed(node, rest[0] ?? ''); child !== undefined; ) {
    node = child
    rest = rest.slice(1)
    child = rest[0] === undefined ? undefined : childNamed(node, rest[0])
  }
  if (rest.length > 0) return answer(reading, '', `unknown help topic: ${rest.join(' ')}\n`, 1)
  return helpAnswer(reading, node)
}

function valuesOf(flags: Iterable<Flag>): Readonly<Record<string, FlagValue>> {
  return Object.fromEntries([...flags].map(({ spec, value }) => [spec.name, value]))
}

/**
 * Do what the parser library does with the command that was found.
 *
 * @source spf13/cobra command.go `execute`
 */
function execute(
  reading: Reading,
  node: CommandNode,
  words: readonly string[],
  versionLine: string,
): ParsedCommand | Answer {
  const { client } = reading
  const problem = parseFlags(reading, node, words)
  const setting = settingFor(reading, node)
  if (problem !== undefined) return flagError(reading, node, problem, setting)
  const set = flagSetOf(reading, node)
  const flags = [...set.flags.values()]
  if (set.flags.get('help')?.value === true) return helpAnswer(reading, node)
  if (node.path === '' && set.flags.get('version')?.value === true) {
    return answer(reading, `${versionLine}\n`, '', 0)
  }
  if (node.library) return helpAnswer(reading, node)
  if (node.key === 'help') return helpOnTopic(reading, set.args)

  const unsupported = supportProblem(node, flags, setting.daemon, client)
  if (node.tagged && unsupported !== undefined) return answer(reading, '', `${unsupported}\n`, 1)
  const [firstArgument] = set.args
  if (node.args === undefined) {
    if (firstArgument !== undefined) {
      return answer(reading, '', `${grammar.content.unknownCommandText(node, firstArgument, setting)}\n`, 1)
    }
    if (unsupported !== undefined) return answer(reading, '', `${unsupported}\n`, 1)
    // A group under trial prints its page by itself, and begins with an empty line in every client.
    const text = node.clientExperiment ? `\n${grammar.content.helpBody(node, setting)}\n` : page(node, setting)
    return answer(reading, '', text, 0)
  }
  if (!isCountFine(node.args, set.args.length)) return answer(reading, '', `${grammar.content.argumentCountText(node, node.args, set.args, client)}\n`, 1)
  if (unsupported !== undefined) return answer(reading, '', `${unsupported}\n`, 1)

  assert(node.key !== undefined, 'a command that takes arguments is an operation')
  const globals = valuesOf(reading.globals)
  const late = lateProblem(node.key, globals['host'], client)
  if (late !== undefined) return answer(reading, '', `${late}\n`, 1)
  const own = flags.filter(flag => flag !== reading.help)
  return {
    kind: 'command',
    path: node.key,
    commandPath: node.commandPath,
    useLine: node.useLine,
    flags: valuesOf(own),
    changed: new Set(own.filter(flag => flag.changed).map(({ spec }) => spec.name)),
    args: set.args,
    argsBeforeDash: set.argsBeforeDash,
    globals,
    stdout: reading.stdout,
    stderr: reading.stderr,
  }
}

function versionLineOf(client: ClientVersion): string {
  switch (client) {
    case '1.11.2':
      return 'Docker version 1.11.2, build b9f10c9'
    case '18.09.0':
      return 'Docker version 18.09.0, build ce4ae23'
    case '19.03.15':
      return 'Docker version 19.03.15, build 99e3ed8919'
    case '20.10.24':
      return 'Docker version 20.10.24+dfsg1, build 297e128'
    case '28.2.2':
      return 'Docker version 28.2.2, build e6534b4'
  }
}

/**
 * Read a `docker` command line: answer it (help, version, usage errors), or say what is to be done.
 *
 * @param argv the words after `docker`
 */
export function parseDockerCommandLine(
  argv: readonly string[],
  client: ClientVersion,
  environment: GrammarEnvironment,
): ParsedCommand | Answer {
  const buildkit = environment.buildkit ?? 'disabled'
  const configDirectory = environment.configDirectory ?? '/home/user/.docker'
  const root = isInstalled('grammar') || is1112(client) ? wholeTree(client, configDirectory) : commandTree(AT_ONCE, client, configDirectory)
  const facts = environment.daemon ?? { apiVersion: '1.41', experimental: false }
  const reading: Reading = {
    client,
    configDirectory,
    root,
    setting: {
      client,
      columns: environment.terminalColumns ?? COLUMNS_WITHOUT_TERMINAL,
      daemon: viewOf(facts, client),
      buildkit: buildkit === 'enabled',
      hide: 'everything',
      library: true,
      given: new Set(),
    },
    help: freshFlag(HELP_FLAG, client, textAt(HELP_SHORTHAND, client)),
    globals: root.flags.map(spec => freshFlag(spec, client)),
    sets: new Map(),
    stdout: '',
    stderr: '',
    onTheWay: '',
  }

  // First the global flags alone, up to the first word that is none; they stay set for what follows.
  const first = new FlagSet(client, [...reading.globals, reading.help], { interspersed: false })
  const problem = first.parse(argv)
  reading.stderr += first.notices.join('')
  if (problem !== undefined) return flagError(reading, root, problem.problem, { ...settingFor(reading, root), library: false })
  const refused = globalProblem(first, client)
  if (refused !== undefined) return answer(reading, '', `${refused}\n`, 1)

  if (is28(client)) {
    const notice = grammar.content.builderNotice(first.args, client, buildkit)
    reading.stderr += notice.text
    if (notice.stops) return answer(reading, '', '', 1)
  }
  const found = traverse(reading, root, first.args)
  return 'kind' in found ? found : execute(reading, found.node, found.words, versionLineOf(client))
}
