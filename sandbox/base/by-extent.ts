/**
 * What was found out about bytes, remembered by where they lie: two views of the same memory hold the same bytes,
 * because bytes are never written to again. It is forgotten when the memory is.
 */
export class ByExtent<Value> {
  private readonly buffers = new WeakMap<ArrayBufferLike, Map<number, { readonly length: number; readonly value: Value }[]>>()

  get({ buffer, byteOffset, length }: Uint8Array): Value | undefined {
    return this.buffers.get(buffer)?.get(byteOffset)?.find(found => found.length === length)?.value
  }

  set({ buffer, byteOffset, length }: Uint8Array, value: Value): void {
    let places = this.buffers.get(buffer)
    if (!places) this.buffers.set(buffer, (places = new Map()))
    const here = places.get(byteOffset)
    if (here) here.push({ length, value })
    else places.set(byteOffset, [{ length, value }])
  }
}
