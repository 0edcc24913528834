/** Paths as text, with the rules of Go's path/filepath on Linux. Nothing here looks at a disk. */

/** The shortest path that means the same: no `//`, no `.`, no `..` after a name; `.` for nothing. */
export function cleanPath(path: string): string {
  if (path === '') return '.'
  const rooted = path.startsWith('/')
  const kept: string[] = []
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue
    if (part !== '..') kept.push(part)
    else if (kept.length > 0 && kept[kept.length - 1] !== '..') kept.pop()
    else if (!rooted) kept.push('..')
  }
  const joined = kept.join('/')
  return rooted ? `/${joined}` : joined || '.'
}

/** The parts with slashes between them, cleaned; empty parts do not count. */
export function joinPath(...parts: readonly string[]): string {
  const path = parts.filter(part => part !== '').join('/')
  return path === '' ? '' : cleanPath(path)
}

/** Everything but the last name, cleaned. */
export function dirName(path: string): string {
  return cleanPath(path.slice(0, path.lastIndexOf('/') + 1))
}

/** The last name; slashes at the end do not count. */
export function baseName(path: string): string {
  if (path === '') return '.'
  const bare = path.replace(/\/+$/, '')
  return bare === '' ? '/' : bare.slice(bare.lastIndexOf('/') + 1)
}

/** Cuts after the last slash: [with the slash, the name]. */
export function splitPath(path: string): [string, string] {
  const slash = path.lastIndexOf('/') + 1
  return [path.slice(0, slash), path.slice(slash)]
}

/** From the cleaned absolute path `base` to the cleaned absolute `target`; `.` when they are the same. */
export function relativePath(base: string, target: string): string {
  const from = base.split('/').filter(part => part !== '')
  const to = target.split('/').filter(part => part !== '')
  let common = 0
  while (common < from.length && common < to.length && from[common] === to[common]) common++
  return [...from.slice(common).map(() => '..'), ...to.slice(common)].join('/') || '.'
}
