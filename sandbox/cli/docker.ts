/** The `docker` program: reads the line by the client's grammar and carries out the command. */
import { dockerServiceOf } from '../engine/docker-service.ts'
import type { Process, Program } from '../machine/process.ts'
import type { Op } from '../sched/op.ts'
import { attach } from './attach.ts'
import { build } from './build.ts'
import { Client, Failure } from './client.ts'
import type { Run } from './client.ts'
import { isClientVersion, DEFAULT_CLIENT } from './clients.ts'
import type { ClientVersion } from './clients.ts'
import { cp } from './cp.ts'
import { diff } from './changes.ts'
import { commit } from './commit.ts'
import * as containers from './containers.ts'
import { exec } from './exec.ts'
import { exportCommand } from './export.ts'
import { parseDockerCommandLine } from './grammar/parse.ts'
import { history } from './history.ts'
import { images } from './images.ts'
import { importCommand } from './import.ts'
import { containerInspect, imageInspect, inspect } from './inspect.ts'
import { load } from './load.ts'
import { containerPrune, imagePrune, systemPrune } from './prune.ts'
import { manifestInspect } from './manifest.ts'
import { pull } from './pull.ts'
import { push } from './push.ts'
import { rmi } from './rmi.ts'
import { create, run } from './run.ts'
import { save } from './save.ts'
import { noAccounts, search } from './search.ts'
import { events, info, systemDf, version } from './system.ts'
import { tag } from './tag.ts'
import { top } from './top.ts'

const COMMANDS: Readonly<Record<string, Run>> = {
  build, images, pull, push, 'manifest inspect': manifestInspect, search, login: noAccounts, logout: noAccounts, rmi, tag, history, load, save, inspect, 'image inspect': imageInspect, 'container inspect': containerInspect, 'image prune': imagePrune,
  'container prune': containerPrune, 'system prune': systemPrune, create, run, ps: containers.ps, start: containers.start, stop: containers.stop,
  restart: containers.restart, kill: containers.kill, rm: containers.rm, wait: containers.wait, rename: containers.rename, logs: containers.logs,
  pause: containers.pause, unpause: containers.unpause, port: containers.port, attach, top, cp, commit, import: importCommand, exec, diff, export: exportCommand, info, version, 'system df': systemDf, events,
}

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
  const parsed = parseDockerCommandLine(process.argv.slice(1), clientVersion, {
    ...(columns === undefined ? {} : { terminalColumns: columns }), configDirectory: `${home}/.docker`,
    // A help page leaves out what the daemon is too old for; without a daemon it shows everything.
    ...(dockerServiceOf(process.machine)?.reachable ? {} : { daemon: 'unreachable' }),
  })
  if (parsed.stdout !== '') yield* process.print(parsed.stdout)
  if (parsed.stderr !== '') yield* process.complain(parsed.stderr)
  if (parsed.kind === 'answer') return parsed.exit
  const command = COMMANDS[parsed.path]
  if (!command) {
    yield* process.complain(`layerlab: docker ${parsed.path} is not simulated yet\n`)
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
