/**
 * How `docker cp` reads paths: whether one ends in a slash or in `/.` matters.
 *
 * @source moby pkg/archive/copy.go
 */
import { baseName, cleanPath, dirName } from './go-path.ts'

const namesCurrentDirectory = (path: string): boolean => baseName(path) === '.'

/** Does the path say that it means a directory? */
export const assertsDirectory = (path: string): boolean => path.endsWith('/') || namesCurrentDirectory(path)

/** The cleaned path with the slash or the `/.` that the original ended in. */
export function keepEnding(cleaned: string, original: string): string {
  let path = cleaned
  if (!namesCurrentDirectory(path) && namesCurrentDirectory(original)) path += path.endsWith('/') ? '.' : '/.'
  if (!path.endsWith('/') && original.endsWith('/')) path += '/'
  return path
}

/** The directory and the last name, which may be `.`. */
export function splitEntry(path: string): [directory: string, base: string] {
  const cleaned = cleanPath(path) + (namesCurrentDirectory(path) ? '/.' : '')
  return [dirName(cleaned), baseName(cleaned)]
}

/** One end of a copy. */
export interface CopyEnd {
  readonly path: string
  readonly exists: boolean
  readonly isDirectory: boolean
}

/** Where the entries of a source go: into which directory, and under which name (undefined: their own). */
export interface CopyPlan {
  readonly directory: string
  readonly rename: string | undefined
}

/**
 * What a copy means, from what source and destination are.
 *
 * @returns the plan, or Docker's sentence why not
 * @source moby pkg/archive/copy.go `PrepareArchiveCopy`
 */
export function planCopy(source: Pick<CopyEnd, 'isDirectory'>, destination: CopyEnd): CopyPlan | string {
  const [directory, base] = splitEntry(destination.path)
  if (destination.exists && destination.isDirectory) return { directory: destination.path, rename: undefined }
  if (destination.exists && source.isDirectory) return 'cannot copy directory'
  if (!destination.exists && !source.isDirectory && assertsDirectory(destination.path)) return 'no such directory'
  return { directory, rename: base }
}
