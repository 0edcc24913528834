import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { utf8 } from '#sandbox/base/bytes'
import { nodeCodecs } from '#sandbox/node/codecs'
import { browserCodecs } from './codecs.ts'
import { installGzip } from './gzip.ts'

it('keeps hashes apart that are fed by turns', async () => {
  const codecs = await browserCodecs()
  const texts = ['a', 'b'.repeat(70), '']
  const hashes = texts.map(() => codecs.sha256())
  for (let round = 0; round < 5; round++) {
    for (const [i, hash] of hashes.entries()) hash.update(utf8(texts[i]!))
  }
  expect(hashes.map(hash => hash.hex())).toEqual(
    texts.map(text => createHash('sha256').update(text.repeat(5)).digest('hex')),
  )
})

it('compresses to the same bytes as the engine in Node', async () => {
  const pack = (codecs: typeof nodeCodecs): number[] => {
    const bytes: number[] = []
    const gzip = codecs.gzip(chunk => bytes.push(...chunk))
    gzip.push(utf8('one, two, '), false)
    gzip.push(utf8('three, three, three'), true)
    return bytes
  }
  installGzip()
  const packed = pack(await browserCodecs())
  expect(packed.length).toBeGreaterThan(20)
  expect(packed).toEqual(pack(nodeCodecs))
})
