/** The `docker` program: reads the line by the client's grammar and carries out the command. */
import { dockerServiceOf } from '../engine/docker-service.ts'
import type { Process, Program } from '../machine/process.ts'
import type { Op } from '../sched/op.ts'
import { Client, Failure } from './client.ts'
import { isClientVersion, DEFAULT_CLIENT } from './clients.ts'
import type { ClientVersion } from './clients.ts'
import { commandNamed } from './commands.ts'
import { parseDockerCommandLine } from './grammar/parse.ts'
import { pluginRefusal, refusal } from './not-simulated.ts'

/** The client a process finds: `LAYERLAB_DOCKER_CLIENT` names one of those we have. */
export function clientVersionOf(process: Process): ClientVersion {
  const wanted = process.env.get('LAYERLAB_DOCKER_CLIENT')
  return wanted !== undefined && isClientVersion(wanted) ? wanted : DEFAULT_CLIENT
}

/** `docker …` */
export const docker: Program = function* (process): Op<number> {
  const clientVersion = clientVersionOf(process)
  const columns = process.stdin.terminal?.columns
  const home = process.env.get('HOME') ?? '/root'
  const plugin = pluginRefusal(process.argv[1])
  if (plugin !== undefined) {
    yield* process.complain(`layerlab: ${plugin}\n`)
    return 1
  }
  const parsed = parseDockerCommandLine(process.argv.slice(1), clientVersion, {
    ...(columns === undefined ? {} : { terminalColumns: columns }), configDirectory: `${home}/.docker`,
    // A help page leaves out what the daemon is too old for; without a daemon it shows everything.
    ...(dockerServiceOf(process.machine)?.reachable ? {} : { daemon: 'unreachable' }),
  })
  if (parsed.stdout !== '') yield* process.print(parsed.stdout)
  if (parsed.stderr !== '') yield* process.complain(parsed.stderr)
  if (parsed.kind === 'answer') return parsed.exit
  const command = commandNamed(parsed.path)
  if (!command) {
    yield* process.complain(`layerlab: ${refusal(parsed.path)}\n`)
    return 1
  }
  try {
    return yield* command(new Client(process, clientVersion, parsed))
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    yield* process.complain(`${error.message}\n`)
    return error.exit
  }
}
