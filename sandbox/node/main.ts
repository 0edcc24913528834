/** The `layerlab` command in Node. */
import { InvariantError } from '../base/assert.ts'
import { parseCommandLine, USAGE, UsageError } from './command-line.ts'
import type { CommandLine } from './command-line.ts'
import { installNodeCodecs } from './codecs.ts'
import { OutputClosed, complain, print } from './streams.ts'

installNodeCodecs()

/** Exit status for what the user got wrong, as most programs have it. */
const USAGE_STATUS = 2
/** As a shell shows a process that SIGPIPE ended. */
const PIPE_STATUS = 141

try {
  process.exitCode = await act(parseCommandLine(process.argv.slice(2)))
} catch (error) {
  process.exitCode = explain(error)
}

async function act(options: CommandLine): Promise<number> {
  switch (options.kind) {
    case 'help':
      print(USAGE)
      return 0
    case 'line':
      return (await import('./line.ts')).runLine(options)
    case 'prompt':
      return await (await import('./prompt.ts')).runPrompt(options)
    case 'run':
      return await (await import('./run-scenario.ts')).runScenarioFile(options)
    case 'replay':
      return await (await import('./replay-command.ts')).replayCommand(options)
    case 'grade':
      return await (await import('./grade-command.ts')).gradeCommand(options)
    case 'golden':
      process.argv.splice(2, Infinity, ...options.words)
      await import('./golden.ts')
      return Number(process.exitCode ?? 0)
    case 'serve':
      return await (await import('./serve/command.ts')).runServe(options)
    case 'explore':
      return await (await import('./explore-command.ts')).exploreCommand(options)
    case 'minimise':
      return await (await import('./minimise-command.ts')).minimiseCommand(options)
    case 'doctor':
      return (await import('./doctor.ts')).doctor(options)
  }
}

function explain(error: unknown): number {
  if (error instanceof OutputClosed) return PIPE_STATUS
  if (error instanceof UsageError) {
    complain(`layerlab: ${error.message}\n`)
    return USAGE_STATUS
  }
  const fault = error instanceof Error ? (error.stack ?? error.message) : String(error)
  complain(`layerlab: this is a fault of Layerlab, not of yours${error instanceof InvariantError ? '' : ' or of the machine'}. Please report it with the line you gave.\n${fault}\n`)
  return 70
}
