/**
 * Would an image run here? Computed without running anything: the layers are put together as the driver would mount
 * them, and the program is looked for as runc and the kernel would.
 */
import { SyscallError } from '../base/errors.ts'
import { Namespace } from '../disk/file-system.ts'
import { Fs } from '../disk/fs.ts'
import { identify } from '../machine/executable.ts'
import { DEFAULT_PATH } from '../machine/furnish.ts'
import type { Machine } from '../machine/machine.ts'
import { overlayOf } from '../machine/overlay-fs.ts'
import { chainIDOf } from '../store/image-config.ts'
import type { ImageConfig } from '../store/image-config.ts'
import { LINKS, OVERLAY } from '../store/layout.ts'
import type { Digest } from '../store/layout.ts'
import type { DiskView } from './disk-view.ts'

/** Where an image's layers are found. */
export interface StoreToRun {
  /** A partial image runs with its parts. */
  readonly joins: boolean
  /** The overlay2 directory of a layer; undefined without a readable record. */
  readonly cacheIDOf: (chainID: Digest) => string | undefined
  /** The config of an image; undefined when it cannot be read. */
  readonly configOf: (id: Digest) => ImageConfig | undefined
}

/**
 * Why a container of the image would not start, in words; undefined when it would, or when the image names no command.
 */
export function whyNotRunnable(machine: Machine, view: DiskView, config: ImageConfig | undefined, store: StoreToRun): string | undefined {
  if (!config) return 'its config cannot be read'
  const topCacheIDs: string[] = []
  for (let part = config; ;) {
    const topChain = chainIDOf(part)
    const cacheID = topChain === undefined ? undefined : store.cacheIDOf(topChain)
    if (topChain !== undefined && cacheID === undefined) return 'its layer has no readable record'
    if (cacheID !== undefined) topCacheIDs.push(cacheID)
    const from = store.joins ? (part.From ?? '') : ''
    if (from === '') break
    const below = store.configOf(from.slice(from.indexOf('@') + 1))
    if (!below) return `its part ${from.slice(0, from.indexOf('@'))} is not here`
    part = below
  }
  const { memory } = machine.scheduler
  const { recording } = memory
  memory.recording = false
  try {
    return problemOf(machine, view, config, topCacheIDs)
  } catch (error) {
    if (!(error instanceof SyscallError)) throw error
    return `mounting its layers fails: ${error.message.slice(error.message.lastIndexOf(': ') + 2)}`
  } finally {
    memory.recording = recording
  }
}

/** @param topCacheIDs of the image, of a partial one also of its parts, topmost first; empty for an image without layers */
function problemOf(machine: Machine, view: DiskView, config: ImageConfig, topCacheIDs: readonly string[]): string | undefined {
  const argv = [...(config.config?.Entrypoint ?? []), ...(config.config?.Cmd ?? [])]
  const [name] = argv
  if (name === undefined) return undefined
  if (topCacheIDs.length === 0) return `it has no layers, so there is no ${name}`
  const elements: string[] = []
  for (const cacheID of topCacheIDs) {
    const home = `${OVERLAY}/${cacheID}`
    const link = view.text(`${home}/link`)
    if (link === undefined) return `overlay2/${cacheID}/link is missing`
    const lower = view.text(`${home}/lower`)
    elements.push(link === '' ? LINKS : `${LINKS}/${link}`, ...(lower === undefined ? [] : lower.split(':').map(element => `${OVERLAY}/${element}`)))
  }
  const overlay = overlayOf(machine.fs({ uid: 0, gid: 0 }, OVERLAY), { lowerdir: elements.join(':') }, machine.scheduler.memory, machine.diskFs)
  const fs = new Fs(new Namespace({ fs: overlay, root: overlay.root, path: '/', source: 'overlay', options: 'ro', readOnly: true }), '/', { uid: 0, gid: 0 }, new Map())
  const path = findProgram(fs, name, config)
  return path === undefined ? `its program ${name} is not in its layers` : whyNotExecutable(machine, fs, path, 0)
}

function findProgram(fs: Fs, name: string, config: ImageConfig): string | undefined {
  if (name.startsWith('/')) return exists(fs, name) ? name : undefined
  if (name.includes('/')) {
    const path = `${config.config?.WorkingDir || '/'}/${name}`
    return exists(fs, path) ? path : undefined
  }
  const directories = (config.config?.Env ?? []).find(entry => entry.startsWith('PATH='))?.slice('PATH='.length) ?? DEFAULT_PATH
  return directories.split(':').map(directory => `${directory === '' ? '.' : directory}/${name}`).find(path => exists(fs, path))
}

function exists(fs: Fs, path: string): boolean {
  try {
    return fs.find(path, true, 'stat').node.type === 'file'
  } catch (error) {
    if (error instanceof SyscallError) return false
    throw error
  }
}

function whyNotExecutable(machine: Machine, fs: Fs, path: string, depth: number): string | undefined {
  const { node } = fs.find(path, true, 'exec')
  if (node.size === 0) return `its program ${path} is empty`
  if ((node.attributes.mode & 0o111) === 0) return `its program ${path} may not be executed`
  const found = identify(node.content, machine.facts.architecture)
  switch (found.kind) {
    case 'bad':
      return `its program ${path} is not one for ${machine.facts.architecture}`
    case 'script':
      if (depth >= 4) return `${path}: too many interpreters`
      return exists(fs, found.interpreter) ? whyNotExecutable(machine, fs, found.interpreter, depth + 1) : `${path} needs ${found.interpreter}, which is not in its layers`
    case 'known':
      return found.interpreter === undefined || exists(fs, found.interpreter) ? undefined : `${path} needs ${found.interpreter}, which is not in its layers`
    case 'code':
      return undefined
  }
}
