import { readFileSync, readdirSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { Content } from '../../sandbox/disk/content.ts'
import { concat } from '../../sandbox/base/bytes.ts'
import { pullFrom } from '../../sandbox/oci/pull.ts'
import type { RegistryContent } from '../../sandbox/registry/registry.ts'
import { readTar } from '../../sandbox/oci/tar/reader.ts'

const FOLDER = new URL('../recordings/fixtures/', import.meta.url)

/** Names of the recorded archives. */
export const fixtureNames: readonly string[] = readdirSync(FOLDER).filter(name => /\.tar(\.\w+)?$/.test(name)).sort()

/** The bytes of a recorded archive. */
export const fixture = (name: string): Uint8Array => new Uint8Array(readFileSync(new URL(name, FOLDER)))

/** The bytes of a recorded archive without gzip. */
export function unpackedFixture(name: string): Uint8Array {
  const bytes = fixture(name)
  return bytes[0] === 0x1f && bytes[1] === 0x8b ? new Uint8Array(gunzipSync(bytes)) : bytes
}

/** The archives that a real `docker save` wrote. */
export const savedFixtures: readonly string[] = [
  'app-a.tar.gz', 'app-b.tar.gz', 'arm64.tar', 'base.tar', 'byid.tar', 'hello-v2.tar', 'hello.tar', 'multi.tar',
  'twotags.tar', 'ubuntu.tar.gz', 'wh.tar.gz',
]

/** The layers within the saved archives, and the root file systems: [where from, bytes]. */
export function fixtureLayers(): [string, Uint8Array][] {
  const layers: [string, Uint8Array][] = ['rootfs-small.tar', 'rootfs-wh.tar', 'rootfs.tar.gz'].map(name => [name, unpackedFixture(name)])
  for (const archive of savedFixtures) {
    for (const { header, content } of readTar(pullFrom([unpackedFixture(archive)]))) {
      if (header.name.endsWith('/layer.tar')) layers.push([`${archive}: ${header.name}`, concat(content)])
    }
  }
  return layers
}

/** The registry that recordings reached. */
export function recordedRegistry(): RegistryContent {
  const { tags, mediaTypes } = JSON.parse(readFileSync(new URL('registry/index.json', FOLDER), 'utf8')) as Pick<RegistryContent, 'tags' | 'mediaTypes'>
  const blobs = new Set(readdirSync(new URL('registry/blobs/sha256/', FOLDER)))
  return { tags, mediaTypes, blob: hex => (blobs.has(hex) ? Content.of(fixture(`registry/blobs/sha256/${hex}`)) : undefined) }
}
