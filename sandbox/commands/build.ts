/** `docker build`, the daemon's side. @source moby api/server/backend/build/backend.go, builder/dockerfile/builder.go, builder/remotecontext/detect.go (20.10) */
import { text } from '../base/bytes.ts'
import { EngineError, SyscallError } from '../base/errors.ts'
import type { StreamMessage } from '../engine/api.ts'
import { buildImage } from '../engine/build/builder.ts'
import { BuildHolds } from '../engine/build/holds.ts'
import type { PartialBuild } from '../engine/build/partial-build.ts'
import { unpackContext } from '../engine/build/context.ts'
import type { Source } from '../engine/build/context.ts'
import { parseDockerfile } from '../engine/build/dockerfile.ts'
import type { Dockerfile } from '../engine/build/dockerfile.ts'
import { IgnorePatterns, ignoreLines } from '../engine/build/ignore.ts'
import { StepFailed } from '../engine/build/step-containers.ts'
import type { Print } from '../engine/build/step-containers.ts'
import type { Engine } from '../engine/engine.ts'
import { partialImages } from '../engine/partial.ts'
import { symlinkInScope } from '../engine/scope.ts'
import { tagImage } from '../engine/tag-image.ts'
import { parsePlatform } from '../engine/platform.ts'
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
  /** Make a partial image, without the layers of FROM. Only engines that join partial images are asked for that. */
  readonly noParent: boolean
  /** What a FROM that is pulled is pulled for; empty for the host. An image that is there is used whatever it is for. */
  readonly platform: string
  readonly networkMode: string
  readonly memoryBytes: number
  /** Gets the output; from the first message on, errors come as messages too. */
  readonly emit: (message: StreamMessage) => Op<void>
}

/**
 * Build an image and name it.
 *
 * Between the end of the steps, when all holds on layers are given back, and the names nothing protects the image; an
 * engine that holds on images lets go of them after the names.
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
  const holds = new BuildHolds(engine)
  try {
    const { complete, partial } = yield* run(engine, args, print, holds)
    const id = args.noParent && partial ? yield* stripped(partial, complete, print, holds) : complete
    yield* args.emit({ aux: { ID: id } })
    yield* print(`Successfully built ${shortID(id)}\n`)
    for (const tag of uniqueTags(args.tags)) {
      yield* tagImage(engine, id, tag)
      yield* print(`Successfully tagged ${familiarString(tag)}\n`)
    }
    yield* holds.releaseAll()
    if (partial) yield* partial.removeLeftovers(id === complete ? undefined : complete)
    return id
  } catch (error) {
    if (!begun || !(error instanceof EngineError || error instanceof SyscallError)) throw error
    // Nobody reads any more.
    if (error instanceof SyscallError && error.code === 'EPIPE') throw error
    yield* args.emit({ errorDetail: { ...(error instanceof StepFailed ? { code: error.exit } : {}), message: error.message }, error: error.message })
    return undefined
  } finally {
    yield* holds.releaseAll()
  }
}

/** @source EulerOS docker 1.11.2, builder/dockerfile/builder.go */
function* stripped(partial: PartialBuild, complete: Digest, print: Print, holds: BuildHolds): Op<Digest> {
  if (!partial.hasParent) {
    yield* print("Warning: '--no-parent' option specified, but no parent image found.\n")
    return complete
  }
  yield* print('Stripping parent image\n')
  return yield* holds.make(() => partial.strip(complete), 'Create no parent image and hold on failed')
}

function uniqueTags(tags: readonly Reference[]): Reference[] {
  const byName = new Map(tags.map(tag => [familiarString(withDefaultTag(tag)), withDefaultTag(tag)]))
  return [...byName.values()]
}

function* run(engine: Engine, args: BuildArgs, print: Print, holds: BuildHolds): Op<{ readonly complete: Digest; readonly partial: PartialBuild | undefined }> {
  const chunks: Uint8Array[] = []
  for (let chunk = yield* args.body(); chunk; chunk = yield* args.body()) chunks.push(chunk)
  if (args.platform !== '') parsePlatform(args.platform, engine.machine.facts.architecture)
  const context = yield* unpackContext(engine, chunks)
  try {
    const dockerfile = yield* readDockerfile(engine, context, args.dockerfile)
    const partial = engine.behaviour.joinsPartialImages ? yield* partialImages.content.PartialBuild.begin(engine) : undefined
    const complete = yield* buildImage(engine, dockerfile, context, {
      ...args, print, holds, partial,
      *pullMissing(typed) {
        const reference = parseReference(typed, 'classic')
        yield* pullImages(engine, { name: familiarName(reference), tag: reference.digest ?? reference.tag, platform: args.platform, emit: args.emit })
      },
    })
    return { complete, partial }
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
