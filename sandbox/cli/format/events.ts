/**
 * `docker events`: one line per event.
 *
 * @source docker/cli/cli/command/system/events.go
 */
import type { EventMessage } from '../../engine/api.ts'
import { compareUtf8, decode, encode } from '../../oci/go-json.ts'
import { DOCKER_FUNCTIONS, Template, TemplateParseError } from '../../oci/go-template/template.ts'
import { formatTime } from '../../oci/go-template/time.ts'
import { INT64, STRING, byHalf, field, mapOf, pointerTo, structOf, typedValue, zero } from '../../oci/go-template/values.ts'
import { goMinorOf, is28, type ClientVersion } from '../clients.ts'
import type { Shown } from './shown.ts'

const omitEmpty = { omitEmpty: true } as const
const MESSAGE = structOf('events.Message', [
  field('Status', STRING, { json: 'status', omitEmpty: true }),
  field('ID', STRING, { json: 'id', omitEmpty: true }),
  field('From', STRING, { json: 'from', omitEmpty: true }),
  field('Type', STRING),
  field('Action', STRING),
  field('Actor', structOf('events.Actor', [field('ID', STRING), field('Attributes', mapOf(STRING, STRING))])),
  field('Scope', STRING, { json: 'scope', ...omitEmpty }),
  field('Time', INT64, { json: 'time', ...omitEmpty }),
  field('TimeNano', INT64, { json: 'timeNano', ...omitEmpty }),
])

/** Prints events; made once per `docker events`. */
export interface EventPrinter {
  /** The line of an event, or the error that ends the command. */
  readonly show: (event: EventMessage) => { readonly line: string } | { readonly error: string }
}

/**
 * Prepare to print events.
 *
 * @returns what is shown when the format is wrong (exit 64): it is tried on an empty event before any arrives
 */
export function eventPrinter(format: string | undefined, client: ClientVersion): EventPrinter | Shown {
  if (format === undefined || format === '') return { show: event => ({ line: showEvent(event) }) }
  const refuse = (message: string): Shown => ({ stdout: '', stderr: `Error parsing format: ${message}\n`, exit: 64 })
  try {
    const template = new Template(is28(client) && format === 'json' ? '{{json .}}' : format, { name: '', go: goMinorOf(client), functions: DOCKER_FUNCTIONS })
    // The trial has a pointer to an event, the events that arrive are values: it shows in the type's name.
    const trial = template.execute({ kind: 'pointer', type: pointerTo(MESSAGE), target: zero(MESSAGE) }, DOCKER_FUNCTIONS)
    if (trial.error !== undefined) return refuse(trial.error)
    return {
      show: event => {
        const { output, error } = template.execute(typedValue(decode(encode(event)), MESSAGE, byHalf), DOCKER_FUNCTIONS)
        return error === undefined ? { line: output + '\n' } : { error }
      },
    }
  } catch (error) {
    if (error instanceof TemplateParseError) return refuse(error.message)
    throw error
  }
}

/** `2026-11-21T00:12:31.598611837Z image tag sha256:… (name=ev:1)` */
export function showEvent(event: EventMessage): string {
  const { seconds, nanoseconds } = timeOf(event)
  const time = formatTime({ seconds, nanoseconds, offsetMinutes: undefined }, '2006-01-02T15:04:05.000000000Z07:00')
  const attributes = Object.entries(event.Actor.Attributes)
    .sort(([a], [b]) => compareUtf8(a, b))
    .map(([key, value]) => `${key}=${value}`)
  return `${time} ${event.Type} ${event.Action} ${event.Actor.ID}${attributes.length === 0 ? '' : ` (${attributes.join(', ')})`}\n`
}

const BILLION = 1000000000n

function timeOf({ time = 0, timeNano = 0n }: EventMessage): { seconds: bigint; nanoseconds: number } {
  return timeNano === 0n ? { seconds: BigInt(time), nanoseconds: 0 } : { seconds: timeNano / BILLION, nanoseconds: Number(timeNano % BILLION) }
}
