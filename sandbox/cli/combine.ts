import { EngineError } from '../base/errors.ts'
import { combine as combineImage } from '../commands/combine.ts'
import { parseReference } from '../oci/reference.ts'
import type { Reference } from '../oci/reference.ts'
import { Failure } from './client.ts'
import type { Client, Run } from './client.ts'
import { grammarOf } from './clients.ts'

/** `docker combine IMAGE`, of EulerOS. @source EulerOS docker 1.11.2.31, api/client/combine.go */
export const combine: Run = function* (client) {
  const [image = ''] = client.args
  const tags = client.list('tag').map(tag => referenceOf(client, tag))
  referenceOf(client, image)
  const { id, name } = yield* client.request('POST /v1.23/images/combine', engine => combineImage(engine, { image, tags }))
  yield* client.print(`Image ID: ${id}\n`)
  if (tags.length === 0) yield* client.print(`Image Tag: ${name}\n`)
  return 0
}

/** @throws Failure for what is no name, a whole ID among it */
function referenceOf(client: Client, typed: string): Reference {
  try {
    return parseReference(typed, grammarOf(client.version))
  } catch (error) {
    throw error instanceof EngineError ? new Failure(error.message) : error
  }
}
