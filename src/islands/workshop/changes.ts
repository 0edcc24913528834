/** What the reader changed of the project, as it is kept: only that, so that the rest follows the site. */
import { isProjectPath } from '../../workshop/files.ts'
import type { ProjectFiles } from '../../workshop/files.ts'

export interface Changes {
  readonly changed: ProjectFiles
  readonly removed: readonly string[]
}

export const NO_CHANGES: Changes = { changed: {}, removed: [] }

/** Read what was kept. Whatever is no change is left out. */
export function readChanges(draft: string | undefined): Changes {
  if (draft === undefined) return NO_CHANGES
  try {
    const { changed, removed } = JSON.parse(draft) as Partial<Record<keyof Changes, unknown>>
    const files = typeof changed === 'object' && changed !== null ? Object.entries(changed) : []
    return {
      changed: Object.fromEntries(files.filter((entry): entry is [string, string] => isProjectPath(entry[0]) && typeof entry[1] === 'string')),
      removed: Array.isArray(removed) ? removed.filter(path => typeof path === 'string') : [],
    }
  } catch {
    return NO_CHANGES
  }
}

/** The project as the reader left it. */
export const withChanges = (files: ProjectFiles, { changed, removed }: Changes): Record<string, string> =>
  ({ ...Object.fromEntries(Object.entries(files).filter(([path]) => !removed.includes(path))), ...changed })

/** What differs from the project as it comes. */
export const changesOf = (original: ProjectFiles, now: ProjectFiles): Changes => ({
  changed: Object.fromEntries(Object.entries(now).filter(([path, text]) => original[path] !== text)),
  removed: Object.keys(original).filter(path => now[path] === undefined),
})
