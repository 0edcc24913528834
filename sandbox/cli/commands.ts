/** The operations of the client by the key of their grammar, and the parts they are behind. */
import { assert } from '../base/assert.ts'
import { Part } from '../base/parts.ts'
import type { PartName } from '../base/parts.ts'
import type { Run } from './client.ts'

export type Commands = Readonly<Record<string, Run>>

const BEHIND = {
  line: ['images', 'load', 'rmi', 'tag'],
  images: ['history', 'image inspect', 'image prune', 'inspect', 'save'],
  containers: [
    'create', 'run', 'ps', 'start', 'stop', 'restart', 'kill', 'rm', 'wait', 'rename', 'logs', 'pause', 'unpause', 'port', 'attach', 'top', 'container inspect', 'container prune',
  ],
  'container-files': ['commit', 'cp', 'diff', 'exec', 'export', 'import'],
  build: ['build'],
  'partial-images': ['combine'],
  registry: ['pull', 'push', 'search', 'login', 'logout', 'manifest inspect'],
  daemon: ['info', 'version', 'events', 'system df', 'system prune', 'builder prune'],
} as const satisfies Partial<Record<PartName, readonly string[]>>

type CommandPart = keyof typeof BEHIND

/** The parts that bring operations. */
export const COMMAND_PARTS = Object.fromEntries(Object.keys(BEHIND).map(name => [name, new Part<Commands>(name as CommandPart)])) as Readonly<Record<CommandPart, Part<Commands>>>

const parts = new Map((Object.entries(BEHIND) as [CommandPart, readonly string[]][]).flatMap(([part, keys]) => keys.map(key => [key, part] as const)))

/** The part that an operation is behind; undefined for what is not simulated. */
export const partOfCommand = (key: string): PartName | undefined => parts.get(key)

/** Can this operation be carried out, once its part is here? */
export const isSimulated = (key: string): boolean => parts.has(key)

/** The operation of a key; undefined when it is not simulated. @throws PartMissing */
export function commandNamed(key: string): Run | undefined {
  const part = parts.get(key)
  if (part === undefined) return undefined
  const run = COMMAND_PARTS[part].content[key]
  assert(run, `the part ${part} brings ${key}`)
  return run
}
