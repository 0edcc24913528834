/** The workshop's project as texts by path: what the page shows, keeps, mounts and downloads. */
import type { FileSystemTree } from '@webcontainer/api'

/** Texts by path, without a slash in front. */
export type ProjectFiles = Readonly<Record<string, string>>

/** What the build makes for the page of one language. */
export interface WorkshopData {
  /** The reader's to change. */
  readonly files: ProjectFiles
  /** Of the project too; they come from the build and are not shown in the editor. */
  readonly fixed: ProjectFiles
  /** Declarations for the editor, by path below node_modules. */
  readonly declarations: ProjectFiles
}

/** A project as a WebContainer mounts it. */
export function treeOf(files: ProjectFiles): FileSystemTree {
  const tree: FileSystemTree = {}
  for (const [path, contents] of Object.entries(files)) {
    const parts = path.split('/')
    const name = parts.pop() ?? ''
    let at = tree
    for (const part of parts) {
      const found = (at[part] ??= { directory: {} })
      if (!('directory' in found)) throw new Error(`${path}: ${part} is a file`)
      at = found.directory
    }
    at[name] = { file: { contents } }
  }
  return tree
}

/** Is this a path that a project may have? */
export const isProjectPath = (path: string): boolean => /^(?!node_modules\/|engine\/)[A-Za-z0-9._-]+(?:\/[A-Za-z0-9._-]+)*$/.test(path) && !path.split('/').some(part => part === '.' || part === '..') && path.length <= 200
