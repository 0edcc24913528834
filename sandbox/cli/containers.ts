/** The small commands on containers. @source docker/cli cli/command/container */
import { listContainers } from '../engine/list-containers.ts'
import { logs as readLogs } from '../commands/logs.ts'
import { containerEvent } from '../engine/container-event.ts'
import { removeContainer } from '../engine/container-remove.ts'
import { pauseContainer, unpauseContainer } from '../engine/container-pause.ts'
import { startContainer } from '../engine/container-run.ts'
import { killContainer, signalInit, stopContainer, waitForExit } from '../engine/container-stop.ts'
import { EngineError } from '../base/errors.ts'
import type { Op } from '../sched/op.ts'
import { Interrupted } from '../sched/scheduler.ts'
import { DaemonError, Failure, forEach } from './client.ts'
import type { Client, Run } from './client.ts'
import { is28 } from './clients.ts'
import { showContainers, tryContainersFormat } from './format/containers.ts'

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
  const seconds = client.command.changed.has('timeout') ? client.int('timeout') : client.command.changed.has('time') ? client.int('time') : undefined
  yield* client.request(`POST /v1.41/containers/${name}/stop`, function* (engine) {
    const container = engine.containers.get(name)
    yield* stopContainer(engine, container, seconds ?? container.config.StopTimeout ?? 10)
  })
  yield* client.print(`${name}\n`)
})

/** `docker restart CONTAINER...` */
export const restart: Run = client => forEach(client, client.args, function* (name) {
  yield* client.request(`POST /v1.41/containers/${name}/restart`, function* (engine) {
    const container = engine.containers.get(name)
    yield* stopContainer(engine, container, client.command.changed.has('time') ? client.int('time') : 10)
    yield* startContainer(engine, container, { stdin: undefined, stdout: undefined, stderr: undefined })
    containerEvent(engine, container, 'restart')
  })
  yield* client.print(`${name}\n`)
})

/** `docker kill CONTAINER...` */
export const kill: Run = client => forEach(client, client.args, function* (name) {
  const signal = (client.text('signal') || 'KILL').toUpperCase().replace(/^SIG/, '')
  yield* client.request(`POST /v1.41/containers/${name}/kill`, function* (engine) {
    const container = engine.containers.get(name)
    if (!container.state.Running) throw new EngineError('Conflict', `Cannot kill container: ${name}: Container ${container.id} is not running`)
    const { exits } = container
    signalInit(engine, container, signal)
    if (signal === 'KILL') yield* waitForExit(container, exits)
  })
  yield* client.print(`${name}\n`)
})

/** `docker rm CONTAINER...` */
export const rm: Run = client => forEach(client, client.args, function* (name) {
  if (client.flag('link')) throw new Failure('--link is not simulated by Layerlab')
  try {
    yield* client.request(`DELETE /v1.41/containers/${name}`, function* (engine) {
      const container = engine.containers.get(name.replace(/^\//, ''))
      if (container.state.Running) {
        if (!client.flag('force')) {
          const procedure = container.state.Paused ? 'Unpause and then stop' : 'Stop'
          throw new EngineError('Conflict', `You cannot remove a ${container.status} container ${container.id}. ${procedure} the container before attempting removal or force remove`)
        }
        const { exits } = container
        killContainer(engine, container)
        yield* waitForExit(container, exits)
      }
      yield* removeContainer(engine, container, { volumes: client.flag('volumes') })
    })
  } catch (error) {
    throw client.notFound(error, 'container', name)
  }
  yield* client.print(`${name}\n`)
})

/** `docker wait CONTAINER...`: prints exit statuses. */
export const wait: Run = client => forEach(client, client.args, function* (name) {
  const status = yield* client.request(`POST /v1.41/containers/${name}/wait`, function* (engine) {
    const container = engine.containers.get(name)
    return container.state.Running ? yield* waitForExit(container, container.exits) : container.state.ExitCode
  })
  yield* client.print(`${status}\n`)
})

/** `docker rename CONTAINER NEW_NAME` */
export const rename: Run = function* (client) {
  const [name = '', typed = ''] = client.args
  try {
    yield* client.request(`POST /v1.41/containers/${name}/rename`, function* (engine) {
      const container = engine.containers.get(name)
      const wanted = typed.replace(/^\//, '')
      engine.containers.reserve(wanted, container.id)
      const oldName = `/${container.name}`
      engine.containers.releaseName(container.name)
      container.update(engine.scheduler.memory, { name: wanted })
      containerEvent(engine, container, 'rename', { oldName })
      yield* engine.containers.save(container)
    })
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
  if (client.flag('details')) throw new Failure('--details is not simulated by Layerlab')
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
