/** `layerlab` without a line: a prompt. One machine lives from line to line. */
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'
import type { Interface } from 'node:readline'
import { utf8 } from '../base/bytes.ts'
import { World } from '../scenario/world.ts'
import type { Running } from '../scenario/world.ts'
import type { CommandLine } from './command-line.ts'
import { UsageError } from './command-line.ts'
import { terminalSize, worldOptions } from './line.ts'
import { MountedFolder } from './mount.ts'
import { OutputClosed, complain, print, writeOut } from './streams.ts'
import { printStep } from './trace-text.ts'

/** How long the engine may work before keys are looked at, in real milliseconds. */
const SLICE_MS = 20

/** @returns the exit status of the last line */
export async function runPrompt(options: CommandLine): Promise<number> {
  if (options.json) throw new UsageError("--json needs a line: layerlab --json 'docker images'")
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
  private readonly waiting: string[] = []
  private running: Running | undefined
  private directory: string
  private env = new Map<string, string>()
  private status = 0
  private ended = false
  private stepsShown = 0
  private fromTick = 0

  constructor(options: CommandLine, done: (status: number) => void, failed: (error: unknown) => void) {
    this.done = done
    this.failed = failed
    this.world = World.create(worldOptions(options))
    this.directory = this.world.options.directory
    this.folder = options.mount === undefined ? undefined : new MountedFolder(resolve(options.mount), this.world.machine.disk, this.directory)
    this.world.scheduler.trace.length = 0
    this.world.scheduler.tracing = options.steps
    const typed = process.stdin.isTTY === true
    this.lines = createInterface({ input: process.stdin, output: process.stdout, terminal: typed && process.stdout.isTTY === true, historySize: 1000 })
    this.lines.on('line', line => this.guard(() => this.onLine(line)))
    this.lines.on('SIGINT', () => this.guard(() => this.onInterrupt()))
    this.lines.on('close', () => this.guard(() => this.onClose()))
    if (typed) print("A machine with an empty image store. Type docker commands; 'exit' or Ctrl-D ends it.\n")
  }

  prompt(): void {
    const { world } = this
    const home = world.options.user?.home ?? '/root'
    const place = this.directory === home ? '~' : this.directory.startsWith(`${home}/`) ? `~${this.directory.slice(home.length)}` : this.directory
    const name = world.options.user?.name ?? 'root'
    if (process.stdin.isTTY) {
      this.lines.setPrompt(`${name}@${world.options.hostname}:${place}${name === 'root' ? '#' : '$'} `)
      this.lines.prompt()
    }
    const next = this.waiting.shift()
    if (next !== undefined) this.onLine(next)
    else if (this.ended) this.finish()
  }

  private onLine(line: string): void {
    if (this.running) {
      // Typed while a program runs: its input, if it reads from the terminal at all.
      if (this.running.terminal) this.running.terminal.type(utf8(`${line}\n`))
      else this.waiting.push(line)
      return
    }
    const trimmed = line.trim()
    if (trimmed === '') return this.prompt()
    const exit = /^(?:exit|logout)(?:\s+(\d+))?$/.exec(trimmed)
    if (exit) {
      if (exit[1] !== undefined) this.status = Number(exit[1]) & 255
      return this.finish()
    }
    const { world } = this
    if (!world.machine.powered) {
      const { started, error } = world.boot()
      complain(`layerlab: the machine was off; it boots${started ? '' : `, and docker does not start: ${error}`}\n`)
    }
    this.fromTick = world.scheduler.nowTick
    world.scheduler.trace.length = this.stepsShown = 0
    const terminal = terminalSize()
    this.running = world.spawn(line, {
      ...(terminal ? { terminal } : {}), directory: this.directory, env: this.env,
      onOutput: (stream, bytes) => this.guard(() => writeOut(stream === 'out' ? 1 : 2, bytes)),
    })
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
    const { process: shell } = running
    if (shell.task?.state === 'failed') throw shell.task.error
    this.status = shell.exitStatus ?? 0
    this.directory = shell.fs.cwd
    this.env = new Map(shell.env)
    this.env.set('PWD', this.directory)
    if (!this.world.machine.powered) complain('layerlab: the power of the simulated machine is off; the next line boots it\n')
    this.prompt()
  }

  private onInterrupt(): void {
    if (this.running) {
      print('^C\n')
      // Everything the line has started: its shell waits for the others.
      for (const process of [...this.world.machine.processes.values()]) if (isBelow(process, this.running.process)) this.world.machine.signal(process, 'INT')
      return
    }
    print('^C\n')
    this.prompt()
  }

  private onClose(): void {
    this.ended = true
    if (this.running) return this.running.terminal?.hangUp()
    if (this.waiting.length === 0) this.finish()
  }

  private finish(): void {
    this.ended = true
    this.lines.removeAllListeners()
    this.lines.close()
    if (process.stdin.isTTY) print('\n')
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

function isBelow(process: Running['process'], top: Running['process']): boolean {
  for (let at: Running['process'] | undefined = process; at; at = at.parent) if (at === top) return at.container === process.container
  return false
}
