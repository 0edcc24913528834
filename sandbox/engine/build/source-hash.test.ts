import { expect, it } from 'vitest'
import { utf8 } from '../../base/bytes.ts'
import { installNodeCodecs } from '../../node/codecs.ts'
import { emptyHeader } from '../../oci/tar/header.ts'
import { entryHash } from './source-hash.ts'

installNodeCodecs()

const content = utf8('file a\n')
const header = { ...emptyHeader(), name: 'a.txt', mode: 0o100644, uname: 'root', gname: 'root', sizeBytes: content.length, mtimeSeconds: 5 }

it('gives the hash that a real engine wrote into the history of a COPY', () => {
  expect(entryHash(header, [content], { names: false })).toBe('79f2220939ec3467da6d76e64b100f4478679844bf94e8ecf9a04e4a26ea2da3')
})

it('does not depend on the time, but on mode and content', () => {
  const hash = entryHash(header, [content], { names: false })
  expect(entryHash({ ...header, mtimeSeconds: 9 }, [content], { names: false })).toBe(hash)
  expect(entryHash({ ...header, mode: 0o100600 }, [content], { names: false })).not.toBe(hash)
  expect(entryHash(header, [utf8('file b\n')], { names: false })).not.toBe(hash)
})
