/** `layerlab '<line>'`: one line of shell in a fresh world. */
import { resolve } from 'node:path'
import { registryContent } from '../scenario/registry-content.ts'
import { World } from '../scenario/world.ts'
import type { RunOptions, Running, Stream, WorldOptions } from '../scenario/world.ts'
import { resolveProfile } from '../scenario/profiles.ts'
import type { CommandLine } from './command-line.ts'
import { MountedFolder } from './mount.ts'
import { OutputClosed, complain, print, realInput, writeOut } from './streams.ts'
import { printStep, stepTable } from './trace-text.ts'

/** A machine to try things on: with the catalogue's registry, and a second host of another kind that `ssh host-b` reaches. */
export const machineOptions = (options: CommandLine): Partial<WorldOptions> => ({
  ...worldOptions(options), registry: () => registryContent({}), others: [{ hostname: 'host-b', architecture: 'arm64', kernelRelease: '5.4.0-21-generic', modules: ['overlay'] }],
})

/** The world that the flags ask for. */
export function worldOptions({ client, model, profile }: CommandLine): Partial<WorldOptions> {
  const chosen = profile === undefined ? undefined : resolveProfile(profile)
  return {
    ...(chosen && 'engine' in chosen ? chosen : {}),
    ...(client === undefined ? {} : { client }),
    ...(model === undefined ? {} : { model }),
  }
}

/** Size of the real terminal, when our output goes to one. */
export function terminalSize(): { columns: number; rows: number } | undefined {
  const { isTTY, columns, rows } = process.stdout
  return isTTY ? { columns: columns || 80, rows: rows || 24 } : undefined
}

/** @returns the exit status of the line */
export function runLine(options: CommandLine): number {
  const world = World.create(machineOptions(options))
  const folder = options.mount === undefined ? undefined : new MountedFolder(resolve(options.mount), world.machine.disk, world.options.directory)
  const terminal = options.json ? undefined : terminalSize()
  const stream = (name: Stream): 1 | 2 => (name === 'out' ? 1 : 2)
  const closed = new Closing()
  const run: RunOptions = {
    ...(terminal ? { terminal } : {}),
    // What is read comes from outside; to a program a keyboard is the terminal that it writes to.
    stdin: realInput(() => (process.stdin.isTTY ? running.terminal : undefined)),
    ...(options.json ? {} : { onOutput: (name, bytes) => closed.guard(() => writeOut(stream(name), bytes)) }),
  }
  const { scheduler } = world
  scheduler.trace.length = 0
  scheduler.tracing = options.steps
  // Nobody goes back from here.
  world.memory.keeping = false
  const fromTick = scheduler.nowTick
  const running: Running = world.spawn(options.words[0] as string, run)
  if (options.steps && !options.json) {
    let shown = 0
    const show = (): void => {
      for (; shown < scheduler.trace.length; shown++) printStep(scheduler.trace[shown], fromTick, print)
    }
    const { policy } = world
    world.policy = (enabled, of) => {
      show()
      return policy(enabled, of)
    }
    finish(world, running, closed)
    show()
  } else finish(world, running, closed)
  const result = running.result()
  const problems = folder?.bringBack() ?? []
  for (const problem of problems) complain(`layerlab: ${problem}\n`)
  if (closed.error) throw closed.error
  if (world.machine.fault !== undefined) throw world.machine.fault
  const dark = !world.machine.powered
  if (dark) complain('layerlab: the power of the simulated machine is off\n')
  if (options.json) {
    const { exit, stdout, stderr, stdoutBytes } = result
    const binary = stdout.includes('\ufffd')
    print(`${JSON.stringify({
      exit, ...(binary ? { stdoutBase64: Buffer.from(stdoutBytes).toString('base64') } : { stdout }), stderr,
      ...(options.steps ? { steps: stepTable(scheduler.trace, fromTick) } : {}),
    })}\n`)
  }
  if (dark) return 1
  return running.ended ? result.exit : INTERRUPTED
}

/** Has somebody stopped reading what we print? Told to the one who runs the world, not to the program that printed. */
class Closing {
  error: OutputClosed | undefined

  guard(write: () => void): void {
    try {
      if (!this.error) write()
    } catch (error) {
      if (!(error instanceof OutputClosed)) throw error
      this.error = error
    }
  }
}

/** As a shell shows what Ctrl-C ended. */
const INTERRUPTED = 130

/** Let a line end; one that waits for what will never come is told so. */
function finish(world: World, running: Running, closed: Closing): void {
  world.scheduler.run(world.policy, () => running.ended || closed.error !== undefined)
  if (closed.error) return
  if (!running.ended && world.machine.powered) {
    complain(`layerlab: the line waits for something that nobody will bring (${world.waiting()}); given up\n`)
    return
  }
  world.finish(running)
}
