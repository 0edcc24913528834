/**
 * A very small x86-64: enough of the instruction set for static programs of a few hundred bytes that write a message
 * and exit, such as `hello-world`. Running their code instead of recognising them keeps a changed or truncated program
 * honest: it prints other bytes, or dies of SIGSEGV or SIGILL.
 */
import type { Op } from '../sched/op.ts'
import type { Process, Program } from './process.ts'

const STEPS_MAX = 100_000
const RAX = 0
const RDX = 2
const RSI = 6
const RDI = 7

/** A program that runs the code of a static ELF file. */
export function runX86(elf: Uint8Array): Program {
  return process => new Cpu(elf, process).run()
}

class Fault extends Error {
  readonly status: number

  constructor(status: number) {
    super(`killed by signal ${status - 128}`)
    this.status = status
  }
}

const SEGV = 139
const ILL = 132
const SYS_WRITE = 1
const SYS_EXIT = 60
const SYS_EXIT_GROUP = 231

class Cpu {
  private readonly registers = new Array<number>(16).fill(0)
  private readonly process: Process
  private readonly image: Uint8Array
  private readonly view: DataView
  private base = 0
  private pc = 0
  private zero = false

  constructor(elf: Uint8Array, process: Process) {
    this.image = elf
    this.view = new DataView(elf.buffer, elf.byteOffset, elf.byteLength)
    this.process = process
  }

  *run(): Op<number> {
    try {
      this.load()
      for (let steps = 0; steps < STEPS_MAX; steps++) {
        const exit = yield* this.instruction()
        if (exit !== undefined) return exit & 0xff
      }
      return 137
    } catch (error) {
      if (error instanceof Fault) return error.status
      if (error instanceof RangeError) return SEGV
      throw error
    }
  }

  /** Map the first loadable segment; one is all such a program has. */
  private load(): void {
    const entry = this.u64(24)
    const table = this.u64(32)
    const count = this.view.getUint16(56, true)
    for (let i = 0; i < count; i++) {
      const header = table + i * 56
      if (this.view.getUint32(header, true) !== 1) continue
      this.base = this.u64(header + 16) - this.u64(header + 8)
      this.pc = entry - this.base
      return
    }
    throw new Fault(SEGV)
  }

  private u64(at: number): number {
    return this.view.getUint32(at, true) + this.view.getUint32(at + 4, true) * 0x1_0000_0000
  }

  private *instruction(): Op<number | undefined> {
    let rex = 0
    let op = this.fetch()
    if ((op & 0xf0) === 0x40) {
      rex = op
      op = this.fetch()
    }
    if (op >= 0xb8 && op <= 0xbf) {
      // mov r32, imm32, or r64, imm64
      const register = (op & 7) | ((rex & 1) << 3)
      if (rex & 8) {
        this.registers[register] = this.u64(this.pc)
        this.pc += 8
      } else this.registers[register] = this.imm32() >>> 0
      return undefined
    }
    if (op === 0xc7) {
      // mov r, imm32 (sign extended)
      const { rm } = this.modrm(rex)
      this.registers[rm] = this.imm32()
      return undefined
    }
    if (op === 0x8d) {
      const { reg, address } = this.modrm(rex)
      if (address === undefined) throw new Fault(ILL)
      this.registers[reg] = address
      return undefined
    }
    if (op === 0x31 || op === 0x89) {
      const { reg, rm, address } = this.modrm(rex)
      if (address !== undefined) throw new Fault(SEGV)
      const source = this.registers[reg] ?? 0
      this.registers[rm] = op === 0x89 ? source : ((this.registers[rm] ?? 0) ^ source) >>> 0
      this.zero = this.registers[rm] === 0
      return undefined
    }
    if (op === 0xeb) {
      const offset = this.view.getInt8(this.pc)
      this.pc += 1 + offset
      return undefined
    }
    if (op === 0x74 || op === 0x75) {
      const offset = this.view.getInt8(this.pc)
      this.pc += 1
      if (this.zero === (op === 0x74)) this.pc += offset
      return undefined
    }
    if (op === 0x90) return undefined
    if (op === 0x0f && this.fetch() === 0x05) return yield* this.syscall()
    throw new Fault(ILL)
  }

  private *syscall(): Op<number | undefined> {
    const number = this.registers[RAX] ?? 0
    const first = this.registers[RDI] ?? 0
    if (number === SYS_EXIT || number === SYS_EXIT_GROUP) return first
    if (number === SYS_WRITE) {
      const from = (this.registers[RSI] ?? 0) - this.base
      const bytes = this.image.subarray(from, from + (this.registers[RDX] ?? 0))
      yield* this.process.file(first).write(bytes)
      this.registers[RAX] = bytes.length
      return undefined
    }
    this.registers[RAX] = -38 // ENOSYS
    return undefined
  }

  /** Registers of a register-to-register form, or the address of a RIP-relative one. */
  private modrm(rex: number): { reg: number; rm: number; address: number | undefined } {
    const byte = this.fetch()
    const reg = ((byte >> 3) & 7) | ((rex & 4) << 1)
    const rm = (byte & 7) | ((rex & 1) << 3)
    if (byte >> 6 === 3) return { reg, rm, address: undefined }
    if (byte >> 6 === 0 && (byte & 7) === 5) {
      const offset = this.imm32()
      return { reg, rm, address: this.base + this.pc + offset }
    }
    throw new Fault(ILL)
  }

  private imm32(): number {
    const value = this.view.getInt32(this.pc, true)
    this.pc += 4
    return value
  }

  private fetch(): number {
    const byte = this.image[this.pc++]
    if (byte === undefined) throw new Fault(SEGV)
    return byte
  }
}
