import { SyscallError } from '../base/errors.ts'
import type { FileNode } from '../disk/file-system.ts'
import type { Fs } from '../disk/fs.ts'

/** As the kernel: more links on one way than this are a circle. */
const LINKS_MAX = 40

/**
 * Where `name` lies when `root` is the root of everything: links lead from there, and `..` at the top stays there.
 * What is not there yet is taken as it is written. Instantaneous: no step of its own, as a path lookup is none.
 *
 * @param name relative to the root
 * @param last whether a link at the very end is followed too
 * @throws SyscallError ELOOP
 */
export function inside(fs: Fs, root: string, name: string, last: boolean): string {
  let rest = name.split('/')
  let resolved: string[] = []
  for (let links = 0; rest.length > 0; ) {
    const [part = '', ...after] = rest
    rest = after
    if (part === '' || part === '.') continue
    if (part === '..') {
      resolved.pop()
      continue
    }
    const node = last || after.length > 0 ? present(fs, [root, ...resolved, part].join('/')) : undefined
    if (node?.type !== 'symlink') {
      resolved.push(part)
      continue
    }
    if (++links > LINKS_MAX) throw new SyscallError('ELOOP', 'open', `${root}/${name}`)
    if (node.target.startsWith('/')) resolved = []
    rest = [...node.target.split('/'), ...rest]
  }
  return [root, ...resolved].join('/')
}

function present(fs: Fs, path: string): FileNode | undefined {
  try {
    return fs.find(path, false, 'lstat').node
  } catch (error) {
    if (error instanceof SyscallError) return undefined
    throw error
  }
}
