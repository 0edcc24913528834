import { EngineError } from '../base/errors.ts'
import { createExec, startExec } from '../commands/exec.ts'
import type { ExecArgs } from '../commands/exec.ts'
import type { Engine } from '../engine/engine.ts'
import type { Process } from '../machine/process.ts'
import type { Op } from '../sched/op.ts'
import { Interrupted } from '../sched/scheduler.ts'
import { DaemonError, Failure } from './client.ts'
import type { Client, Run } from './client.ts'
import { linesOf } from './run.ts'

/** Flags that would need what is not simulated. */
export const EXEC_NOT_SIMULATED = ['detach-keys', 'privileged']

/** What a command that could not be started counts as in 20.10, whatever the reason. */
const COULD_NOT_START = 126

/**
 * `docker exec CONTAINER COMMAND [ARG...]`: the exit status is the command's own. Once attached, the runtime's refusal
 * arrives as output.
 *
 * @source docker/cli cli/command/container/exec.go; moby api/server/router/container/exec.go (20.10)
 */
export const exec: Run = function* (client) {
  client.refuse(EXEC_NOT_SIMULATED)
  const { process } = client
  const [name = '', ...argv] = client.args
  const detached = client.flag('detach')
  const interactive = client.flag('interactive') && !detached
  const tty = client.flag('tty')
  const args: ExecArgs = { container: name, argv, env: yield* variables(client), user: client.text('user'), workdir: client.text('workdir'), tty }
  try {
    yield* client.request(`GET /v1.41/containers/${name}/json`, function* (engine) {
      engine.containers.get(name)
    })
  } catch (error) {
    throw client.notFound(error, 'container', name)
  }
  if (interactive && tty && !process.stdin.terminal) throw new Failure('the input device is not a TTY')
  const prepared = yield* client.request(`POST /v1.41/containers/${name}/exec`, engine => createExec(engine, args))
  const start = `POST /v1.41/exec/${prepared.id}/start`
  if (detached) {
    yield* client.request(start, engine => startExec(engine, prepared, { stdin: undefined, stdout: undefined, stderr: undefined }))
    return 0
  }
  let started: { engine: Engine; inside: Process } | undefined
  try {
    started = yield* client.request(start, function* (engine) {
      try {
        return { engine, inside: yield* startExec(engine, prepared, { stdin: interactive ? process.stdin : undefined, stdout: process.stdout, stderr: process.stderr }) }
      } catch (error) {
        if (!(error instanceof EngineError)) throw error
        engine.log('error', `Error running exec ${prepared.id} in container: ${error.message}`)
        throw error
      }
    })
  } catch (error) {
    if (!(error instanceof DaemonError)) throw error
    yield* client.print(`${error.answer}\r\n`)
    return COULD_NOT_START
  }
  yield* untilEnd(started.engine, started.inside, tty)
  // The status is asked for; a daemon that has died meanwhile does not answer.
  return yield* client.request(`GET /v1.41/exec/${prepared.id}/json`, function* () {
    return started.inside.exitStatus ?? 0
  })
}

/** Ctrl-C reaches the command only through a terminal; otherwise it ends the client alone. */
function* untilEnd(engine: Engine, inside: Process, tty: boolean): Op<void> {
  const { task } = inside
  for (;;) {
    try {
      if (task && !task.ended && engine.alive) {
        yield { kind: 'wait', target: task.name, ticks: 0, blocked: () => !task.ended && engine.alive, readyAtTick: () => (task.ended ? task.atTick : 0) }
      }
      return
    } catch (error) {
      if (!(error instanceof Interrupted) || !tty) throw error
      engine.machine.signal(inside, error.signal)
    }
  }
}

/** `-e NAME` takes the client's value; files of variables come first. */
function* variables(client: Client): Op<string[]> {
  const env = [...(yield* linesOf(client, 'env-file')), ...client.list('env')]
  return env.flatMap(entry => {
    if (entry.includes('=')) return [entry]
    const value = client.process.env.get(entry)
    return value === undefined ? [] : [`${entry}=${value}`]
  })
}
