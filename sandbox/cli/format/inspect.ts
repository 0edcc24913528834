/**
 * `docker inspect` and its kin.
 *
 * Without a format the daemon's bytes are re-indented and nothing is decoded. With one, the template runs on the
 * object as the client's types know it; if that fails for any reason it runs again on the answer decoded
 * generically, with missing keys being errors, and only that run's error is shown.
 *
 * @source docker/cli/cli/command/inspect/inspector.go
 */
import { compact, indent } from '../../oci/go-json.ts'
import { is28, type ClientVersion } from '../clients.ts'
import type { InspectKind } from './inspect-types.ts'
import { shown, type Shown } from './shown.ts'
import { templates } from './templates.ts'

export type { InspectKind } from './inspect-types.ts'

/** What came of asking for one of the names: an object, or the error's text. */
export type Found = FoundObject | { readonly error: string }

/** The daemon's answer as sent. */
export interface FoundObject {
  readonly kind: InspectKind
  readonly json: string
}

/** Something that takes objects one by one and prints them all at the end. */
export interface Inspector {
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
  const inspector = inspectorFor(format, client)
  return 'take' in inspector ? undefined : inspector
}

/** Show what was found for each name, in the order of the names; errors go to standard error, exit 1. */
export function showInspect(found: readonly Found[], options: { readonly format?: string }, client: ClientVersion): Shown {
  const inspector = inspectorFor(options.format, client)
  if (!('take' in inspector)) return inspector
  const errors: string[] = []
  for (const object of found) {
    const error = 'error' in object ? object.error : inspector.take(object)
    if (error !== undefined) errors.push(error)
  }
  const stdout = inspector.print()
  return errors.length === 0 ? shown(stdout) : { stdout, stderr: errors.join('\n') + '\n', exit: 1 }
}

/** What prints by a format, or what is shown when the format does not parse. */
function inspectorFor(format: string | undefined, client: ClientVersion): Inspector | Shown {
  if (format === undefined || format === '') return textInspector(json => indent(json, '    '))
  if (format === 'json' && is28(client)) return textInspector(compact)
  return templates.content.templateInspector(format, client)
}

function textInspector(layOut: (json: string) => string): Inspector {
  const objects: string[] = []
  return {
    take: ({ json }) => void objects.push(json),
    print: () => (objects.length === 0 ? '[]\n' : `${layOut(`[${objects.join(',')}]`)}\n`),
  }
}
