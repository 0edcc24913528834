import { zipSync } from 'fflate'
import type { ProjectFiles } from '../../workshop/files.ts'

/** The project as a zip archive, below one folder: the same bytes for the same files. */
export function archiveOf(files: ProjectFiles): Uint8Array {
  const encoder = new TextEncoder()
  return zipSync(Object.fromEntries(Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1)).map(([path, text]) => [`layerlab-workshop/${path}`, encoder.encode(text)])), { mtime: '2026-01-01T00:00:00' })
}
