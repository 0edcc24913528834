/** `docker diff`. @source moby pkg/archive/changes.go, changes_linux.go (20.10) */
import type { FileNode, FileSystem } from '../disk/file-system.ts'
import type { Engine } from '../engine/engine.ts'
import { step } from '../sched/op.ts'
import type { Op } from '../sched/op.ts'

/** A path that differs from the image. The API has 0, 1 and 2 for the kinds. */
export interface Change {
  readonly kind: 'modified' | 'added' | 'deleted'
  readonly path: string
}

const WALK_TICKS = 2_000_000

/**
 * What a container has changed: its whole tree is compared with that of its init layer, file by file, so what counts
 * is the outcome and not what lies in its writable layer.
 *
 * @throws EngineError NotFound, or damage found while mounting
 */
export function* containerChanges(engine: Engine, name: string): Op<readonly Change[]> {
  const container = engine.containers.get(name)
  const { layers } = engine
  const { driver } = layers
  const mounted = layers.getRW(container.id)
  const parent = mounted.initID ?? mounted.parent?.cacheID
  const root = yield* driver.get(mounted.mountID)
  try {
    const below = parent === undefined ? undefined : yield* driver.get(parent)
    try {
      yield step('readdir', root, WALK_TICKS)
      const changes: Change[] = []
      const after = treeAt(engine, root)
      compare(after, below === undefined ? undefined : treeAt(engine, below), '', changes)
      return changes
    } finally {
      if (parent !== undefined) yield* driver.put(parent)
    }
  } finally {
    yield* driver.put(mounted.mountID)
  }
}

interface Tree {
  readonly fs: FileSystem
  readonly node: FileNode
}

function treeAt(engine: Engine, path: string): Tree {
  const { mount, node } = engine.fs.find(path, true, 'open')
  return { fs: mount.fs, node }
}

function childrenOf({ fs, node }: Tree): Map<string, Tree> {
  const children = new Map<string, Tree>()
  if (node.type !== 'directory') return children
  for (const name of fs.names(node)) {
    const child = fs.lookup(node, name)
    if (child) children.set(name, { fs, node: child })
  }
  return children
}

/** Below a directory. A directory in which something changed is named before that, though it did not change itself. */
function compare(after: Tree, before: Tree | undefined, path: string, changes: Change[]): void {
  const old = before && after.node.type === 'directory' ? childrenOf(before) : new Map<string, Tree>()
  for (const [name, child] of childrenOf(after)) {
    const childPath = `${path}/${name}`
    const former = old.get(name)
    old.delete(name)
    const within: Change[] = []
    compare(child, former, childPath, within)
    if (!former) changes.push({ kind: 'added', path: childPath })
    else if (differs(former.node, child.node) || (within.length > 0 && child.node.type === 'directory')) changes.push({ kind: 'modified', path: childPath })
    changes.push(...within)
  }
  for (const name of old.keys()) changes.push({ kind: 'deleted', path: `${path}/${name}` })
}

/** Size and time of a directory do not count. @source moby pkg/archive/changes_unix.go `statDifferent` */
function differs(before: FileNode, after: FileNode): boolean {
  const a = before.attributes
  const b = after.attributes
  if (before.type !== after.type || a.mode !== b.mode || a.uid !== b.uid || a.gid !== b.gid) return true
  if (before.device?.major !== after.device?.major || before.device?.minor !== after.device?.minor) return true
  if (!sameBytes(a.xattrs?.get('security.capability'), b.xattrs?.get('security.capability'))) return true
  return before.type !== 'directory' && (!sameTime(a.mtime, b.mtime) || before.size !== after.size)
}

/** Archives have whole seconds: a time without fraction equals any within its second. */
function sameTime(a: number, b: number): boolean {
  return a === b || (Math.floor(a) === Math.floor(b) && (a % 1 === 0 || b % 1 === 0))
}

function sameBytes(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  if (!a || !b) return a === b
  return a.length === b.length && a.every((byte, i) => byte === b[i])
}
