/** `docker build`, the daemon's side. @source moby api/server/backend/build/backend.go, builder/dockerfile/builder.go, builder/remotecontext/detect.go (20.10) */
import { text } from '../base/bytes.ts'
import { EngineError, SyscallError } from '../base/errors.ts'
import type { StreamMessage } from '../engine/api.ts'
import { buildImage } from '../engine/build/builder.ts'
import { unpackContext } from '../engine/build/context.ts'
import type { Source } from '../engine/build/context.ts'
import { parseDockerfile } from '../engine/build/dockerfile.ts'
import type { Dockerfile } from '../engine/build/dockerfile.ts'
import { IgnorePatterns, ignoreLines } from '../engine/build/ignore.ts'
import { StepFailed } from '../engine/build/step-containers.ts'
import type { Engine } from '../engine/engine.ts'
import { symlinkInScope } from '../engine/scope.ts'
import { tagImage } from '../engine/tag-image.ts'
import { pullImages } from '../engine/pull/pull.ts'
import { familiarName, familiarString, parseReference, withDefaultTag } from '../oci/reference.ts'
import type { Reference } from '../oci/reference.ts'
import type { Op } from '../sched/op.ts'
import type { Digest } from '../store/layout.ts'
import { shortID } from '../store/layout.ts'

export interface BuildArgs {
  /** The context, an archive, as it arrives; undefined at its end. */
  readonly body: () => Op<Uint8Array | undefined>
  /** Path of the Dockerfile in the context. */
  readonly dockerfile: string
  readonly tags: readonly Reference[]
  readonly buildArgs: ReadonlyMap<string, string | undefined>
  readonly labels: Readonly<Record<string, string>>
  readonly target: string
  readonly cache: boolean
  readonly remove: boolean
  readonly forceRemove: boolean
  /** Ask the registry for FROM even if the image is there. */
  readonly pull: boolean
  readonly networkMode: string
  readonly memoryBytes: number
  /** Gets the output; from the first message on, errors come as messages too. */
  readonly emit: (message: StreamMessage) => Op<void>
}

/**
 * Build an image and name it.
 *
 * Between the end of the steps, when all holds on layers are given back, and the names nothing protects the image.
 *
 * @returns its ID; undefined when the build failed after output had begun
 * @throws EngineError while nothing has been sent
 */
export function* build(engine: Engine, args: BuildArgs): Op<Digest | undefined> {
  let begun = false
  const print = function* (stream: string): Op<void> {
    begun = true
    yield* args.emit({ stream })
  }
  try {
    const id = yield* run(engine, args, print)
    yield* print(`Successfully built ${shortID(id)}\n`)
    for (const tag of uniqueTags(args.tags)) {
      yield* tagImage(engine, id, tag)
      yield* print(`Successfully tagged ${familiarString(tag)}\n`)
    }
    return id
  } catch (error) {
    if (!begun || !(error instanceof EngineError || error instanceof SyscallError)) throw error
    // Nobody reads any more.
    if (error instanceof SyscallError && error.code === 'EPIPE') throw error
    yield* args.emit({ errorDetail: { ...(error instanceof StepFailed ? { code: error.exit } : {}), message: error.message }, error: error.message })
    return undefined
  }
}

function uniqueTags(tags: readonly Reference[]): Reference[] {
  const byName = new Map(tags.map(tag => [familiarString(withDefaultTag(tag)), withDefaultTag(tag)]))
  return [...byName.values()]
}

function* run(engine: Engine, args: BuildArgs, print: (stream: string) => Op<void>): Op<Digest> {
  const chunks: Uint8Array[] = []
  for (let chunk = yield* args.body(); chunk; chunk = yield* args.body()) chunks.push(chunk)
  const context = yield* unpackContext(engine, chunks)
  try {
    const dockerfile = yield* readDockerfile(engine, context, args.dockerfile)
    return yield* buildImage(engine, dockerfile, context, {
      ...args, print,
      *pullMissing(typed) {
        const reference = parseReference(typed, 'classic')
        yield* pullImages(engine, { name: familiarName(reference), tag: reference.digest ?? reference.tag, platform: undefined, emit: args.emit })
      },
    })
  } finally {
    yield* engine.fs.removeAll(context.root)
  }
}

/** Read it, and take it out of the context when `.dockerignore` says so: the client had to send it all the same. */
function* readDockerfile(engine: Engine, context: Source, name: string): Op<Dockerfile> {
  const { fs } = engine
  let path = yield* symlinkInScope(fs, context.root, name)
  let shown = name
  if (!(yield* fs.exists(path)) && name === 'Dockerfile') {
    const lower = yield* symlinkInScope(fs, context.root, name.toLowerCase())
    if (yield* fs.exists(lower)) [path, shown] = [lower, name.toLowerCase()]
  }
  if (!(yield* fs.exists(path))) throw new EngineError('System', `Cannot locate specified Dockerfile: ${name}`)
  const bytes = (yield* fs.readFile(path)).bytes()
  if (bytes.length === 0) throw new EngineError('InvalidParameter', `the Dockerfile (${shown}) cannot be empty`)
  let dockerfile: Dockerfile
  try {
    dockerfile = parseDockerfile(text(bytes))
  } catch (error) {
    if (error instanceof EngineError) throw new EngineError('InvalidParameter', `failed to parse ${shown}: ${error.message}`)
    throw error
  }
  const ignore = `${context.root}/.dockerignore`
  if (!(yield* fs.exists(ignore))) return dockerfile
  const patterns = new IgnorePatterns(ignoreLines(yield* fs.readText(ignore)))
  for (const file of ['.dockerignore', shown]) if (patterns.matches(file)) yield* fs.removeAll(yield* symlinkInScope(fs, context.root, file))
  return dockerfile
}
