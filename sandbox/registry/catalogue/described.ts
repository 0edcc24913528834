/** Bytes of the catalogue: described, and made only where somebody reads them. */
import type { Extent, Generated } from '../../disk/content.ts'

/** Bytes that look like data and do not compress: the same for the same name, and each can be had without those before. */
export function noise(name: string, length: number): Generated {
  let seed = 0x811c9dc5
  for (let i = 0; i < name.length; i++) seed = Math.imul(seed ^ name.charCodeAt(i), 0x01000193)
  return {
    length,
    read(from, to) {
      const first = Math.floor(from / 4)
      const words = new Uint32Array(Math.ceil(to / 4) - first)
      for (let i = 0; i < words.length; i++) {
        let word = (seed + Math.imul(first + i, 0x9e3779b9)) | 0
        word = Math.imul(word ^ (word >>> 16), 0x85ebca6b)
        word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35)
        words[i] = word ^ (word >>> 16)
      }
      return new Uint8Array(words.buffer, from - first * 4, to - from)
    },
  }
}

/** So many zeros that take their place. */
export { reserved as zeros } from '../../disk/content.ts'

/** Pieces one after the other as one. */
export function joined(parts: readonly Extent[]): Generated {
  const kept = parts.filter(part => part.length > 0)
  const starts: number[] = []
  let length = 0
  for (const part of kept) {
    starts.push(length)
    length += part.length
  }
  const partAt = (position: number): number => {
    let low = 0
    let high = kept.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((starts[middle] as number) <= position) low = middle
      else high = middle - 1
    }
    return low
  }
  return {
    length,
    read(from, to) {
      const bytes = new Uint8Array(to - from)
      for (let at = from, index = partAt(from); at < to; index++) {
        const part = kept[index] as Extent
        const start = starts[index] as number
        const end = Math.min(to, start + part.length)
        bytes.set(part instanceof Uint8Array ? part.subarray(at - start, end - start) : part.read(at - start, end - start), at - from)
        at = end
      }
      return bytes
    },
  }
}
