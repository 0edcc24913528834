import { load as loadImages } from '../commands/load.ts'
import type { Op } from '../sched/op.ts'
import { EngineError, SyscallError } from '../base/errors.ts'
import { Failure, StreamError, connectWords } from './client.ts'
import type { Run } from './client.ts'
import { openInput } from './input-file.ts'
import { MessagePrinter } from './messages.ts'

/** `docker load`: the archive is sent as the body of one request; messages come back while it works. */
export const load: Run = function* (client) {
  const { process } = client
  const input = client.text('input')
  let body: () => Op<Uint8Array | undefined>
  if (input !== '') {
    const opened = yield* openInput(process, input)
    if (opened === 'directory') {
      const quiet = client.flag('quiet') || !process.stdout.terminal
      yield* client.request('GET /_ping', function* () {})
      throw new Failure(`error during connect: ${connectWords(`POST /v1.41/images/load?quiet=${quiet ? 1 : 0}`)}: read ${input}: is a directory`)
    }
    body = opened
  } else {
    if (process.stdin.terminal) throw new Failure('requested load from stdin, but stdin is empty')
    body = () => process.stdin.read()
  }
  const quiet = client.flag('quiet') || !process.stdout.terminal
  const printer = new MessagePrinter(process.stdout)
  const endpoint = `POST /v1.41/images/load?quiet=${quiet ? 1 : 0}`
  let phase: 'sending' | 'waiting' | 'answered' = 'sending'
  yield* client.request(endpoint, function* (engine) {
    try {
      yield* loadImages(engine, {
        quiet, toBePulled: client.flag('to-be-pulled'),
        *body() {
          const piece = yield* body()
          if (!piece) phase = 'waiting'
          return piece
        },
        *emit(message) {
          phase = 'answered'
          yield* printer.print(message)
        },
      })
    } catch (error) {
      // The answer has begun by then: errors travel in the stream, without the daemon's prefix.
      if (error instanceof EngineError || error instanceof SyscallError) throw new StreamError(error.message)
      throw error
    }
  }, () => {
    if (phase === 'answered') return new StreamError('unexpected EOF')
    const reason = phase === 'sending' ? 'write unix @->/var/run/docker.sock: write: broken pipe' : 'EOF'
    return new Failure(`error during connect: ${connectWords(endpoint)}: ${reason}`)
  })
  return 0
}
