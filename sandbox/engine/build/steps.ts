/** What each instruction does. @source moby builder/dockerfile/dispatchers.go (20.10) */
import { EngineError } from '../../base/errors.ts'
import { SIGNAL_NUMBERS } from '../../machine/machine.ts'
import { cleanPath, joinPath } from '../../oci/go-path.ts'
import type { Op } from '../../sched/op.ts'
import type { RunConfig } from '../../store/image-config.ts'
import type { Digest } from '../../store/layout.ts'
import { changesOf, childImage, commitImage } from '../commit-image.ts'
import { portsOf } from '../config-changes.ts'
import { expandWord } from '../change-words.ts'
import type { Container } from '../container.ts'
import type { Engine } from '../engine.ts'
import { fullConfig } from '../full-config.ts'
import { chainIDOf } from '../../store/image-config.ts'
import type { BuildArgs } from './build-args.ts'
import type { CacheProber } from './cache.ts'
import { imageTree } from './context.ts'
import type { Source } from './context.ts'
import { copyInto, destinationOf, findSources, hashOf, ownerOf } from './copy.ts'
import type { CopySource } from './copy.ts'
import type { ImageSource, ImageSources, WritableLayer } from './image-sources.ts'
import type { BuildHolds } from './holds.ts'
import type { CommandLine, Instruction } from './instructions.ts'
import { shellOf, withComment, withJoinedComment } from './run-config.ts'
import { environmentMap } from './stage.ts'
import type { StageState } from './stage.ts'
import type { Print, StepContainers } from './step-containers.ts'

/** What all steps of a build share. */
export interface BuildParts {
  readonly engine: Engine
  readonly context: Source
  readonly sources: ImageSources
  readonly containers: StepContainers
  readonly prober: CacheProber
  readonly holds: BuildHolds
  /** The stages that are done: image and name. */
  readonly stages: readonly StageState[]
  readonly print: Print
}

const invalid = (message: string): EngineError => new EngineError('InvalidParameter', message)
const needsBuildKit = (flag: string): EngineError =>
  new EngineError('System', `the --${flag} option requires BuildKit. Refer to https://docs.docker.com/go/buildkit/ to learn how to build images with BuildKit enabled`)

type Of<K extends Instruction['kind']> = Extract<Instruction, { readonly kind: K }>

/**
 * Carry out one instruction.
 *
 * @throws EngineError
 */
export function* doInstruction(parts: BuildParts, state: StageState, instruction: Instruction): Op<void> {
  const environment = state.environment()
  const env = environmentMap(environment)
  const expand = (word: string): string => expandWord(word, env)
  const { config } = state
  switch (instruction.kind) {
    case 'env':
      return yield* env_(parts, state, instruction, expand)
    case 'label': {
      const pairs = instruction.pairs.map(({ name, value = '' }) => (instruction.plain ? [name, value] : [expand(name), expand(value)]) as [string, string])
      config.Labels = { ...config.Labels, ...Object.fromEntries(pairs) }
      return yield* commitMetadata(parts, state, `LABEL${pairs.map(([name, value]) => ` ${name}=${value}`).join('')}`)
    }
    case 'maintainer':
      state.maintainer = instruction.text
      return yield* commitMetadata(parts, state, `MAINTAINER ${instruction.text}`)
    case 'arg': {
      const pairs = instruction.pairs.map(({ name, value }) => ({ name: expand(name), value: value === undefined ? undefined : expand(value) }))
      for (const { name, value } of pairs) state.args.declare(name, value)
      return yield* commitMetadata(parts, state, `ARG ${pairs.map(({ name, value }) => (value === undefined ? name : `${name}=${value}`)).join(' ')}`)
    }
    case 'workdir':
      return yield* workdir(parts, state, expand(instruction.text))
    case 'user':
      config.User = expand(instruction.text)
      return yield* commitMetadata(parts, state, `USER ${config.User}`)
    case 'stopsignal': {
      const signal = expand(instruction.text)
      const known = /^\d+$/.test(signal) ? Number(signal) > 0 && Number(signal) < 65 : signal.toUpperCase().replace(/^SIG/, '') in SIGNAL_NUMBERS
      if (!known) throw invalid(`Invalid signal: ${signal}`)
      config['StopSignal'] = signal
      return yield* commitMetadata(parts, state, `STOPSIGNAL ${signal}`)
    }
    case 'onbuild':
      config.OnBuild = [...(config.OnBuild ?? []), instruction.text]
      return yield* commitMetadata(parts, state, `ONBUILD ${instruction.text}`)
    case 'shell':
      config['Shell'] = instruction.words
      return yield* commitMetadata(parts, state, `SHELL [${instruction.words.join(' ')}]`)
    case 'expose': {
      const words = instruction.words.flatMap(word => expand(word).split(/\s+/).filter(part => part !== ''))
      for (const port of words.flatMap(portsOf)) config.ExposedPorts = { ...config.ExposedPorts, [port]: {} }
      return yield* commitMetadata(parts, state, `EXPOSE ${words.join(' ')}`)
    }
    case 'volume': {
      const words = instruction.words.map(expand)
      if (words.includes('')) throw new EngineError('System', 'VOLUME specified can not be an empty string')
      config.Volumes = { ...config.Volumes, ...Object.fromEntries(words.map(word => [word, {}])) }
      return yield* commitMetadata(parts, state, `VOLUME [${words.join(' ')}]`)
    }
    case 'healthcheck':
      return yield* healthcheck(parts, state, instruction)
    case 'cmd': {
      config.Cmd = wordsOf(instruction.command, config)
      yield* commitMetadata(parts, state, `CMD ${quotedList(config.Cmd)}`)
      if (instruction.command.words.length > 0) state.cmdSet = true
      return
    }
    case 'entrypoint': {
      const { words } = instruction.command
      config.Entrypoint = words.length === 0 ? null : wordsOf(instruction.command, config)
      if (!state.cmdSet) config.Cmd = null
      return yield* commitMetadata(parts, state, `ENTRYPOINT ${quotedList(config.Entrypoint ?? [])}`)
    }
    case 'run':
      return yield* run(parts, state, instruction)
    case 'add':
    case 'copy':
      return yield* transfer(parts, state, instruction, expand)
  }
}

const wordsOf = ({ words, shell }: CommandLine, config: RunConfig): readonly string[] => (shell ? [...shellOf(config), ...words] : words)

/** Go's `%q` of a list. */
const quotedList = (words: readonly string[]): string => `[${words.map(word => JSON.stringify(word)).join(' ')}]`

function* env_(parts: BuildParts, state: StageState, { pairs }: Of<'env' | 'label' | 'arg'>, expand: (word: string) => string): Op<void> {
  const { config } = state
  let comment = 'ENV'
  const entries = [...(config.Env ?? [])]
  for (const pair of pairs) {
    const name = expand(pair.name)
    const entry = `${name}=${expand(pair.value ?? '')}`
    comment += ` ${entry}`
    const at = entries.findIndex(other => other.split('=', 1)[0] === name)
    if (at < 0) entries.push(entry)
    else entries[at] = entry
  }
  config.Env = entries
  yield* commitMetadata(parts, state, comment)
}

function* healthcheck(parts: BuildParts, state: StageState, { health }: Of<'healthcheck'>): Op<void> {
  const { config } = state
  const old = (config['Healthcheck'] as { readonly Test?: readonly string[] } | undefined)?.Test ?? []
  if (old.length > 0 && old[0] !== 'NONE') yield* parts.print(`Note: overriding previous HEALTHCHECK: [${old.join(' ')}]\n`)
  config['Healthcheck'] = health
  const { Test = [], Interval = 0, Timeout = 0, StartPeriod = 0, Retries = 0 } = health as { Test?: readonly string[]; Interval?: number; Timeout?: number; StartPeriod?: number; Retries?: number }
  const durations = [Interval, Timeout, StartPeriod].map(nanos => ` "${goDuration(nanos)}"`).join('')
  yield* commitMetadata(parts, state, `HEALTHCHECK &{${quotedList(Test)}${durations} ${quotedRune(Retries)}}`)
}

/** A number as Go's `%q` shows it: as the character of that number. */
function quotedRune(code: number): string {
  const escapes: Readonly<Record<number, string>> = { 7: '\\a', 8: '\\b', 9: '\\t', 10: '\\n', 11: '\\v', 12: '\\f', 13: '\\r', 39: "\\'", 92: '\\\\' }
  if (escapes[code] !== undefined) return `'${escapes[code]}'`
  if (code < 32 || code === 127) return `'\\x${code.toString(16).padStart(2, '0')}'`
  return `'${String.fromCodePoint(code)}'`
}

/** `1m30s`, `5s`, `100ms`, `0s`. @source Go time.Duration.String */
function goDuration(nanos: number): string {
  if (nanos === 0) return '0s'
  if (nanos < 1e9) return nanos < 1e3 ? `${nanos}ns` : nanos < 1e6 ? `${nanos / 1e3}µs` : `${nanos / 1e6}ms`
  const hours = Math.floor(nanos / 3600e9)
  const minutes = Math.floor((nanos % 3600e9) / 60e9)
  const seconds = (nanos % 60e9) / 1e9
  return `${hours > 0 ? `${hours}h` : ''}${hours > 0 || minutes > 0 ? `${minutes}m` : ''}${seconds}s`
}

/** A step that changes only how containers run: a container is made for it, never started, and committed. */
function* commitMetadata(parts: BuildParts, state: StageState, comment: string): Op<void> {
  const config = withComment(state.config, comment)
  if (yield* cached(parts, state, config)) return
  const container = yield* parts.containers.create(config)
  yield* commitContainer(parts, state, container, { ...container.config })
}

/** @returns true when an image of the same step is there: it is the image now */
function* cached({ prober, print, holds }: BuildParts, state: StageState, config: RunConfig): Op<boolean> {
  const hit = yield* prober.probe(state.imageID, config)
  if (hit === undefined) return false
  try {
    yield* holds.on(hit)
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
    prober.miss()
    return false
  }
  yield* print(' ---> Using cache\n')
  state.imageID = hit
  return true
}

function* commitContainer({ engine, holds }: BuildParts, state: StageState, container: Container, containerConfig: RunConfig): Op<void> {
  state.imageID = yield* holds.make(() => commitImage(engine, {
    containerID: container.id, parent: container.imageID === '' ? undefined : container.imageID, author: state.maintainer, comment: '', containerConfig, config: fullConfig(state.config),
  }), COMMIT_FAILED)
}

/** @source EulerOS docker 1.11.2.32 */
const COMMIT_FAILED = 'Commit and hold on image failed'

function* workdir(parts: BuildParts, state: StageState, typed: string): Op<void> {
  if (typed === '') throw new EngineError('System', 'cannot normalize nothing')
  const { config } = state
  config.WorkingDir = typed.startsWith('/') ? typed : cleanPath(joinPath('/', config.WorkingDir ?? '', typed))
  const step = withJoinedComment(config, `WORKDIR ${config.WorkingDir}`)
  if (yield* cached(parts, state, step)) return
  // Making the container makes the directory.
  const container = yield* parts.containers.create(step)
  yield* commitContainer(parts, state, container, { ...container.config })
}

function* run(parts: BuildParts, state: StageState, { command, flagsUsed }: Of<'run'>): Op<void> {
  const [flag] = flagsUsed
  if (flag !== undefined) throw needsBuildKit(flag)
  const { config } = state
  const words = wordsOf(command, config)
  const args = state.args.environment(config.Env ?? [])
  const noted = notedCommand(state.args, args, words)
  const probed: RunConfig = { ...config, Cmd: noted, ...(noted.length > 0 ? { Entrypoint: null } : {}) }
  if (yield* cached(parts, state, probed)) return
  const container = yield* parts.containers.create({
    ...config, Cmd: words, Env: [...(config.Env ?? []), ...args], ...(noted.length > 0 ? { Entrypoint: [''] } : {}), Healthcheck: { Test: ['NONE'] },
  })
  yield* parts.containers.run(container)
  yield* commitContainer(parts, state, container, probed)
}

/** `|1 VERSION=2 /bin/sh -c …`: build arguments are part of what is compared. */
function notedCommand(args: BuildArgs, environment: readonly string[], words: readonly string[]): readonly string[] {
  if (environment.length === 0) return words
  const noted = environment.filter(entry => args.isNoted(entry.split('=', 1)[0] as string)).sort()
  return [`|${noted.length}`, ...noted, ...words]
}

function* transfer(parts: BuildParts, state: StageState, { kind, paths, chown, chmod, from }: Of<'add' | 'copy'>, expand: (word: string) => string): Op<void> {
  if (chmod !== '') throw needsBuildKit('chmod')
  const { engine, sources } = parts
  const name = kind.toUpperCase()
  const typed = paths.map(expand)
  const owner = expand(chown)
  const destination = typed.at(-1) as string
  const mounted = from === '' ? undefined : yield* sources.writable(yield* stageOrImage(parts, from))
  try {
    const source = mounted ? imageTree(engine, mounted.root) : parts.context
    const wanted = typed.slice(0, -1)
    const remote = kind === 'add' ? wanted.find(path => /^https?:\/\//.test(path)) : undefined
    if (remote !== undefined) throw new EngineError('System', 'ADD of a remote file is not simulated by Layerlab')
    const found = yield* findSources(engine, source, wanted, name)
    if (found.length > 1 && !destination.endsWith('/')) {
      throw new EngineError('System', `When using ${name} with more than one source file, the destination must be a directory and end with a /`)
    }
    const step = withJoinedComment(state.config, `${name} ${owner === '' ? '' : `--chown=${owner}`}${hashOf(found)} in ${destination} `)
    if (yield* cached(parts, state, step)) return
    yield* copyLayer(parts, state, { found, source, destination, owner, unpack: kind === 'add', keepOwners: from !== '' && owner === '', step })
  } finally {
    if (mounted) yield* sources.release(mounted)
  }
}

interface Transfer {
  readonly found: readonly CopySource[]
  readonly source: Source
  readonly destination: string
  readonly owner: string
  readonly unpack: boolean
  readonly keepOwners: boolean
  readonly step: RunConfig
}

/** No container is made: the files go into a writable layer of their own, on layers that are held. */
function* copyLayer({ engine, sources, holds }: BuildParts, state: StageState, { found, source, destination, owner, unpack, keepOwners, step }: Transfer): Op<void> {
  let base: ImageSource
  try {
    base = yield* sources.get(state.imageID, true)
  } catch (error) {
    throw error instanceof EngineError ? new EngineError(error.kind, `failed to get destination image ${JSON.stringify(state.imageID)}: ${error.message}`) : error
  }
  const layer = yield* sources.writable(base)
  try {
    const target = destinationOf(state.config.WorkingDir ?? '', destination)
    const to = owner === '' ? (keepOwners ? undefined : { uid: 0, gid: 0 }) : yield* ownerOf(engine, layer.root, owner)
    for (const one of found) yield* copyInto(engine, one, { source, root: layer.root, destination: target, unpack, owner: to })
    state.imageID = yield* holds.make(() => exportLayer(engine, sources, state, layer, base, step), COMMIT_FAILED)
  } finally {
    yield* sources.release(layer)
  }
}

function* exportLayer(engine: Engine, sources: ImageSources, state: StageState, layer: WritableLayer, base: ImageSource, step: RunConfig): Op<Digest> {
  const { image } = base
  const handle = yield* engine.layers.register({ pull: changesOf(engine, layer.mountID) }, image && chainIDOf(image.config))
  sources.add({ image: undefined, layer: handle })
  const refused = (what: string, error: unknown): unknown => (error instanceof EngineError ? new EngineError(error.kind, `failed to export image: ${what}: ${error.message}`) : error)
  const raw = childImage(engine, image, handle.layer.diffID, { containerID: '', author: state.maintainer, comment: '', containerConfig: step, config: fullConfig(state.config) })
  let id: Digest
  try {
    id = yield* engine.images.create(raw)
  } catch (error) {
    throw refused('failed to create image', error)
  }
  if (state.imageID !== '') {
    try {
      yield* engine.images.setParent(id, state.imageID)
    } catch (error) {
      throw refused(`failed to set parent ${state.imageID}`, error)
    }
  }
  // The layer is held already: this only makes the image known to later steps.
  sources.know({ image: yield* engine.images.get(id), layer: handle })
  return id
}

/** What `--from` means: a stage by name or number, or an image. */
function* stageOrImage({ stages, sources }: BuildParts, from: string): Op<ImageSource> {
  try {
    const stage = stages.find(({ name }) => name !== '' && name === from.toLowerCase()) ?? stageByNumber(stages, from)
    return yield* sources.get(stage ? stage.imageID : from, stage !== undefined)
  } catch (error) {
    if (error instanceof EngineError) throw new EngineError(error.kind, `invalid from flag value ${from}: ${error.message}`)
    throw error
  }
}

function stageByNumber(stages: readonly StageState[], from: string): StageState | undefined {
  if (!/^[+-]?\d+$/.test(from)) return undefined
  const at = Number(from)
  if (at === stages.length) throw new EngineError('System', 'refers to current build stage')
  if (at < 0 || at > stages.length) throw new EngineError('System', 'index out of bounds')
  return stages[at]
}
