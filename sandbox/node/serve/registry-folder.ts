/** What a pretend registry holds, in a real folder: `index.json` and `blobs/sha256/<hex>`. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Content } from '../../disk/content.ts'
import type { RegistryContent } from '../../registry/registry.ts'
import { UsageError } from '../command-line.ts'

/**
 * @param folder `index.json` has `tags` (of each repository) and `mediaTypes` (of each manifest)
 * @throws UsageError when it is no such folder
 */
export function registryFolder(folder: string): RegistryContent {
  const index = join(folder, 'index.json')
  if (!existsSync(index)) throw new UsageError(`--registry ${folder}: there is no index.json in it`)
  const { tags, mediaTypes } = JSON.parse(readFileSync(index, 'utf8')) as Partial<Pick<RegistryContent, 'tags' | 'mediaTypes'>>
  if (!tags || !mediaTypes) throw new UsageError(`--registry ${folder}: its index.json has no tags or no mediaTypes`)
  return {
    tags, mediaTypes,
    blob(hex) {
      const path = join(folder, 'blobs', 'sha256', hex)
      return /^[0-9a-f]{64}$/.test(hex) && existsSync(path) ? Content.of(new Uint8Array(readFileSync(path))) : undefined
    },
  }
}
