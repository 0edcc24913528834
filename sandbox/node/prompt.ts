/** `layerlab` without a line: a prompt. One machine lives from line to line. */
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'
import type { Interface } from 'node:readline'
import { utf8 } from '../base/bytes.ts'
import { Running, World } from '../scenario/world.ts'
import { ShellSession } from '../shell/index.ts'
import type { CommandLine } from './command-line.ts'
import { UsageError } from './command-line.ts'
import { machineOptions, runLine, terminalSize } from './line.ts'
import { MountedFolder } from './mount.ts'
import { OutputClosed, complain, print, writeOut } from './streams.ts'
import { printStep } from './trace-text.ts'

/** How long the engine may work before keys are looked at, in real milliseconds. */
const SLICE_MS = 20

/** @returns the exit status of the last line */
export async function runPrompt(options: CommandLine): Promise<number> {
  if (options.json) throw new UsageError("--json needs a line: layerlab --json 'docker images'")
  // A script on standard input is what a shell does without our help.
  if (!process.stdin.isTTY) return runLine({ ...options, kind: 'line', words: ['bash'] })
  return await new Promise((done, failed) => {
    const session = new Session(options, done, failed)
    session.prompt()
  })
}

class Session {
  private readonly world: World
  private readonly folder: MountedFolder | undefined
  private readonly lines: Interface
  private readonly done: (status: number) => void
  private readonly failed: (error: unknown) => void
  private readonly session = new ShellSession()
  private running: Running | undefined
  /** Lines of a command that goes on. */
  private begun = ''
  private status = 0
  private ended = false
  private stepsShown = 0
  private fromTick = 0

  constructor(options: CommandLine, done: (status: number) => void, failed: (error: unknown) => void) {
    this.done = done
    this.failed = failed
    this.world = World.create(machineOptions(options))
    this.folder = options.mount === undefined ? undefined : new MountedFolder(resolve(options.mount), this.world.machine.disk, this.world.options.directory)
    this.world.scheduler.trace.length = 0
    this.world.scheduler.tracing = options.steps
    this.world.memory.keeping = false
    this.lines = createInterface({ input: process.stdin, output: process.stdout, terminal: process.stdout.isTTY === true, historySize: 1000 })
    this.lines.on('line', line => this.guard(() => this.onLine(line)))
    this.lines.on('SIGINT', () => this.guard(() => this.onInterrupt()))
    this.lines.on('close', () => this.guard(() => this.onClose()))
    print("A machine with an empty image store. Type docker commands; 'exit' or Ctrl-D ends it.\n")
  }

  prompt(): void {
    this.lines.setPrompt(this.begun !== '' ? '> ' : (this.session.prompt ?? `root@${this.world.options.hostname}:~# `))
    this.lines.prompt()
  }

  private onLine(typed: string): void {
    if (this.running) {
      // Typed while a program runs: its input.
      this.running.terminal?.type(utf8(`${typed}\n`))
      return
    }
    const line = this.begun + typed
    if (line.trim() === '') return this.prompt()
    if (this.session.isIncomplete(line)) {
      this.begun = `${line}\n`
      return this.prompt()
    }
    this.begun = ''
    const { world } = this
    if (!world.machine.powered) {
      const { started, error } = world.boot()
      complain(`layerlab: the machine was off; it boots${started ? '' : `, and docker does not start: ${error}`}\n`)
    }
    this.fromTick = world.scheduler.nowTick
    world.scheduler.trace.length = this.stepsShown = 0
    const size = terminalSize()
    const { spawn, chunks, terminal } = world.prepare(line, {
      ...(size ? { terminal: size } : {}), onOutput: (stream, bytes) => this.guard(() => writeOut(stream === 'out' ? 1 : 2, bytes)),
    })
    this.running = new Running(world.machine.start(undefined, this.session.program(line), spawn), chunks, terminal)
    this.slice()
  }

  /** Let the engine work for a moment, then see whether somebody typed. */
  private slice(): void {
    const { running, world } = this
    if (!running) return
    const until = performance.now() + SLICE_MS
    let counter = 0
    let late = false
    world.scheduler.run(world.policy, () => running.ended || (late ||= (++counter & 255) === 0 && performance.now() > until))
    for (; this.stepsShown < world.scheduler.trace.length; this.stepsShown++) printStep(world.scheduler.trace[this.stepsShown], this.fromTick, print)
    if (running.ended) return this.onEnd(running)
    // Neither late nor ended: everybody waits, for keys most likely.
    setTimeout(() => this.guard(() => this.slice()), late ? 0 : SLICE_MS)
  }

  private onEnd(running: Running): void {
    this.running = undefined
    const { task, exitStatus } = running.process
    if (task?.state === 'failed') throw task.error
    if (this.world.machine.fault !== undefined) throw this.world.machine.fault
    this.status = exitStatus ?? 0
    this.world.bootIfReset()
    if (!this.world.machine.powered) complain('layerlab: the power of the simulated machine is off; the next line boots it\n')
    if (this.session.ended || this.ended) this.finish()
    else this.prompt()
  }

  private onInterrupt(): void {
    if (this.running?.terminal) return this.world.machine.interrupt(this.running.terminal)
    print('^C\n')
    this.begun = ''
    this.prompt()
  }

  private onClose(): void {
    this.ended = true
    if (this.running) this.running.terminal?.hangUp()
    else this.finish()
  }

  private finish(): void {
    this.ended = true
    this.lines.removeAllListeners()
    this.lines.close()
    if (!this.session.ended) print('\n')
    for (const problem of this.folder?.bringBack() ?? []) complain(`layerlab: ${problem}\n`)
    this.done(this.status)
  }

  private guard(action: () => void): void {
    try {
      action()
    } catch (error) {
      this.lines.removeAllListeners()
      this.lines.close()
      if (!(error instanceof OutputClosed)) this.folder?.bringBack()
      this.failed(error)
    }
  }
}
