import { utf8 } from '../../base/bytes.ts'
import { encodeName } from '../../oci/go-string.ts'
import { TYPE } from '../../oci/tar/header.ts'
import type { TarHeader } from '../../oci/tar/header.ts'

const BLOCK = 512
/** GNU tar writes this many bytes at a time, and fills the last one up. */
export const RECORD_BYTES = 20 * BLOCK

/**
 * The blocks before a content as GNU tar writes them in its own format: names of more than 100 bytes come first, in
 * entries of their own.
 *
 * @source GNU tar src/create.c `start_header`, `write_gnu_long_link`
 */
export function gnuHeader(header: TarHeader): Uint8Array[] {
  const name = encodeName(header.name)
  const link = encodeName(header.linkname)
  return [...(link.length > 100 ? long(TYPE.gnuLongLink, link) : []), ...(name.length > 100 ? long(TYPE.gnuLongName, name) : []), block(header, name, link)]
}

function long(type: string, name: Uint8Array): Uint8Array[] {
  const size = name.length + 1
  const content = new Uint8Array(Math.ceil(size / BLOCK) * BLOCK)
  content.set(name)
  const head = new Uint8Array(BLOCK)
  put(head, 0, utf8('././@LongLink'))
  octal(head, 100, 8, 0o644)
  octal(head, 108, 8, 0)
  octal(head, 116, 8, 0)
  octal(head, 124, 12, size)
  octal(head, 136, 12, 0)
  finish(head, type, 'root', 'root')
  return [head, content]
}

function block(header: TarHeader, name: Uint8Array, link: Uint8Array): Uint8Array {
  const head = new Uint8Array(BLOCK)
  put(head, 0, name.subarray(0, 100))
  octal(head, 100, 8, header.mode & 0o7777)
  octal(head, 108, 8, header.uid)
  octal(head, 116, 8, header.gid)
  octal(head, 124, 12, header.type === TYPE.regular ? header.sizeBytes : 0)
  octal(head, 136, 12, header.mtimeSeconds)
  put(head, 157, link.subarray(0, 100))
  if (header.type === TYPE.char || header.type === TYPE.block) {
    octal(head, 329, 8, header.devmajor)
    octal(head, 337, 8, header.devminor)
  }
  finish(head, header.type, header.uname, header.gname)
  return head
}

function finish(head: Uint8Array, type: string, uname: string, gname: string): void {
  head[156] = type.charCodeAt(0)
  put(head, 257, utf8('ustar  \0'))
  put(head, 265, utf8(uname).subarray(0, 31))
  put(head, 297, utf8(gname).subarray(0, 31))
  head.fill(0x20, 148, 156)
  let sum = 0
  for (const byte of head) sum += byte
  put(head, 148, utf8(`${sum.toString(8).padStart(6, '0')}\0 `))
}

const put = (head: Uint8Array, at: number, bytes: Uint8Array): void => head.set(bytes, at)

/** Octal digits and a NUL; base 256 when they do not suffice. */
function octal(head: Uint8Array, at: number, width: number, value: number): void {
  if (value >= 0 && value < 8 ** (width - 1)) return put(head, at, utf8(`${value.toString(8).padStart(width - 1, '0')}\0`))
  let rest = value
  for (let i = width - 1; i > 0; i--) {
    head[at + i] = ((rest % 256) + 256) % 256
    rest = Math.floor(rest / 256)
  }
  head[at] = value < 0 ? 0xff : 0x80
}
