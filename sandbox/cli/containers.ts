/** The small commands on containers. @source docker/cli cli/command/container */
import { listContainers } from '../engine/list-containers.ts'
import { kill as killOne } from '../commands/kill.ts'
import { logs as readLogs } from '../commands/logs.ts'
import { removeContainer as removeOne } from '../commands/remove-container.ts'
import { rename as renameOne } from '../commands/rename.ts'
import { restart as restartOne, stop as stopOne } from '../commands/restart.ts'
import { wait as waitOne } from '../commands/wait.ts'
import { containerEvent } from '../engine/container-event.ts'
import { pauseContainer, unpauseContainer } from '../engine/container-pause.ts'
import { startContainer } from '../engine/container-run.ts'
import { waitForExit } from '../engine/container-stop.ts'
import type { Op } from '../sched/op.ts'
import { Interrupted } from '../sched/scheduler.ts'
import { DaemonError, Failure, forEach } from './client.ts'
import type { Client, Run } from './client.ts'
import { is28 } from './clients.ts'
import { showContainers, tryContainersFormat } from './format/containers.ts'

/** Flags that would need what is not simulated, by command. */
export const START_NOT_SIMULATED = ['detach-keys']
export const RM_NOT_SIMULATED = ['link']
export const LOGS_NOT_SIMULATED = ['details']

/** `docker ps` */
export const ps: Run = function* (client) {
  const latest = client.flag('latest')
  const last = client.int('last')
  const format = client.given('format')
  const options = {
    ...(format === undefined || format === '' ? {} : { format }), quiet: client.flag('quiet'), noTrunc: client.flag('no-trunc'), size: client.flag('size'), now: client.now,
  }
  // A format is tried before the daemon is asked: it may be wrong, and it may show sizes.
  const trial = tryContainersFormat(options, client.version)
  if ('exit' in trial) return yield* client.show(trial)
  const rows = yield* client.request('GET /v1.41/containers/json', engine => listContainers(engine, { all: client.flag('all'), limit: latest ? 1 : Math.max(0, last), sizes: trial.size, filters: client.filters() }))
  return yield* client.show(showContainers(rows, options, client.version))
}

/** `docker start CONTAINER...` */
export const start: Run = function* (client) {
  client.refuse(START_NOT_SIMULATED)
  const attach = client.flag('attach') || client.flag('interactive')
  if (attach && client.args.length > 1) throw new Failure('you cannot start and attach multiple containers at once')
  if (attach) return yield* startAttached(client, client.args[0] as string)
  const failed: string[] = []
  for (const name of client.args) {
    try {
      yield* client.request(`POST /v1.41/containers/${name}/start`, engine => startContainer(engine, engine.containers.get(name), { stdin: undefined, stdout: undefined, stderr: undefined }))
      yield* client.print(`${name}\n`)
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      yield* client.complain(`${error.message}\n`)
      failed.push(name)
    }
  }
  if (failed.length === 0) return 0
  yield* client.complain(`Error: failed to start containers: ${failed.join(', ')}\n`)
  return 1
}

function* startAttached(client: Client, name: string): Op<number> {
  const { process } = client
  const container = yield* client.request(`GET /v1.41/containers/${name}/json`, function* (engine) {
    return engine.containers.get(name)
  })
  const exits = container.exits
  yield* client.request(`POST /v1.41/containers/${container.id}/start`, function* (engine) {
    containerEvent(engine, container, 'attach')
    yield* startContainer(engine, container, { stdin: client.flag('interactive') ? process.stdin : undefined, stdout: process.stdout, stderr: process.stderr })
  })
  for (;;) {
    try {
      return yield* waitForExit(container, exits)
    } catch (error) {
      if (!(error instanceof Interrupted)) throw error
      if (container.process) process.machine.signal(container.process, error.signal)
    }
  }
}

/** `docker stop CONTAINER...` */
export const stop: Run = client => forEach(client, client.args, function* (name) {
  const seconds = client.changed('timeout') ? client.int('timeout') : client.changed('time') ? client.int('time') : undefined
  yield* client.request(`POST /v1.41/containers/${name}/stop`, engine => stopOne(engine, name, seconds))
  yield* client.print(`${name}\n`)
})

/** `docker restart CONTAINER...` */
export const restart: Run = client => forEach(client, client.args, function* (name) {
  const seconds = client.changed('timeout') ? client.int('timeout') : client.changed('time') ? client.int('time') : undefined
  yield* client.request(`POST /v1.41/containers/${name}/restart`, engine => restartOne(engine, name, seconds))
  yield* client.print(`${name}\n`)
})

/** `docker kill CONTAINER...` */
export const kill: Run = client => forEach(client, client.args, function* (name) {
  yield* client.request(`POST /v1.41/containers/${name}/kill`, engine => killOne(engine, name, client.text('signal')))
  yield* client.print(`${name}\n`)
})

/** `docker rm CONTAINER...` */
export const rm: Run = client => forEach(client, client.args, function* (name) {
  client.refuse(RM_NOT_SIMULATED)
  try {
    yield* client.request(`DELETE /v1.41/containers/${name}`, engine => removeOne(engine, name.replace(/^\//, ''), { force: client.flag('force'), volumes: client.flag('volumes') }))
  } catch (error) {
    throw client.notFound(error, 'container', name)
  }
  yield* client.print(`${name}\n`)
})

/** `docker wait CONTAINER...`: prints exit statuses. */
export const wait: Run = client => forEach(client, client.args, function* (name) {
  const status = yield* client.request(`POST /v1.41/containers/${name}/wait`, engine => waitOne(engine, name, 'not-running'))
  yield* client.print(`${status}\n`)
})

/** `docker rename CONTAINER NEW_NAME` */
export const rename: Run = function* (client) {
  const [name = '', typed = ''] = client.args
  try {
    yield* client.request(`POST /v1.41/containers/${name}/rename`, engine => renameOne(engine, name, typed))
  } catch (error) {
    if (!(error instanceof DaemonError)) throw error
    yield* client.complain(`${error.message}\n`)
    throw new Failure(`Error: failed to rename container named ${name}`)
  }
  return 0
}

/** `docker pause CONTAINER...` */
export const pause: Run = client => forEach(client, client.args, function* (name) {
  yield* client.request(`POST /v1.41/containers/${name}/pause`, engine => pauseContainer(engine, engine.containers.get(name)))
  yield* client.print(`${name}\n`)
})

/** `docker unpause CONTAINER...` */
export const unpause: Run = client => forEach(client, client.args, function* (name) {
  yield* client.request(`POST /v1.41/containers/${name}/unpause`, engine => unpauseContainer(engine, engine.containers.get(name)))
  yield* client.print(`${name}\n`)
})

/** `docker port CONTAINER [PRIVATE_PORT[/PROTO]]`: no port is ever published here. */
export const port: Run = function* (client) {
  const [name = '', typed = ''] = client.args
  try {
    yield* client.request(`GET /v1.41/containers/${name}/json`, function* (engine) {
      engine.containers.get(name)
    })
  } catch (error) {
    throw client.notFound(error, 'container', name)
  }
  if (typed === '') return 0
  const [number = '', protocol = ''] = typed.split('/', 2)
  if (!/^\d+(-\d+)?$/.test(number)) throw new Failure(number === '' ? 'empty string specified for ports' : `strconv.ParseUint: parsing ${JSON.stringify(number)}: invalid syntax`)
  throw new Failure(`${is28(client.version) ? 'no' : 'Error: No'} public port '${number}/${protocol || 'tcp'}' published for ${name}`)
}

/** `docker logs CONTAINER` */
export const logs: Run = function* (client) {
  const [name = ''] = client.args
  const { process } = client
  client.refuse(LOGS_NOT_SIMULATED)
  const tail = client.text('tail')
  try {
    yield* client.request(`GET /v1.41/containers/${name}/json`, function* (engine) {
      yield* readLogs(engine, {
        name, follow: client.flag('follow'), tail: /^\d+$/.test(tail) ? Number(tail) : undefined, timestamps: client.flag('timestamps'),
        since: client.given('since'), until: client.given('until'),
        emit: (stream, bytes) => (stream === 'stdout' ? process.stdout : process.stderr).write(bytes),
      })
    })
  } catch (error) {
    if (error instanceof Interrupted) return 130
    throw client.notFound(error, 'container', name)
  }
  return 0
}
