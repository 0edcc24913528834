import { beforeAll, expect, it } from 'vitest'
import { concat } from '../../base/bytes.ts'
import { decompress } from '../../oci/compression.ts'
import { drain, pullFrom } from '../../oci/pull.ts'
import { Disassembler } from '../../oci/tar-split.ts'
import { nodeCodecs, installNodeCodecs } from '../../node/codecs.ts'
import { describedLayer } from '../described-layer.ts'
import { CATALOGUE_NAMES, catalogueImage } from './catalogue.ts'
import { joined, noise } from './described.ts'
import { FACTS } from './facts.ts'
import { layerBlob } from './layer.ts'
import { LAYERS } from './layers.ts'

beforeAll(installNodeCodecs)

it('makes the same bytes of noise wherever one begins to read', () => {
  const whole = noise('a/b', 1000).read(0, 1000)
  for (const [from, to] of [[0, 1], [3, 9], [4, 8], [997, 1000], [1, 999]] as const) expect(noise('a/b', 1000).read(from, to)).toEqual(whole.subarray(from, to))
  expect(new Set(whole).size).toBeGreaterThan(200)
})

it('reads across the pieces that something is joined of', () => {
  const pieces = [Uint8Array.of(1, 2, 3), noise('x', 10), new Uint8Array(0), Uint8Array.of(4)]
  const whole = concat([Uint8Array.of(1, 2, 3), noise('x', 10).read(0, 10), Uint8Array.of(4)])
  for (let from = 0; from < 14; from++) for (let to = from; to <= 14; to++) expect(joined(pieces).read(from, to)).toEqual(whole.subarray(from, to))
})

it.each(['hello-world/arm64', 'busybox/amd64', 'vpn/amd64', 'nginx-1.14.0-logs/amd64'])('tells of %s what reading its bytes tells', key => {
  const [name = '', architecture = ''] = key.split('/')
  const facts = FACTS[key]
  const recipe = LAYERS[name]
  if (!facts || !recipe) throw new Error(key)
  const blob = layerBlob(recipe, architecture, facts)
  const tar = concat(drain(decompress(pullFrom([blob.bytes()]))))
  const lines: string[] = []
  const reader = new Disassembler(pullFrom([tar]), line => lines.push(line))
  const read = []
  for (let entry = reader.next(); entry; entry = reader.next()) read.push({ header: entry.header, content: concat(entry.content) })
  const described = describedLayer(blob)
  expect(described?.entries.map(({ header, content }) => ({ header, content: concat(content.map(extent => (extent instanceof Uint8Array ? extent : extent.read(0, extent.length)))) }))).toEqual(read)
  const packed: Uint8Array[] = []
  nodeCodecs.gzip(chunk => packed.push(chunk)).push(new TextEncoder().encode(lines.join('')), true)
  expect(concat(described?.recipe ?? [])).toEqual(concat(packed))
})

it('has every image whole: each blob under the digest of its bytes', () => {
  expect(CATALOGUE_NAMES).toContain('nginx:1.14.0')
  for (const name of ['hello-world:latest', 'tool:1', 'app:1']) {
    const image = catalogueImage(name)
    expect(image?.blobs.has(image.digest.slice('sha256:'.length))).toBe(true)
    for (const [digest, content] of image?.blobs ?? []) {
      const hash = nodeCodecs.sha256()
      hash.update(content.bytes())
      expect(hash.hex()).toBe(digest)
    }
  }
})
