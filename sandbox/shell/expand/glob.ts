/** Names of files that match a pattern. */
import { SyscallError } from '../../base/errors.ts'
import type { Op } from '../../sched/op.ts'
import type { Shell } from '../run/shell.ts'
import { hasMagic, unescapePattern } from './magic.ts'
import { pattern } from './pattern.ts'

/** Paths a single pattern may become. */
export const GLOB_PATHS_MAX = 100_000

/** The paths that match, sorted by code unit; none when no path does. */
export function* globPaths(shell: Shell, source: string): Op<string[]> {
  const { fs } = shell.process
  const absolute = source.startsWith('/')
  const components = source.split('/')
  const extended = shell.shopts.has('extglob')
  let found: string[] = [absolute ? '/' : '']
  const start = absolute ? components.findIndex(component => component !== '') : 0
  let pendingSlash = ''
  for (let i = Math.max(0, start); i < components.length && found.length > 0; i++) {
    const component = components[i] as string
    const last = i === components.length - 1
    if (component === '') {
      pendingSlash += '/'
      if (last) {
        const directories: string[] = []
        for (const path of found) if (yield* isDirectory(shell, path)) directories.push(`${path}${path.endsWith('/') ? '' : '/'}`)
        found = directories
      }
      continue
    }
    const join = (base: string): string => (base === '' || base.endsWith('/') ? base : `${base}/`) + pendingSlash
    if (!hasMagic(component)) {
      const name = unescapePattern(component)
      found = found.map(base => join(base) + name)
      pendingSlash = ''
      const checked: string[] = []
      if (last || components.slice(i + 1).every(rest => rest === '' || !hasMagic(rest))) {
        if (last) {
          for (const path of found) if (yield* exists(shell, path)) checked.push(path)
          found = checked
        }
      }
      continue
    }
    const compiled = pattern(component, extended)
    const hidden = component.startsWith('.') || component.startsWith('\\.') || shell.shopts.has('dotglob')
    const next: string[] = []
    for (const base of found) {
      let names: string[]
      try {
        names = yield* fs.readdir(base === '' ? '.' : base)
      } catch (error) {
        if (error instanceof SyscallError) continue
        throw error
      }
      if (component.startsWith('.') || component.startsWith('\\.')) {
        if (shell.dialect.name !== 'bash' || !shell.shopts.has('globskipdots')) names = ['.', '..', ...names]
      }
      for (const name of names) {
        if (name.startsWith('.') && !hidden) continue
        if (!compiled.matches(name)) continue
        const path = join(base) + name
        if (!last && !(yield* isDirectory(shell, path))) continue
        next.push(path)
        if (next.length > GLOB_PATHS_MAX) return []
      }
    }
    pendingSlash = ''
    found = next
  }
  return found.sort()
}

function* exists(shell: Shell, path: string): Op<boolean> {
  return yield* shell.process.fs.exists(path)
}

function* isDirectory(shell: Shell, path: string): Op<boolean> {
  try {
    return (yield* shell.process.fs.stat(path)).type === 'directory'
  } catch (error) {
    if (error instanceof SyscallError) return false
    throw error
  }
}
