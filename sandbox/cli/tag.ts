import { EngineError } from '../base/errors.ts'
import { tag as tagImage } from '../commands/tag.ts'
import { familiarName, parseReference, repositoryName } from '../oci/reference.ts'
import type { Reference } from '../oci/reference.ts'
import { Failure } from './client.ts'
import type { Run } from './client.ts'
import { grammarOf, is28 } from './clients.ts'
import type { ClientVersion } from './clients.ts'

/** `docker tag SOURCE_IMAGE[:TAG] TARGET_IMAGE[:TAG]`: prints nothing on success. */
export const tag: Run = function* (client) {
  const [source = '', typed = ''] = client.args
  const target = parseTyped(typed, client.version)
  if (target.digest !== undefined) throw new Failure('refusing to create a tag with a digest reference')
  if (source === '') throw notARepository(source, 'invalid reference format')
  const from = source
  parseSource(from, client.version)
  const repository = is28(client.version) ? repositoryName(target) : familiarName(target)
  const query = `repo=${encodeURIComponent(repository)}&tag=${target.tag ?? 'latest'}`
  yield* client.request(`POST /v1.41/images/${source}/tag?${query}`, engine => tagImage(engine, { source, target }))
  return 0
}

function parseTyped(typed: string, version: ClientVersion): Reference {
  try {
    return parseReference(typed, grammarOf(version))
  } catch (error) {
    if (error instanceof EngineError) throw notARepository(typed, error.message)
    throw error
  }
}

/** The client checks the source as well, unless it is an ID. */
function parseSource(typed: string, version: ClientVersion): void {
  if (/^[0-9a-f]{64}$/.test(typed) || /^sha256:[0-9a-f]+$/.test(typed)) return
  parseTyped(typed, version)
}

const notARepository = (typed: string, reason: string): Failure => new Failure(`Error parsing reference: ${JSON.stringify(typed)} is not a valid repository/tag: ${reason}`)
