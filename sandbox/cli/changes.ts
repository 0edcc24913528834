import { containerChanges } from '../commands/changes.ts'
import { Failure } from './client.ts'
import type { Run } from './client.ts'

const LETTERS = { modified: 'C', added: 'A', deleted: 'D' } as const

/** `docker diff CONTAINER` */
export const diff: Run = function* (client) {
  const [name = ''] = client.args
  if (name === '') throw new Failure('Container name cannot be empty')
  const changes = yield* client.request(`GET /v1.41/containers/${name}/changes`, engine => containerChanges(engine, name))
  yield* client.print(changes.map(({ kind, path }) => `${LETTERS[kind]} ${path}\n`).join(''))
  return 0
}
