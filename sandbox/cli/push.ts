/** `docker push`. @source docker/cli cli/command/image/push.go */
import { push as pushImages } from '../commands/push.ts'
import { DEFAULT_TAG, familiarName, isNameOnly, normalisedString, repositoryName, withDefaultTag } from '../oci/reference.ts'
import { Failure } from './client.ts'
import type { Run } from './client.ts'
import { upTo1903, is28 } from './clients.ts'
import { parsed, refuseContentTrust, stream } from './pull.ts'

/** `docker push NAME[:TAG]`. The 19.03 client pushes every tag when none is typed. */
export const push: Run = function* (client) {
  const [typed = ''] = client.args
  refuseContentTrust(client)
  const all = client.flag('all-tags')
  const quiet = client.flag('quiet')
  let reference = parsed(client, typed)
  if (all && !isNameOnly(reference)) throw new Failure("tag can't be used with --all-tags/-a")
  if (!all && isNameOnly(reference) && !upTo1903(client.version)) {
    reference = withDefaultTag(reference)
    if (!quiet) yield* client.print(`Using default tag: ${DEFAULT_TAG}\n`)
  }
  const name = is28(client.version) ? repositoryName(reference) : familiarName(reference)
  const tag = reference.digest ?? reference.tag
  yield* stream(client, `POST /v1.41/images/${name}/push`, quiet ? undefined : client.process.stdout, (engine, emit) => pushImages(engine, { name, tag, emit }))
  if (quiet) yield* client.print(`${normalisedString(reference)}\n`)
  return 0
}
