import { expect, it } from 'vitest'
import { browserCodecs } from '../../src/playground/codecs.ts'

it('computes a known SHA-256 in a real browser, piece by piece', async () => {
  const hash = (await browserCodecs()).sha256()
  const encoder = new TextEncoder()
  hash.update(encoder.encode('a'))
  hash.update(encoder.encode('bc'))
  // FIPS 180-2, appendix B.1
  expect(hash.hex()).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
})
