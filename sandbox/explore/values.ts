/**
 * What cells of a world hold, as far as a step could tell: whoever finds the same does the same. What is not told here
 * (files that are open, pipes, transfers, containers) is known by who wrote it last.
 */
import type { Inode } from '../disk/inode.ts'
import type { Engine } from '../engine/engine.ts'
import type { World } from '../scenario/world.ts'
import { OVERLAY } from '../store/layout.ts'

/** Larger files are known by their inode: to compare them by content costs too much. */
const COMPARED_BYTES_MAX = 64 * 1024

/** Inodes that were there before have numbers below, or from 0x1000000 on. */
const FIRST_MADE = 0x100000

export class CellValues {
  private readonly world: World
  private readonly byCell = new Map<number, Inode>()
  /** Numbers for what is made on the way, by where it is made: whoever makes it, it is the same. */
  private readonly numbers = new Map<string, number>()
  /** How often something was made under a name, by directory and name. */
  private readonly made = new Map<string, number>()
  /** Names under which something was ever made again. */
  private readonly remade = new Set<string>()

  constructor(world: World) {
    this.world = world
    const { disk } = world.machine
    this.note(disk.root)
    disk.onCreate = (inode, directory, name) => {
      const place = `${directory.cell}/${name}`
      const before = this.made.get(place) ?? 0
      world.memory.put(this.made, place, before + 1)
      if (before > 0) this.remade.add(place)
      inode.cell = this.numberOf(`${place} ${before}`)
      this.byCell.set(inode.cell, inode)
    }
  }

  /** Undefined: that is not told. */
  of(cell: string): string | undefined {
    const colon = cell.indexOf(':')
    const kind = cell.slice(0, colon)
    const id = cell.slice(colon + 1)
    if (kind === 'name') return this.named(id)
    if (kind === 'file') return this.file(Number(id))
    if (kind === 'mount') return this.mounted(id)
    const { engine } = this.world.docker
    return engine && ofStores(engine, kind, id)
  }

  counter(cell: string): number | undefined {
    if (!cell.startsWith('layer-count:')) return undefined
    return this.world.docker.engine?.layers.known().get(cell.slice('layer-count:'.length))?.referenceCount ?? 0
  }

  /** Is what a cell stands for in the set that another cell stands for? Undefined: it never is. */
  member(set: string, cell: string): string | undefined {
    const kind = cell.slice(0, cell.indexOf(':'))
    const id = cell.slice(cell.indexOf(':') + 1)
    const { engine } = this.world.docker
    switch (kind) {
      case 'name': {
        const slash = id.indexOf('/')
        if (set !== `entries:${id.slice(0, slash)}`) return undefined
        const inode = this.byCell.get(Number(id.slice(0, slash)))?.entries.get(id.slice(slash + 1))
        return inode ? inode.type : 'none'
      }
      case 'image':
        return set === 'images:' && engine ? (engine.images.has(id) ? 'there' : 'none') : undefined
      case 'layer':
        return set === 'layers:' && engine ? (engine.layers.known().get(id)?.cacheID ?? 'none') : undefined
      case 'container':
        return set === 'containers:' && engine ? (engine.containers.all().some(container => container.id === id) ? 'there' : 'none') : undefined
      default:
        return undefined
    }
  }

  /** Of a layer its directory says what is mounted there. */
  private mounted(path: string): string | undefined {
    if (!path.startsWith(`${OVERLAY}/`)) return undefined
    const mounts = [...this.world.machine.namespace.covered.values()].filter(mount => mount.path === path).length
    return mounts === 0 ? 'none' : String(mounts)
  }

  private file(cell: number): string | undefined {
    const inode = this.byCell.get(cell)
    if (!inode) return undefined
    if (inode.linkCount === 0) return 'none'
    const { type, attributes, content } = inode
    if (type !== 'file') return `${type} ${attributes.mode} ${attributes.uid} ${attributes.gid} ${xattrsText(inode)}`
    if (content.size > COMPARED_BYTES_MAX) return undefined
    return `${attributes.mode} ${attributes.uid} ${attributes.gid} ${attributes.mtime} ${xattrsText(inode)} ${content.size === 0 ? '' : content.sha256()}`
  }

  private named(id: string): string | undefined {
    const slash = id.indexOf('/')
    const directory = this.byCell.get(Number(id.slice(0, slash)))
    if (!directory) return undefined
    const inode = directory.entries.get(id.slice(slash + 1))
    const standing = inode ? String(inode.cell) : 'none'
    // What is made there next is known by how often that was done before.
    return this.remade.has(id) ? `${standing} after ${this.made.get(id) ?? 0}` : standing
  }

  private numberOf(place: string): number {
    let number = this.numbers.get(place)
    if (number === undefined) this.numbers.set(place, (number = FIRST_MADE + this.numbers.size))
    return number
  }

  private note(inode: Inode): void {
    this.byCell.set(inode.cell, inode)
    for (const below of inode.entries.values()) this.note(below)
  }
}

const xattrsText = ({ attributes: { xattrs } }: Inode): string => Array.from(xattrs ?? [], ([name, value]) => `${name}=${value.join('.')}`).sort().join()

function ofStores(engine: Engine, kind: string, id: string): string | undefined {
  switch (kind) {
    case 'references':
      return engine.references.all().map(({ reference, id: image }) => `${reference} ${image}`).join()
    case 'reference':
      return engine.references.all().find(({ reference }) => reference === id)?.id ?? 'none'
    case 'layer': {
      const layer = engine.layers.known().get(id)
      return layer?.cacheID ?? 'none'
    }
    case 'layer-mount': {
      const mounted = engine.layers.mountsNow().get(id)
      return mounted ? `${mounted.mountID} ${mounted.initID ?? ''}` : 'none'
    }
    case 'image':
      return engine.images.has(id) ? 'there' : 'none'
    case 'children':
      return engine.images.has(id) ? engine.images.childrenNow(id).join() : 'none'
    case 'images':
      return engine.images.ids().join()
    case 'layers':
      return [...engine.layers.known()].map(([chainID, { cacheID }]) => `${chainID} ${cacheID}`).sort().join()
    case 'container': {
      const container = engine.containers.all().find(one => one.id === id)
      return container ? JSON.stringify([container.name, container.created, container.state, container.exits]) : 'none'
    }
    case 'container-name':
      return engine.containers.holderOf(id) ?? 'none'
    case 'containers':
      return engine.containers.all().map(container => container.id).sort().join()
    default:
      return undefined
  }
}
