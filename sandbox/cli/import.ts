import { EngineError } from '../base/errors.ts'
import { importImage } from '../commands/import.ts'
import { parseReference } from '../oci/reference.ts'
import type { Op } from '../sched/op.ts'
import { Failure, connectWords } from './client.ts'
import type { Client, Run } from './client.ts'
import { grammarOf, is28 } from './clients.ts'
import { openInput } from './input-file.ts'
import { MessagePrinter } from './messages.ts'

/** `docker import file|URL|- [REPOSITORY[:TAG]]`: prints the new image's ID. */
export const importCommand: Run = function* (client) {
  const { process } = client
  const [input = '', repository = ''] = client.args
  const isURL = /^https?:\/\//.test(input)
  const args = { source: isURL ? input : '-', repository, comment: client.text('message'), changes: client.list('change'), platform: client.text('platform').toLowerCase() }
  const endpoint = `POST /v1.41/images/create?${queryOf(client, args)}`
  let body: () => Op<Uint8Array | undefined> = function* () {
    return undefined
  }
  if (input === '-') body = () => process.stdin.read()
  else if (!isURL) {
    const opened = yield* openInput(process, input)
    checkName(client, repository)
    if (opened === 'directory') {
      yield* client.request('GET /_ping', function* () {})
      throw new Failure(`error during connect: ${connectWords(endpoint)}: read ${input}: is a directory`)
    }
    body = opened
  }
  checkName(client, repository)
  const printer = new MessagePrinter(process.stdout)
  yield* client.request(endpoint, engine => importImage(engine, { ...args, body, emit: message => printer.print(message) }))
  return 0
}

/** @throws Failure */
function checkName(client: Client, repository: string): void {
  if (repository === '') return
  try {
    parseReference(repository, grammarOf(client.version))
  } catch (error) {
    throw error instanceof EngineError ? new Failure(error.message) : error
  }
}

function queryOf(client: Client, args: { source: string; repository: string; comment: string; changes: readonly string[]; platform: string }): string {
  const pairs: (readonly [string, string])[] = [
    ...args.changes.map(change => ['changes', change] as const), ['fromSrc', args.source], ['message', args.comment],
    ...(args.platform === '' ? [] : [['platform', args.platform] as const]), ['repo', args.repository], ['tag', ''],
  ]
  return pairs.filter(([, value]) => value !== '' || !is28(client.version)).map(([key, value]) => `${key}=${encodeURIComponent(value)}`).join('&')
}
