import { EngineError, SyscallError } from '../base/errors.ts'
import { save as saveImages } from '../commands/save.ts'
import type { OpenFile } from '../disk/fs.ts'
import { tempDigits } from '../store/atomic-write.ts'
import { Failure } from './client.ts'
import type { Run } from './client.ts'

/** `docker save IMAGE...`: to a file through a temporary one beside it, or to standard output. */
export const save: Run = function* (client) {
  const { process } = client
  const output = client.text('output')
  if (output === '' && process.stdout.terminal) throw new Failure('cowardly refusing to save to a terminal. Use the -o flag or redirect')
  if (output !== '') yield* checkOutput(client, output)
  const query = client.args.map(name => `names=${encodeURIComponent(name)}`).join('&')
  let temporary: string | undefined
  let file: OpenFile | undefined
  try {
    yield* client.request(`GET /v1.41/images/get?${query}`, engine => saveImages(engine, {
      names: client.args,
      *write(piece) {
        if (output === '') return yield* process.stdout.write(piece)
        if (!file) {
          // The client writes beside the target and renames when everything has come.
          const slash = output.lastIndexOf('/')
          temporary = `${output.slice(0, slash + 1)}.docker_temp_${tempDigits(process.machine.scheduler)}`
          file = yield* process.fs.open(temporary, { write: true, create: true, exclusive: true, mode: 0o600 })
        }
        yield* file.write(piece)
      },
    }))
    if (temporary !== undefined) yield* process.fs.rename(temporary, output)
    return 0
  } catch (error) {
    if (temporary !== undefined && (yield* process.fs.exists(temporary))) yield* process.fs.unlink(temporary)
    if (error instanceof SyscallError && error.code !== 'EPIPE') throw new Failure(error.message)
    throw error instanceof EngineError ? new Failure(error.message) : error
  }
}

/** @source docker/cli cli/command/utils.go `ValidateOutputPath` */
function* checkOutput(client: Parameters<Run>[0], output: string): ReturnType<Run> {
  const { fs } = client.process
  const slash = output.replace(/\/+$/, '').lastIndexOf('/')
  const directory = slash < 0 ? '' : output.slice(0, slash) || '/'
  if (directory !== '' && directory !== '.' && !(yield* fs.exists(directory))) {
    throw new Failure(`failed to save image: invalid output path: directory ${JSON.stringify(directory)} does not exist`)
  }
  const present = yield* fs.look(output)
  if (present?.type === 'directory') throw new Failure(`failed to save image: invalid output path: ${JSON.stringify(output)} must be a regular file`)
  return 0
}
