/**
 * `docker inspect` and its kin.
 *
 * Without a format the daemon's bytes are re-indented and nothing is decoded. With one, the template runs on the
 * object as the client's types know it; if that fails for any reason it runs again on the answer decoded
 * generically, with missing keys being errors, and only that run's error is shown.
 *
 * @source docker/cli/cli/command/inspect/inspector.go
 */
import { compact, decode, indent } from '../../oci/go-json.ts'
import { DOCKER_FUNCTIONS, Template, TemplateParseError } from '../../oci/go-template/template.ts'
import { byHalf, doubling, rawValue, typedValue } from '../../oci/go-template/values.ts'
import { goMinorOf, is28, type ClientVersion } from '../clients.ts'
import { inspectType, type InspectKind } from './inspect-types.ts'
import { shown, templateErrorPrefix, type Shown } from './shown.ts'

export type { InspectKind } from './inspect-types.ts'

/** What came of asking for one of the names: an object, or the error's text. */
export type Found = FoundObject | { readonly error: string }

/** The daemon's answer as sent. */
export interface FoundObject {
  readonly kind: InspectKind
  readonly json: string
}

/** Something that takes objects one by one and prints them all at the end. */
interface Inspector {
  /** The error's text if the object cannot be shown. */
  readonly take: (object: FoundObject) => string | undefined
  readonly print: () => string
}

/**
 * Check a format before anything is asked of the daemon.
 *
 * @returns what is shown when it does not parse (exit 64)
 */
export function refuseInspectFormat(format: string | undefined, client: ClientVersion): Shown | undefined {
  try {
    inspectorFor(format, client)
    return undefined
  } catch (error) {
    if (!(error instanceof TemplateParseError)) throw error
    return { stdout: '', stderr: `${templateErrorPrefix(client)}${error.message}\n`, exit: 64 }
  }
}

/** Show what was found for each name, in the order of the names; errors go to standard error, exit 1. */
export function showInspect(found: readonly Found[], options: { readonly format?: string }, client: ClientVersion): Shown {
  const refusal = refuseInspectFormat(options.format, client)
  if (refusal !== undefined) return refusal
  const inspector = inspectorFor(options.format, client)
  const errors: string[] = []
  for (const object of found) {
    const error = 'error' in object ? object.error : inspector.take(object)
    if (error !== undefined) errors.push(error)
  }
  const stdout = inspector.print()
  return errors.length === 0 ? shown(stdout) : { stdout, stderr: errors.join('\n') + '\n', exit: 1 }
}

/** @throws TemplateParseError */
function inspectorFor(format: string | undefined, client: ClientVersion): Inspector {
  if (format === undefined || format === '') return textInspector(json => indent(json, '    '))
  if (format === 'json' && is28(client)) return textInspector(compact)
  return templateInspector(format, client)
}

function textInspector(layOut: (json: string) => string): Inspector {
  const objects: string[] = []
  return {
    take: ({ json }) => void objects.push(json),
    print: () => (objects.length === 0 ? '[]\n' : `${layOut(`[${objects.join(',')}]`)}\n`),
  }
}

function templateInspector(format: string, client: ClientVersion): Inspector {
  const go = goMinorOf(client)
  const template = new Template(format, { name: '', go, functions: DOCKER_FUNCTIONS })
  let printed = ''
  return {
    take: ({ kind, json }) => {
      const answer = decode(json)
      const typed = template.execute(typedValue(answer, inspectType(kind, client), go < 20 ? byHalf : doubling), DOCKER_FUNCTIONS)
      if (typed.error === undefined) {
        printed += typed.output + '\n'
        return undefined
      }
      // The switch stays on for the objects that follow, also for their typed run.
      template.missingKeyIsError = true
      const raw = template.execute(rawValue(answer), DOCKER_FUNCTIONS)
      if (raw.error !== undefined) return templateErrorPrefix(client) + raw.error
      printed += raw.output + '\n'
      return undefined
    },
    print: () => (printed === '' ? '\n' : printed),
  }
}
