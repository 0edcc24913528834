import { EngineError } from '../base/errors.ts'
import type { Fs } from '../disk/fs.ts'
import type { Op } from '../sched/op.ts'

const LINKS_MAX = 255

/**
 * The path of `name` inside `root`, links resolved as if `root` were `/`. A name that leaves the root as written is
 * refused.
 *
 * @source moby pkg/symlink/fs.go `FollowSymlinkInScope`
 */
export function* symlinkInScope(fs: Fs, root: string, name: string): Op<string> {
  const joined = cleanAbsolute(`${root}/${name}`)
  if (joined !== root && !joined.startsWith(`${root}/`)) {
    throw new EngineError('System', `evalSymlinksInScope: ${joined} is not in ${root}`)
  }
  let rest = joined.slice(root.length + 1).split('/').filter(part => part !== '')
  let resolved: string[] = []
  for (let links = 0; rest.length > 0; ) {
    const part = rest[0] as string
    rest = rest.slice(1)
    if (part === '..') {
      resolved.pop()
      continue
    }
    if (part === '.' || part === '') continue
    const stat = yield* fs.look(`${root}/${[...resolved, part].join('/')}`)
    if (stat?.type !== 'symlink') {
      resolved.push(part)
      continue
    }
    if (++links > LINKS_MAX) throw new EngineError('System', `too many links in ${joined}`)
    if (stat.target.startsWith('/')) resolved = []
    rest = [...stat.target.split('/').filter(p => p !== ''), ...rest]
  }
  return resolved.length === 0 ? root : `${root}/${resolved.join('/')}`
}

function cleanAbsolute(path: string): string {
  const parts: string[] = []
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue
    if (part === '..') parts.pop()
    else parts.push(part)
  }
  return `/${parts.join('/')}`
}
