/** The real standard streams, used synchronously: the engine knows no other way. */
import { readSync, writeSync } from 'node:fs'
import type { File, Terminal } from '../machine/files.ts'
import { MICROSECOND, step } from '../sched/op.ts'
import { SyscallError } from '../base/errors.ts'

/** Nobody reads what we print any more. */
export class OutputClosed extends Error {
  override readonly name = 'OutputClosed'
}

const pause = new Int32Array(new SharedArrayBuffer(4))
const again = (error: unknown): boolean => (error as { code?: string }).code === 'EAGAIN'

/** @throws OutputClosed */
export function writeOut(descriptor: 1 | 2, bytes: Uint8Array): void {
  let at = 0
  while (at < bytes.length) {
    try {
      at += writeSync(descriptor, bytes, at)
    } catch (error) {
      if (again(error)) Atomics.wait(pause, 0, 0, 2)
      else if ((error as { code?: string }).code === 'EPIPE') throw new OutputClosed()
      else throw error
    }
  }
}

const encoder = new TextEncoder()
export const print = (text: string): void => writeOut(1, encoder.encode(text))
export const complain = (text: string): void => writeOut(2, encoder.encode(text))

const CHUNK = 64 * 1024

/** Our standard input as a file of the sandbox: read when the program reads. `terminal`: what it is taken for. */
export function realInput(terminal: () => Terminal | undefined): File {
  let ended = false
  return {
    get terminal() {
      return terminal()
    },
    regular: undefined,
    *read(max = CHUNK) {
      yield step('input', 'standard input', MICROSECOND)
      const bytes = new Uint8Array(Math.min(max, CHUNK))
      while (!ended) {
        try {
          const count = readSync(0, bytes)
          if (count > 0) return bytes.subarray(0, count)
          ended = true
        } catch (error) {
          if (again(error)) Atomics.wait(pause, 0, 0, 5)
          else ended = true
        }
      }
      return undefined
    },
    *write() {
      throw new SyscallError('EBADF', 'write', '')
    },
    retain() {},
    release() {},
  }
}
