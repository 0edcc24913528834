import { expect, it } from 'vitest'
import { utf8 } from '../base/bytes.ts'
import { Content, reserved } from './content.ts'

it('counts holes in the size and not in what is allocated', () => {
  const content = Content.of(utf8('begin')).resize(1_000_000).append(utf8('end'))
  expect(content.size).toBe(1_000_003)
  expect(content.allocatedBytes).toBe(8)
  expect(content.slice(3, 1_000_001).allocatedBytes).toBe(3)
  expect(content.write(100, utf8('middle')).allocatedBytes).toBe(14)
  expect(content.resize(2).allocatedBytes).toBe(2)
})

it('allocates zeros that are reserved', () => {
  expect(Content.of(reserved(4096)).allocatedBytes).toBe(4096)
  expect(Content.of(reserved(4096)).bytes().every(byte => byte === 0)).toBe(true)
})
