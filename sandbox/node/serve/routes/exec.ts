/** `docker exec`, in three requests. @source moby api/server/router/container/exec.go, daemon/exec.go (20.10) */
import { EngineError } from '../../../base/errors.ts'
import { createExec, startExec } from '../../../commands/exec.ts'
import type { Engine } from '../../../engine/engine.ts'
import type { Process } from '../../../machine/process.ts'
import { toPlain } from '../../../oci/go-json.ts'
import { goBool, goString, goStrings, misfit } from '../../../oci/go-shape.ts'
import type { GoShape } from '../../../oci/go-shape.ts'
import type { Op } from '../../../sched/op.ts'
import { utf8 } from '../../../base/bytes.ts'
import { Connection } from '../connection.ts'
import type { Exchange } from '../exchange.ts'
import type { Handler } from '../routes.ts'
import type { Exec } from '../sessions.ts'
import { setSize } from './streams.ts'

/** What a command that could not be started counts as. */
const COULD_NOT_START = 126

const EXEC_BODY: GoShape = {
  kind: 'struct', type: 'types.ExecConfig',
  fields: { User: goString, Privileged: goBool, Tty: goBool, AttachStdin: goBool, AttachStdout: goBool, AttachStderr: goBool, Detach: goBool, DetachKeys: goString, Env: goStrings, WorkingDir: goString, Cmd: goStrings },
}

const START_BODY: GoShape = { kind: 'struct', type: 'types.ExecStartCheck', fields: { Detach: goBool, Tty: goBool } }

interface ExecBody {
  readonly User?: string
  readonly Tty?: boolean
  readonly AttachStdin?: boolean
  readonly Env?: readonly string[] | null
  readonly WorkingDir?: string
  readonly Cmd?: readonly string[] | null
  readonly Detach?: boolean
}

function* bodyOf(exchange: Exchange, shape: GoShape): Op<ExecBody> {
  const json = yield* exchange.json()
  const wrong = json && misfit(json, shape)
  if (wrong !== undefined) throw new EngineError('InvalidParameter', wrong as string)
  return (json ? toPlain(json) : {}) as ExecBody
}

export const create: Handler = function* (exchange) {
  const { engine, context, name } = exchange
  const { User = '', Tty = false, AttachStdin = false, Env, WorkingDir = '', Cmd } = yield* bodyOf(exchange, EXEC_BODY)
  if (!Cmd || Cmd.length === 0) throw new EngineError('InvalidParameter', 'No exec command specified')
  const prepared = yield* createExec(engine, { container: name, argv: Cmd, env: Env ?? [], user: User, workdir: WorkingDir, tty: Tty })
  context.sessions.execs.set(prepared.id, { prepared, stdin: AttachStdin, process: undefined, failed: undefined, connection: undefined })
  exchange.send(201, { Id: prepared.id })
}

function execOf({ context, name }: Exchange): Exec {
  const found = context.sessions.execs.get(name)
  if (!found) throw new EngineError('NotFound', `No such exec instance: ${name}`)
  return found
}

export const start: Handler = function* (exchange) {
  const { engine } = exchange
  const exec = execOf(exchange)
  const { Detach = false } = yield* bodyOf(exchange, START_BODY)
  if (exec.process || exec.failed !== undefined) throw new EngineError('Conflict', `Error: Exec command ${exec.prepared.id} has already run`)
  if (Detach) {
    yield* run(engine, exec, { stdin: undefined, stdout: undefined, stderr: undefined })
    return exchange.sendStatus(200)
  }
  const { tty } = exec.prepared.args
  const connection = new Connection(exchange, { tty, stdin: exec.stdin, name: `terminal of exec ${exec.prepared.id.slice(0, 12)}` })
  exec.connection = connection
  const typing = connection.tty && engine.scheduler.spawn(connection.typing(), 'keys', { owner: engine.process })
  try {
    const process = yield* run(engine, exec, connection)
    if (connection.tty) connection.tty.terminal.foreground ??= process
    const { task } = process
    if (task && !task.ended) yield { kind: 'wait', target: task.name, ticks: 0, blocked: () => !task.ended, readyAtTick: () => task.atTick }
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
    // Once attached, a refusal is output.
    engine.log('error', `Error running exec ${exec.prepared.id} in container: ${error.message}`)
    yield* connection.stdout.write(utf8(tty ? `${error.message}\n` : `${error.message}\r\n`))
  } finally {
    if (typing) engine.scheduler.kill(typing)
  }
  connection.end()
}

function* run(engine: Engine, exec: Exec, files: Pick<Parameters<typeof startExec>[2], 'stdin' | 'stdout' | 'stderr'>): Op<Process> {
  try {
    const process = yield* startExec(engine, exec.prepared, files)
    exec.process = process
    return process
  } catch (error) {
    exec.failed = COULD_NOT_START
    throw error
  }
}

export const resize: Handler = function* (exchange) {
  const { connection } = execOf(exchange)
  if (connection) setSize(exchange, connection)
  exchange.sendStatus(200)
}

export const inspect: Handler = function* (exchange) {
  const { prepared: { id, args, container }, process, failed, stdin } = execOf(exchange)
  const running = process !== undefined && !(process.task?.ended ?? true)
  const [entrypoint = '', ...rest] = args.argv
  exchange.send(200, {
    ID: id, Running: running, ExitCode: running ? null : (process?.exitStatus ?? failed ?? null),
    ProcessConfig: { tty: args.tty, entrypoint, arguments: rest, privileged: false, ...(args.user === '' ? {} : { user: args.user }) },
    OpenStdin: stdin, OpenStderr: true, OpenStdout: true, CanRemove: false, ContainerID: container.id, DetachKeys: '', Pid: running ? process.pid : 0,
  })
}
