/**
 * The classic builder: each instruction that is not in the cache becomes an image.
 *
 * @source moby builder/dockerfile/{builder,evaluator}.go (20.10)
 */
import { EngineError } from '../../base/errors.ts'
import { arrived } from '../../sched/conclude.ts'
import type { Op } from '../../sched/op.ts'
import type { Digest } from '../../store/layout.ts'
import { shortID } from '../../store/layout.ts'
import { expandWord } from '../change-words.ts'
import type { Engine } from '../engine.ts'
import { BuildArgs } from './build-args.ts'
import { CacheProber } from './cache.ts'
import type { Source } from './context.ts'
import type { Dockerfile } from './dockerfile.ts'
import type { BuildHolds } from './holds.ts'
import { ImageSources, idOf } from './image-sources.ts'
import { stagesOf, triggerOf } from './instructions.ts'
import type { Instruction, MetaArg, Stage } from './instructions.ts'
import type { PartialBuild } from './partial-build.ts'
import { StageState } from './stage.ts'
import { StepContainers } from './step-containers.ts'
import type { Print } from './step-containers.ts'
import { doInstruction } from './steps.ts'
import type { BuildParts } from './steps.ts'

export interface BuildOptions {
  readonly buildArgs: ReadonlyMap<string, string | undefined>
  readonly labels: Readonly<Record<string, string>>
  /** Name or number of the last stage to build; empty for all. */
  readonly target: string
  readonly cache: boolean
  /** Remove the containers of steps that succeed. */
  readonly remove: boolean
  /** Remove also those of steps that fail. */
  readonly forceRemove: boolean
  /** Ask the registry for FROM even if the image is there. */
  readonly pull: boolean
  readonly networkMode: string
  /** 0: no limit. */
  readonly memoryBytes: number
  readonly print: Print
  /** Gets an image for FROM that is not there. */
  readonly pullMissing: (reference: string) => Op<void>
  /** Its holds outlast the steps. */
  readonly holds: BuildHolds
  /** Of an engine that joins partial images. */
  readonly partial: PartialBuild | undefined
}

/**
 * Build an image; layers that steps work on are held until the end.
 *
 * @throws EngineError InvalidParameter before the first output for a Dockerfile that cannot be used
 */
export function* buildImage(engine: Engine, dockerfile: Dockerfile, context: Source, options: BuildOptions): Op<Digest> {
  const { metaArgs, stages: all } = stagesOf(dockerfile.lines)
  const stages = upTo(all, options.target)
  for (const name of Object.keys(options.labels).sort()) {
    const value = options.labels[name] as string
    stages.at(-1)?.instructions.push({ kind: 'label', pairs: [{ name, value }], plain: true, code: `LABEL ${name}=${value}` })
  }
  const { print } = options
  if (dockerfile.warnings.length > 0) yield* print(`\x1b[91m${dockerfile.warnings.join('\n')}\n\x1b[0m`)
  const sources = new ImageSources(engine, options)
  try {
    const done: StageState[] = []
    const parts: BuildParts = { engine, context, sources, containers: new StepContainers(engine, print, options), prober: new CacheProber(engine, options.cache), holds: options.holds, stages: done, print }
    const id = yield* new Build(parts, options, done).run(stages, metaArgs)
    if (id === '') throw new EngineError('System', 'No image was generated. Is your Dockerfile empty?')
    return id
  } finally {
    yield* sources.releaseAll()
  }
}

function upTo(stages: readonly Stage[], target: string): readonly Stage[] {
  if (target === '') return stages
  const byName = stages.findIndex(({ name }) => name !== '' && name === target.toLowerCase())
  const at = byName >= 0 ? byName : /^\d+$/.test(target) ? Number(target) : -1
  if (at < 0 || at >= stages.length) throw new EngineError('InvalidParameter', `failed to reach build target ${target} in Dockerfile`)
  return stages.slice(0, at + 1)
}

class Build {
  private readonly parts: BuildParts
  private readonly options: BuildOptions
  private readonly done: StageState[]
  private step = 0
  private steps = 0

  constructor(parts: BuildParts, options: BuildOptions, done: StageState[]) {
    this.parts = parts
    this.options = options
    this.done = done
  }

  *run(stages: readonly Stage[], metaArgs: readonly MetaArg[]): Op<Digest | ''> {
    const { print } = this.options
    const args = new BuildArgs(this.options.buildArgs)
    this.steps = metaArgs.length + stages.length + stages.reduce((sum, { instructions }) => sum + instructions.length, 0)
    for (const metaArg of metaArgs) {
      yield* this.announce(metaArg.code)
      const env = args.metaValues()
      for (const { name, value } of metaArg.pairs) args.declareMeta(expandWord(name, env), value === undefined ? undefined : expandWord(value, env))
    }
    let state: StageState | undefined
    for (const stage of stages) {
      if (stage.name !== '' && this.done.some(({ name }) => name === stage.name)) throw new EngineError('System', `${stage.name} stage name already used`)
      state = yield* this.buildStage(stage, args)
      this.done.push(state)
    }
    arrived(this.parts.engine.scheduler, this.step + 1)
    const unused = args.unused()
    if (unused.length > 0) yield* print(`[Warning] One or more build-args [${unused.join(' ')}] were not consumed\n`)
    return state?.imageID ?? ''
  }

  private *buildStage(stage: Stage, args: BuildArgs): Op<StageState> {
    const { print } = this.options
    yield* this.announce(stage.code)
    this.parts.prober.reset()
    const state = new StageState(stage.name, args.forStage())
    yield* this.begin(state, stage, args)
    state.follow()
    yield* print(` ---> ${shortID(state.imageID)}\n`)
    for (const instruction of stage.instructions) {
      yield* this.announce(instruction.code)
      yield* this.dispatch(state, instruction)
      state.follow()
      yield* print(` ---> ${shortID(state.imageID)}\n`)
    }
    return state
  }

  /** FROM, with what the image wants done first. */
  private *begin(state: StageState, stage: Stage, args: BuildArgs): Op<void> {
    const { sources, print } = this.parts
    const name = expandWord(stage.base, args.metaValues())
    if (name === '') throw new EngineError('System', `base name (${stage.base}) should not be blank`)
    const earlier = this.done.find(other => other.name !== '' && other.name === name.toLowerCase())
    const from = earlier ? earlier.imageID : name === 'scratch' ? '' : name
    const { holds, partial } = this.options
    const source = yield* holds.get(function* () {
      const found = yield* sources.get(from, earlier !== undefined)
      return partial && found.image && !earlier ? yield* sources.get((yield* partial.baseOf(from, found.image)).id, true) : found
    }, idOf, 'Get image and hold on failed')
    state.begin(source.image)
    const triggers = state.config.OnBuild ?? []
    if (triggers.length === 0) return
    state.config.OnBuild = null
    yield* print(`# Executing ${triggers.length} build trigger${triggers.length > 1 ? 's' : ''}\n`)
    for (const trigger of triggers) {
      state.follow()
      yield* this.dispatch(state, triggerOf(trigger))
    }
  }

  private *dispatch(state: StageState, instruction: Instruction): Op<void> {
    const { containers } = this.parts
    try {
      yield* doInstruction(this.parts, state, instruction)
    } catch (error) {
      if (this.options.forceRemove && error instanceof EngineError) yield* containers.removeAll()
      throw error
    }
    if (this.options.remove || this.options.forceRemove) yield* containers.removeAll()
  }

  private *announce(code: string): Op<void> {
    arrived(this.parts.engine.scheduler, ++this.step)
    yield* this.options.print(`Step ${this.step}/${this.steps} : ${code}\n`)
  }
}
