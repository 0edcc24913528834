/** A file of a world's disk, taken out without a step: what programs see, and what a cut would leave. */
import { AfterCut } from '../engine/after-cut.ts'
import { DiskView } from '../engine/disk-view.ts'
import type { Host, World } from './world.ts'

export class DiskFile {
  private readonly view: DiskView
  private readonly path: string
  private readonly inode: ReturnType<DiskView['find']>

  /**
   * @param path absolute, or relative to the directory where the prompt stood at first
   * @param host whose disk
   */
  constructor(world: World, path: string, host: Host = world.first) {
    this.view = new DiskView(host.machine.disk)
    this.path = path.startsWith('/') ? path : `${world.options.directory}/${path}`
    const found = this.view.find(this.path)
    this.inode = found?.type === 'file' ? found : undefined
  }

  get sizeBytes(): number {
    return this.inode?.size ?? 0
  }

  /** Undefined: there is no such file. */
  seen(): Uint8Array | undefined {
    return this.inode?.content.bytes()
  }

  /** What would be at its path after a cut: perhaps an older file. Undefined: none. */
  durable(): Uint8Array | undefined {
    const after = new AfterCut(this.view)
    const left = after.find(this.path)
    return left?.type === 'file' ? after.content(left).bytes() : undefined
  }
}
