/** `-o FILE`: what `save` and `export` have in common. */
import { EngineError, SyscallError } from '../base/errors.ts'
import type { Fs, OpenFile } from '../disk/fs.ts'
import type { Op } from '../sched/op.ts'
import { tempDigits } from '../store/atomic-write.ts'
import { Failure } from './client.ts'
import type { Client } from './client.ts'
import { is28 } from './clients.ts'

/**
 * Take an archive to standard output, or to a file through a temporary one beside it that is renamed when everything
 * has come.
 *
 * @param what begins the refusal of an output path, such as `failed to save image`
 * @throws Failure for a terminal without `-o`, or an output path that cannot be
 */
export function* writeOutput(client: Client, what: string, send: (write: (piece: Uint8Array) => Op<void>) => Op<void>): Op<void> {
  const { process } = client
  const output = client.text('output')
  if (output === '' && process.stdout.terminal) throw new Failure('cowardly refusing to save to a terminal. Use the -o flag or redirect')
  if (output === '') return yield* send(piece => process.stdout.write(piece))
  yield* checkOutput(client, output, what)
  let temporary: string | undefined
  let file: OpenFile | undefined
  try {
    yield* send(function* (piece) {
      if (!file) {
        temporary = `${directoryOf(output)}/.docker_temp_${tempDigits(process.machine.scheduler)}`
        file = yield* openTemporary(process.fs, temporary)
      }
      try {
        yield* file.write(piece)
      } catch (error) {
        throw error instanceof SyscallError ? new Failure(error.message) : error
      }
    })
    if (temporary !== undefined) {
      // Go's os.Rename refuses a target that is a directory before asking the kernel.
      if ((yield* process.fs.look(output))?.type === 'directory') throw new SyscallError('EEXIST', `rename ${temporary}`, output)
      yield* process.fs.rename(temporary, output)
    }
  } catch (error) {
    if (temporary !== undefined && (yield* process.fs.exists(temporary))) yield* process.fs.unlink(temporary)
    if (error instanceof SyscallError && error.code !== 'EPIPE') throw new Failure(error.message)
    throw error instanceof EngineError ? new Failure(error.message) : error
  }
}

function* openTemporary(fs: Fs, path: string): Op<OpenFile> {
  try {
    return yield* fs.open(path, { write: true, create: true, exclusive: true, mode: 0o600 })
  } catch (error) {
    throw error instanceof SyscallError ? new Failure(error.message) : error
  }
}

/** Go's filepath.Dir. */
function directoryOf(path: string): string {
  const trimmed = path.replace(/\/+$/, '')
  const slash = trimmed.lastIndexOf('/')
  return slash < 0 ? '.' : slash === 0 ? '/' : trimmed.slice(0, slash)
}

/** @source docker/cli cli/command/utils.go `ValidateOutputPath` */
function* checkOutput(client: Client, output: string, what: string): Op<void> {
  const { fs } = client.process
  const directory = directoryOf(output)
  const modern = is28(client.version)
  if (directory !== '.' && !(yield* fs.exists(directory))) {
    throw new Failure(`${what}: invalid output path: ${modern ? `stat ${directory}: no such file or directory` : `directory ${JSON.stringify(directory)} does not exist`}`)
  }
  const present = yield* fs.look(output)
  if (modern && present?.type === 'directory') throw new Failure(`${what}: cannot write to a directory`)
  if (present?.type === 'character' || present?.type === 'block') throw new Failure(`${what}: invalid output path: ${JSON.stringify(output)} must be a directory or a regular file: got a device`)
}
