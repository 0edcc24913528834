import { commit as commitContainer } from '../commands/commit.ts'
import { EngineError } from '../base/errors.ts'
import { familiarName, parseReference, repositoryName, withDefaultTag } from '../oci/reference.ts'
import type { Reference } from '../oci/reference.ts'
import { Failure } from './client.ts'
import type { Client, Run } from './client.ts'
import { grammarOf, is28 } from './clients.ts'

/** `docker commit CONTAINER [REPOSITORY[:TAG]]`: prints the new image's ID. */
export const commit: Run = function* (client) {
  const [name = '', typed = ''] = client.args
  const target = typed === '' ? undefined : targetOf(client, typed)
  const repository = target === undefined ? '' : is28(client.version) ? repositoryName(target) : familiarName(target)
  const args = { container: name, target, author: client.text('author'), comment: client.text('message'), changes: client.list('change'), pause: client.flag('pause') }
  const query = [
    ['author', args.author], ...args.changes.map(change => ['changes', change]), ['comment', args.comment], ['container', name], ...(args.pause ? [] : [['pause', '0']]),
    ['repo', repository], ['tag', target?.tag ?? ''],
  ].map(([key, value = '']) => `${key}=${encodeURIComponent(value)}`)
  const id = yield* client.request(`POST /v1.41/commit?${query.join('&')}`, engine => commitContainer(engine, args))
  yield* client.print(`${id}\n`)
  return 0
}

/** @throws Failure */
function targetOf(client: Client, typed: string): Reference {
  let reference: Reference
  try {
    reference = parseReference(typed, grammarOf(client.version))
  } catch (error) {
    throw error instanceof EngineError ? new Failure(error.message) : error
  }
  if (reference.digest !== undefined) throw new Failure('refusing to create a tag with a digest reference')
  return withDefaultTag(reference)
}
