/** `docker info`, `version`, `system df`, `events`. @source docker/cli cli/command/system */
import { diskUsage } from '../commands/disk-usage.ts'
import { info as daemonInfo } from '../commands/info.ts'
import { listEvents } from '../commands/list-events.ts'
import { version as daemonVersion } from '../commands/version.ts'
import { Interrupted } from '../sched/scheduler.ts'
import type { Op } from '../sched/op.ts'
import { Failure } from './client.ts'
import type { Client, Run } from './client.ts'
import { apiVersionOf } from './clients.ts'
import { showDiskUsage } from './format/disk-usage.ts'
import { eventPrinter } from './format/events.ts'
import { showInfo } from './format/info.ts'
import { showVersion } from './format/version.ts'

/** The version that client and daemon agree on: the smaller one. */
function agreedVersion(client: Client, daemon: string): string {
  const own = apiVersionOf(client.version)
  const minor = (version: string): number => Number(version.split('.')[1])
  return minor(own) < minor(daemon) ? own : daemon
}

/** The engine's API version; what the client says without a daemon is its own. */
const ENGINE_API = '1.41'

/** An answer, or the text of why there is none. */
function* answerOr<T extends object>(op: Op<T>): Op<T | { readonly error: string }> {
  try {
    return yield* op
  } catch (error) {
    if (error instanceof Failure) return { error: error.message }
    throw error
  }
}

function formatOf(client: Client): { readonly format?: string } {
  const format = client.given('format')
  return format === undefined || format === '' ? {} : { format }
}

/** `docker info` */
export const info: Run = function* (client) {
  const server = yield* answerOr(client.request('GET /v1.41/info', function* (engine) {
    return { info: daemonInfo(engine) }
  }))
  const apiVersion = agreedVersion(client, 'error' in server ? apiVersionOf(client.version) : ENGINE_API)
  return yield* client.show(showInfo(server, { ...formatOf(client), apiVersion }, client.version))
}

/** `docker version` */
export const version: Run = function* (client) {
  const server = yield* answerOr(client.request('GET /v1.41/version', function* (engine) {
    return { version: daemonVersion(engine) }
  }))
  const apiVersion = agreedVersion(client, 'error' in server ? apiVersionOf(client.version) : ENGINE_API)
  return yield* client.show(showVersion(server, { ...formatOf(client), apiVersion }, client.version))
}

/** `docker system df` */
export const systemDf: Run = function* (client) {
  const usage = yield* client.request('GET /v1.41/system/df', engine => diskUsage(engine))
  return yield* client.show(showDiskUsage(usage, { ...formatOf(client), verbose: client.flag('verbose'), now: client.now }, client.version))
}

/** `docker events`: past ones with `--since`, then new ones until `--until` or Ctrl-C. */
export const events: Run = function* (client) {
  const printer = eventPrinter(client.given('format'), client.version)
  if (!('show' in printer)) return yield* client.show(printer)
  try {
    yield* client.request('GET /v1.41/events', engine => listEvents(engine, {
      since: client.given('since'), until: client.given('until'), filters: client.filters(),
      *emit(event) {
        const shown = printer.show(event)
        if ('error' in shown) throw new Failure(shown.error)
        yield* client.print(shown.line)
      },
    }))
  } catch (error) {
    if (error instanceof Interrupted) return 130
    throw error
  }
  return 0
}
