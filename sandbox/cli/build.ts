/** `docker build`, the client's side. @source docker/cli cli/command/image/build.go */
import { concat, text, utf8 } from '../base/bytes.ts'
import { EngineError, SyscallError } from '../base/errors.ts'
import { build as buildImage } from '../commands/build.ts'
import { rfc3339Nano } from '../engine/time.ts'
import { humanSize } from '../oci/human.ts'
import { detectCompression } from '../oci/compression.ts'
import { pullFrom } from '../oci/pull.ts'
import { normalisedString, parseReference, withDefaultTag } from '../oci/reference.ts'
import type { Reference } from '../oci/reference.ts'
import { TarReader } from '../oci/tar/reader.ts'
import { step } from '../sched/op.ts'
import type { Op } from '../sched/op.ts'
import { randomHex64, tempDigits } from '../store/atomic-write.ts'
import type { Digest } from '../store/layout.ts'
import { addDockerfile, findLocalContext, packDirectory, packDockerfile } from './build-context.ts'
import type { BuildContext } from './build-context.ts'
import { DaemonError, Failure, StreamError, connectWords } from './client.ts'
import type { Client, Run } from './client.ts'
import { grammarOf, is28 } from './clients.ts'
import { MessagePrinter } from './messages.ts'
import { refuseContentTrust } from './pull.ts'

/** Flags that would need what is not simulated. */
export const BUILD_NOT_SIMULATED = [
  'add-host', 'cache-from', 'cgroup-parent', 'compress', 'cpu-period', 'cpu-quota', 'cpu-shares', 'cpuset-cpus', 'cpuset-mems', 'isolation', 'memory-swap', 'output', 'secret',
  'security-opt', 'shm-size', 'ssh', 'stream', 'ulimit',
]

/** On a terminal the size is shown anew when this much more has been sent. */
const PROGRESS_BYTES = 17 * 32 * 1024

/** `docker build PATH | -` */
export const build: Run = function* (client) {
  client.refuse(BUILD_NOT_SIMULATED)
  refuseContentTrust(client)
  const { process } = client
  const quiet = client.flag('quiet')
  const idFile = client.text('iidfile')
  const context = yield* contextOf(client)
  if (idFile !== '' && (yield* process.fs.exists(idFile))) yield* process.fs.unlink(idFile)
  const output = new Output(client, quiet)
  const printer = new MessagePrinter({ ...process.stdout, terminal: process.stdout.terminal, regular: undefined, write: bytes => output.write(bytes) })
  const endpoint = `POST /v1.41/build?${queryOf(client, context.dockerfile)}`
  const body = output.sending(context.archive)
  let answered = false
  let failure: Failure | undefined
  let id: Digest | undefined
  try {
    id = yield* client.request(endpoint, engine => buildImage(engine, {
      body, dockerfile: context.dockerfile, tags: tagsOf(client), buildArgs: buildArgsOf(client), labels: Object.fromEntries(client.list('label').map(split)),
      target: client.text('target'), cache: !client.flag('no-cache'), remove: client.flag('rm'), forceRemove: client.flag('force-rm'), pull: client.flag('pull'), noParent: client.flag('no-parent'), platform: client.text('platform').toLowerCase(),
      networkMode: client.text('network'), memoryBytes: client.int('memory'),
      *emit(message) {
        answered = true
        try {
          yield* printer.print(message)
        } catch (error) {
          if (!(error instanceof StreamError)) throw error
          failure = error
        }
      },
    }), () => (answered ? new StreamError('unexpected EOF') : new Failure(`error during connect: ${connectWords(endpoint)}: EOF`)))
  } catch (error) {
    if (error instanceof DaemonError) yield* client.complain(output.progress)
    else if (error instanceof StreamError) yield* client.complain(output.progress + output.kept)
    else if (error instanceof Failure && error.message.startsWith('Cannot connect') && is28(client.version)) yield* client.complain(abandoned(client, context))
    throw error
  }
  if (failure) {
    yield* client.complain(output.progress + output.kept)
    throw failure
  }
  if (id === undefined) return 1
  if (quiet) yield* client.print(`${id}\n`)
  if (idFile !== '') yield* process.fs.writeFile(idFile, utf8(id), 0o666)
  return 0
}

/** What the packing part of the 28 client says when nobody takes what it packs. */
function abandoned(client: Client, { firstPath }: BuildContext): string {
  if (firstPath === undefined) return ''
  const line = (message: string): string => {
    if (client.process.stderr.terminal) return `\x1b[31mERRO\x1b[0m[0000] ${message} \n`
    return `time="${rfc3339Nano(BigInt(client.now) * 1_000_000_000n)}" level=error msg=${JSON.stringify(message)}\n`
  }
  return line(`Can't add file ${firstPath} to tar: io: read/write on closed pipe`) + line("Can't close tar writer: io: read/write on closed pipe")
}

/** What is shown, or kept back by `-q` until the build fails. */
class Output {
  private readonly client: Client
  private readonly quiet: boolean
  /** What was kept back of the upload's progress. */
  progress = ''
  /** What was kept back of the build's output. */
  kept = ''

  constructor(client: Client, quiet: boolean) {
    this.client = client
    this.quiet = quiet
  }

  *write(bytes: Uint8Array): Op<void> {
    if (this.quiet) this.kept += text(bytes)
    else yield* this.client.process.stdout.write(bytes)
  }

  /** The body of the request: tells how much has been sent. */
  sending(archive: Uint8Array): () => Op<Uint8Array | undefined> {
    const { client } = this
    let at = 0
    let done = false
    const show = (line: string): Op<void> => this.showProgress(line)
    return function* () {
      if (at < archive.length) {
        const piece = archive.subarray(at, at + PROGRESS_BYTES)
        yield step('network', 'build context', 1_000 + piece.length)
        at += piece.length
        if (client.process.stdout.terminal && piece.length === PROGRESS_BYTES) yield* show(`${sent(at)}\r`)
        return piece
      }
      if (!done) yield* show(`${sent(at)}\r\r\n`)
      done = true
      return undefined
    }
  }

  private *showProgress(line: string): Op<void> {
    if (this.quiet) this.progress += line
    else yield* this.client.print(line)
  }
}

const sent = (bytes: number): string => `Sending build context to Docker daemon ${humanSize(bytes, 4).padStart(8)}`

/** The context: of a directory, or what comes over standard input: an archive, or a Dockerfile alone. */
function* contextOf(client: Client): Op<BuildContext> {
  const { process } = client
  const [typed = ''] = client.args
  const file = client.text('file')
  const typeInMode = !is28(client.version)
  if (typed === '-') {
    if (file === '-') throw new Failure("invalid argument: can't use stdin for both build context and dockerfile")
    const bytes = concat(yield* process.readAll())
    if (isArchive(bytes)) return { archive: bytes, dockerfile: file === '' ? 'Dockerfile' : file }
    const scratch = `/tmp/docker-build-tempdockerfile-${tempDigits(process.machine.scheduler)}`
    return { archive: packDockerfile(bytes, client.now, typeInMode), dockerfile: 'Dockerfile', firstPath: `${scratch}/Dockerfile` }
  }
  if (!(yield* isThere(client, typed))) {
    if (/^(https?:\/\/|git:\/\/|github\.com\/|git@)/.test(typed)) throw new Failure('unable to prepare context: a remote context is not simulated by Layerlab')
    throw new Failure(`unable to prepare context: path ${JSON.stringify(typed)} not found`)
  }
  const local = yield* findLocalContext(process.fs, typed, file)
  const fromStdin = file === '-'
  const context = yield* packDirectory(process.fs, local, { typeInMode, dockerfileFromStdin: fromStdin })
  if (!fromStdin && !local.dockerfile.startsWith('..')) return context
  const dockerfile = fromStdin ? concat(yield* process.readAll()) : (yield* process.fs.readFile(file)).bytes()
  return addDockerfile(context.archive, `.dockerfile.${randomHex64(process.machine.scheduler).slice(0, 20)}`, dockerfile, client.now)
}

function* isThere(client: Client, path: string): Op<boolean> {
  try {
    yield* client.process.fs.stat(path)
    return true
  } catch (error) {
    if (error instanceof SyscallError) return false
    throw error
  }
}

/** @source docker/cli cli/command/image/build/context.go `IsArchive` */
function isArchive(bytes: Uint8Array): boolean {
  if (detectCompression(bytes.subarray(0, 16)) !== 'none') return true
  try {
    return new TarReader(pullFrom([bytes])).next() !== undefined
  } catch {
    return false
  }
}

function tagsOf(client: Client): Reference[] {
  try {
    return client.list('tag').map(tag => withDefaultTag(parseReference(tag, grammarOf(client.version))))
  } catch (error) {
    if (error instanceof EngineError) throw new Failure(error.message)
    throw error
  }
}

function split(pair: string): [string, string] {
  const equals = pair.indexOf('=')
  return equals < 0 ? [pair, ''] : [pair.slice(0, equals), pair.slice(equals + 1)]
}

/** `--build-arg NAME` takes the value of the client's environment; without one the Dockerfile's own stays. */
function buildArgsOf(client: Client): Map<string, string | undefined> {
  const args = new Map<string, string | undefined>()
  for (const entry of client.list('build-arg')) {
    const [name, value] = split(entry)
    args.set(name, entry.includes('=') ? value : client.process.env.get(name))
  }
  return args
}

/** What the daemon is asked, for errors that name it. */
function queryOf(client: Client, dockerfile: string): string {
  const buildArgs = JSON.stringify(Object.fromEntries([...buildArgsOf(client)].map(([name, value]) => [name, value ?? null])))
  const always: [string, string][] = [
    ['buildargs', buildArgs], ['cachefrom', '[]'], ['cgroupparent', ''], ['cpuperiod', '0'], ['cpuquota', '0'], ['cpusetcpus', ''], ['cpusetmems', ''], ['cpushares', '0'],
    ['labels', JSON.stringify(Object.fromEntries(client.list('label').map(split)))], ['memory', String(client.int('memory'))], ['memswap', '0'], ['networkmode', client.text('network')],
    ['shmsize', '0'], ['target', client.text('target')], ['ulimits', 'null'],
  ]
  const usual: Readonly<Record<string, string>> = { buildargs: '{}', cachefrom: '[]', labels: '{}', networkmode: 'default', ulimits: 'null' }
  const parameters = is28(client.version) ? always.filter(([name, value]) => value !== '' && value !== '0' && value !== usual[name]) : always
  parameters.push(['dockerfile', dockerfile], ['version', '1'])
  if (!is28(client.version) || client.flag('rm')) parameters.push(['rm', client.flag('rm') ? '1' : '0'])
  for (const [flag, name] of [['quiet', 'q'], ['no-cache', 'nocache'], ['force-rm', 'forcerm'], ['pull', 'pull'], ['no-parent', 'noparent']] as const) if (client.flag(flag)) parameters.push([name, '1'])
  if (client.text('platform') !== '') parameters.push(['platform', client.text('platform').toLowerCase()])
  for (const tag of tagsOf(client)) parameters.push(['t', normalisedString(tag).replace(/^docker\.io\/(library\/)?/, '')])
  return parameters.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&')
}
