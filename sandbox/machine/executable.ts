import { text } from '../base/bytes.ts'
import type { Content } from '../disk/content.ts'
import { machineCode } from './machine-code.ts'
import type { Program } from './process.ts'

/** What a kernel makes of an executable file. */
export type Executable =
  | { readonly kind: 'script'; readonly interpreter: string; readonly argument: string | undefined }
  /** A program we simulate, by name; `multicall` ones (busybox) go by the name they are called by. `kernel`: the oldest it starts on. */
  | { readonly kind: 'known'; readonly name: string; readonly multicall: boolean; readonly interpreter: string | undefined; readonly kernel?: string | undefined }
  /** A tiny static program whose machine code we run. */
  | { readonly kind: 'code'; readonly program: Program }
  /** Exec format error. */
  | { readonly kind: 'bad' }

const ELF_MACHINES: Readonly<Record<number, string>> = { 0x3e: 'amd64', 0xb7: 'arm64', 0x28: 'arm', 0x03: '386', 0x15: 'ppc64le', 0x16: 's390x', 0xf3: 'riscv64' }
const MARKER = 'layerlab-program:'
const CODE_BYTES_MAX = 64 * 1024

const remembered = new WeakMap<Content, Map<string, Executable>>()

/** Read the first bytes as execve does. `architecture` is the host's, in Go's words. */
export function identify(content: Content, architecture: string): Executable {
  let known = remembered.get(content)
  if (!known) remembered.set(content, (known = new Map()))
  let found = known.get(architecture)
  if (!found) known.set(architecture, (found = look(content, architecture)))
  return found
}

function look(content: Content, architecture: string): Executable {
  const head = content.piece(0, 256)
  if (head[0] === 0x23 && head[1] === 0x21) {
    const line = (text(head).split('\n')[0] ?? '').slice(2).trim()
    const [interpreter = '', ...rest] = line.split(/[ \t]+/)
    if (interpreter === '') return { kind: 'bad' }
    return { kind: 'script', interpreter, argument: rest.length > 0 ? rest.join(' ') : undefined }
  }
  if (head.length < 64 || head[0] !== 0x7f || head[1] !== 0x45 || head[2] !== 0x4c || head[3] !== 0x46) return { kind: 'bad' }
  const machine = (head[18] ?? 0) | ((head[19] ?? 0) << 8)
  if (ELF_MACHINES[machine] !== architecture) return { kind: 'bad' }
  const marker = find(head, MARKER)
  if (marker >= 0) {
    const end = head.indexOf(0, marker)
    const [name = '', interpreter, kernel] = text(head.subarray(marker + MARKER.length, end < 0 ? undefined : end)).split(' ')
    return { kind: 'known', name, multicall: name === 'busybox', interpreter: interpreter === '' ? undefined : interpreter, kernel }
  }
  const whole = content.bytes()
  if (find(whole, 'BusyBox v') >= 0) return { kind: 'known', name: 'busybox', multicall: true, interpreter: undefined }
  if (architecture === 'amd64' && whole.length <= CODE_BYTES_MAX) return { kind: 'code', program: process => machineCode.content.runX86(whole)(process) }
  return { kind: 'bad' }
}

function find(bytes: Uint8Array, needle: string): number {
  const first = needle.charCodeAt(0)
  outer: for (let at = bytes.indexOf(first); at >= 0; at = bytes.indexOf(first, at + 1)) {
    for (let i = 1; i < needle.length; i++) if (bytes[at + i] !== needle.charCodeAt(i)) continue outer
    return at
  }
  return -1
}

/**
 * The bytes of a stand-in executable: an ELF header of the right machine, and the name of the program it stands for.
 * Catalogue images and the simulated hosts are furnished with these.
 *
 * @param interpreter the loader that the kernel starts first
 * @param kernel the oldest version that its C library agrees to start on
 */
export function standIn(name: string, architecture: string, interpreter?: string, kernel?: string): Uint8Array {
  const label = `${MARKER}${name}${interpreter === undefined && kernel === undefined ? '' : ` ${interpreter ?? ''}`}${kernel === undefined ? '' : ` ${kernel}`}\0`
  const bytes = new Uint8Array(64 + label.length)
  bytes.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0])
  const machine = Number(Object.entries(ELF_MACHINES).find(([, arch]) => arch === architecture)?.[0] ?? 0x3e)
  bytes[18] = machine & 0xff
  bytes[19] = machine >> 8
  bytes[20] = 1
  for (let i = 0; i < label.length; i++) bytes[64 + i] = label.charCodeAt(i)
  return bytes
}
