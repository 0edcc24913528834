import type { ClientVersion } from '../clients.ts'
import { WHOLE } from './commands/index.ts'
import { textAt } from './spec.ts'
import type { FlagSpec } from './spec.ts'
import { isCommandShown, isFlagShown, viewOf } from './support.ts'
import type { DaemonFacts } from './support.ts'
import { childNamed, commandTree } from './tree.ts'
import type { CommandNode } from './tree.ts'

// What can be typed next: for the shell, which knows the images, the containers and the files.

/** A word that would fit, and what it is for. */
export interface Suggestion {
  readonly word: string
  readonly description: string
}

/** What the word at the cursor names. */
export type Wanted = 'command' | 'image' | 'container' | 'file' | 'volume' | 'network' | 'text'

/** What can stand at the cursor. */
export interface Completion {
  readonly wants: Wanted
  /** Commands and flags that begin as the word does; sorted. */
  readonly suggestions: readonly Suggestion[]
}

const IMAGES = ['images', 'rmi', 'history', 'image inspect', 'save', 'push', 'pull', 'tag', 'inspect']

const CONTAINERS = [
  'container inspect', 'rm', 'rename', 'start', 'stop', 'restart', 'kill', 'pause', 'unpause', 'wait', 'logs',
  'attach', 'top', 'stats', 'port', 'update', 'diff', 'cp', 'export', 'commit', 'exec',
]

/** The flags whose values are files or directories. */
const FILE_FLAGS = ['input', 'output', 'file', 'iidfile', 'cidfile', 'env-file', 'label-file', 'config', 'volume']

function argumentOf(node: CommandNode, position: number): Wanted {
  const key = node.key ?? ''
  if (key === 'tag' || IMAGES.includes(key)) return 'image'
  if (key === 'run' || key === 'create') return position === 0 ? 'image' : 'text'
  if (key === 'exec' || key === 'rename') return position === 0 ? 'container' : 'text'
  if (key === 'commit') return position === 0 ? 'container' : 'image'
  if (CONTAINERS.includes(key)) return 'container'
  if (key === 'build' || key === 'import') return 'file'
  if (key.startsWith('volume ')) return 'volume'
  return key.startsWith('network ') ? 'network' : 'text'
}

function valueOf(flag: FlagSpec): Wanted {
  if (FILE_FLAGS.includes(flag.name)) return 'file'
  return flag.name === 'cache-from' ? 'image' : 'text'
}

/** The flag whose value the next word would be; undefined when there is none. */
function waiting(flags: readonly FlagSpec[], word: string): FlagSpec | undefined {
  if (word.includes('=')) return undefined
  const long = /^--(.+)$/.exec(word)?.[1]
  const short = /^-[^-]*([^-])$/.exec(word)?.[1]
  const flag = flags.find(({ name, short: letter }) => name === long || (letter !== '' && letter === short))
  return flag === undefined || flag.kind === 'bool' ? undefined : flag
}

function sorted(suggestions: readonly Suggestion[], prefix: string): readonly Suggestion[] {
  return suggestions.filter(({ word }) => word.startsWith(prefix)).sort((a, b) => (a.word < b.word ? -1 : 1))
}

/**
 * What can be typed at the end of a `docker` line.
 *
 * @param words the words after `docker`; the last one is the one at the cursor, often empty
 */
export function completeDockerLine(
  words: readonly string[],
  client: ClientVersion,
  daemon: DaemonFacts | 'unreachable',
): Completion {
  const view = viewOf(daemon, client)
  const prefix = words.at(-1) ?? ''
  let node = commandTree(WHOLE, client, '/home/user/.docker')
  let value: FlagSpec | undefined
  let position = 0
  for (const word of words.slice(0, -1)) {
    if (value !== undefined) {
      value = undefined
    } else if (word.startsWith('-') && position === 0) {
      value = waiting(node.flags, word)
    } else {
      const child = childNamed(node, word)
      if (child === undefined) position++
      else node = child
    }
  }
  if (value !== undefined) return { wants: valueOf(value), suggestions: [] }
  if (prefix.startsWith('-') && !(node.stopsAtArgument && position > 0)) {
    const shown = node.flags.filter(flag => isFlagShown(flag, view, { client, buildkit: false }))
    const flags = shown.map(flag => ({ word: `--${flag.name}`, description: textAt(flag.help, client) }))
    return { wants: 'text', suggestions: sorted(flags, prefix) }
  }
  if (node.children.length === 0) return { wants: argumentOf(node, position), suggestions: [] }
  const commands = node.children.filter(child => isCommandShown(child, view, client))
  const suggestions = commands.map(({ name, short }) => ({ word: name, description: short }))
  return { wants: 'command', suggestions: position > 0 ? [] : sorted(suggestions, prefix) }
}
