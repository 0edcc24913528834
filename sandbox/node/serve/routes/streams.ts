/** Endpoints about containers whose answers last: attach, logs, wait; and start, which the first waits for. */
import { EngineError } from '../../../base/errors.ts'
import { attach as attachTo, copyInput, detach } from '../../../commands/attach.ts'
import { logs as readLogs } from '../../../commands/logs.ts'
import { wait as waitFor } from '../../../commands/wait.ts'
import type { WaitCondition } from '../../../commands/wait.ts'
import type { Container } from '../../../engine/container.ts'
import { containerEvent } from '../../../engine/container-event.ts'
import { startContainer } from '../../../engine/container-run.ts'
import { waitForExit } from '../../../engine/container-stop.ts'
import type { Op } from '../../../sched/op.ts'
import type { Task } from '../../../sched/scheduler.ts'
import { Connection, frame } from '../connection.ts'
import type { Exchange } from '../exchange.ts'
import type { Handler } from '../routes.ts'

/** Those who attached before see everything. The first of them that types is the standard input. */
export const start: Handler = function* (exchange) {
  const { engine, name, context } = exchange
  const container = engine.containers.get(name)
  if (container.state.Running && !container.state.Paused) return exchange.sendStatus(304)
  const clients = context.sessions.take(container.id)
  const first = clients.find(client => client.stdin) ?? clients[0]
  const others = clients.filter(client => client !== first)
  container.update(engine.scheduler.memory, { attached: [...container.attached, ...others.map(({ stdout, stderr }) => ({ stdout, stderr }))] })
  try {
    yield* startContainer(engine, container, { stdin: first?.stdin, stdout: first?.stdout, stderr: first?.stderr })
  } catch (error) {
    container.update(engine.scheduler.memory, { attached: [] })
    throw error
  }
  // Keys like Ctrl-C reach the container's first process until its shell says otherwise.
  for (const { tty } of clients) if (tty && container.process) tty.terminal.foreground ??= container.process
  exchange.sendStatus(204)
}

export const wait: Handler = function* (exchange) {
  const { engine, name, response } = exchange
  const condition = exchange.text('condition') || 'not-running'
  if (!isCondition(condition)) throw new EngineError('InvalidParameter', `invalid condition: ${JSON.stringify(condition)}`)
  engine.containers.get(name)
  exchange.begin(200, { 'Content-Type': 'application/json' })
  const status = yield* waitFor(engine, name, condition)
  response.end(`{"Error":null,"StatusCode":${status}}\n`)
}

const isCondition = (text: string): text is WaitCondition => ['not-running', 'next-exit', 'removed'].includes(text)

export const attach: Handler = function* (exchange) {
  const { engine, name } = exchange
  const container = engine.containers.get(name)
  if (container.state.Paused) throw new EngineError('Conflict', `container ${name} is paused, unpause the container before attach`)
  const follows = exchange.flag('stream')
  const { Tty, OpenStdin } = container.config
  const size = windowOf(container)
  const connection = new Connection(exchange, { tty: Tty, stdin: follows && exchange.flag('stdin') && OpenStdin, name: `terminal of ${container.name}`, ...(size ? { size } : {}) })
  const wants = { stdout: exchange.flag('stdout') ? connection.stdout : undefined, stderr: exchange.flag('stderr') ? connection.stderr : undefined }
  if (exchange.flag('logs')) yield* readLogs(engine, { ...ALL_LOGS, name: container.id, emit: (stream, bytes) => (stream === 'stdout' ? connection.stdout : connection.stderr).write(bytes) })
  if (follows) yield* follow(exchange, container, connection, wants)
  connection.end()
}

const ALL_LOGS = { follow: false, tail: undefined, timestamps: false, since: undefined, until: undefined } as const

/** New clients tell the size of their window when the container is made. */
function windowOf(container: Container): { columns: number; rows: number } | undefined {
  const [rows = 0, columns = 0] = container.hostConfig['ConsoleSize'] as readonly number[]
  return rows > 0 && columns > 0 ? { columns, rows } : undefined
}

/** Until the container ends, or the client goes. */
function* follow(exchange: Exchange, container: Container, connection: Connection, wants: Pick<Connection, 'stdout' | 'stderr'> | { readonly stdout: Connection['stdout'] | undefined; readonly stderr: Connection['stderr'] | undefined }): Op<void> {
  const { engine, context: { sessions } } = exchange
  const { exits, id } = container
  const waits = !container.state.Running
  sessions.add(id, connection, waits)
  if (waits) containerEvent(engine, container, 'attach')
  else attachTo(engine, container, wants)
  const helpers: Task[] = []
  if (connection.tty) helpers.push(engine.scheduler.spawn(connection.typing(), 'keys', { owner: engine.process }))
  if (!waits && connection.tty && container.process) connection.tty.terminal.foreground ??= container.process
  if (!waits && connection.stdin && container.stdin) helpers.push(engine.scheduler.spawn(copyInput(connection.stdin, container.stdin, container.config.StdinOnce), 'stdin', { owner: engine.process }))
  try {
    yield* waitForExit(container, exits)
  } finally {
    for (const helper of helpers) engine.scheduler.kill(helper)
    sessions.remove(id, connection)
    detach(engine, container, { stdout: connection.stdout, stderr: undefined })
  }
}

export const logs: Handler = function* (exchange) {
  const { engine, name } = exchange
  const wants = { stdout: exchange.flag('stdout'), stderr: exchange.flag('stderr') }
  if (!wants.stdout && !wants.stderr) throw new EngineError('InvalidParameter', 'Bad parameters: you must choose at least one stream')
  if (exchange.flag('details')) throw new EngineError('NotImplemented', 'details of logs are not simulated by Layerlab')
  const container = engine.containers.get(name)
  const tail = exchange.text('tail')
  const given = (parameter: string): string | undefined => (['', '0'].includes(exchange.text(parameter)) ? undefined : exchange.text(parameter))
  const begin = (): void => {
    if (!exchange.answered) exchange.begin(200, {})
  }
  if (exchange.flag('follow')) begin()
  yield* readLogs(engine, {
    name, follow: exchange.flag('follow'), tail: /^\d+$/.test(tail) ? Number(tail) : undefined, timestamps: exchange.flag('timestamps'), since: given('since'), until: given('until'),
    *emit(stream, bytes) {
      begin()
      if (wants[stream]) yield* exchange.write(container.config.Tty ? bytes : frame(stream, bytes))
    },
  })
  begin()
  exchange.response.end()
}

export const resize: Handler = function* (exchange) {
  const { engine, name, context } = exchange
  const container = engine.containers.get(name)
  if (!container.state.Running) throw new EngineError('Conflict', `Container ${container.id} is not running`)
  for (const connection of context.sessions.of(container.id)) setSize(exchange, connection)
  exchange.sendStatus(200)
}

/** @throws EngineError InvalidParameter */
export function setSize(exchange: Exchange, { tty }: Connection): void {
  const [rows = 0, columns = 0] = [exchange.number('h'), exchange.number('w')]
  if (rows > 0 && columns > 0) tty?.terminal.resize(columns, rows)
}
