/** The containers of a build's steps. @source moby builder/dockerfile/containerbackend.go (20.10) */
import { text } from '../../base/bytes.ts'
import { EngineError } from '../../base/errors.ts'
import type { File } from '../../machine/files.ts'
import type { Op } from '../../sched/op.ts'
import { Interrupted } from '../../sched/scheduler.ts'
import type { RunConfig } from '../../store/image-config.ts'
import { shortID } from '../../store/layout.ts'
import { removeContainer } from '../container-remove.ts'
import { startContainer } from '../container-run.ts'
import { createContainer } from '../container-create.ts'
import { signalInit, waitForExit } from '../container-stop.ts'
import type { Container } from '../container.ts'
import type { Engine } from '../engine.ts'
import { fullConfig } from '../full-config.ts'
import { BUILD_HOST_CONFIG } from './run-config.ts'

/** Prints a piece of the build's output. */
export type Print = (text: string) => Op<void>

/** A RUN ended with another status than 0. */
export class StepFailed extends EngineError {
  readonly exit: number

  constructor(message: string, exit: number) {
    super('System', message)
    this.exit = exit
  }
}

/** What the command line wants for the containers of RUN. */
export interface ContainerLimits {
  readonly networkMode: string
  /** 0: no limit. */
  readonly memoryBytes: number
}

const MEMORY_BYTES_MIN = 6 * 1024 * 1024
const NETWORKS = ['', 'default', 'none', 'host', 'bridge']

export class StepContainers {
  private readonly engine: Engine
  private readonly print: Print
  private readonly limits: ContainerLimits
  private containers: Container[] = []

  constructor(engine: Engine, print: Print, limits: ContainerLimits) {
    this.engine = engine
    this.print = print
    this.limits = limits
  }

  /** Make a container and say so. It counts for the removal at the end of its step. */
  *create(config: RunConfig): Op<Container> {
    const { engine } = this
    const { memoryBytes, networkMode } = this.limits
    if (memoryBytes > 0 && memoryBytes < MEMORY_BYTES_MIN) throw new EngineError('InvalidParameter', 'Minimum memory limit allowed is 6MB')
    const { id, warnings } = yield* createContainer(engine, {
      name: undefined, config: { ...fullConfig(config), Image: config.Image ?? '' }, hostConfig: { ...BUILD_HOST_CONFIG, NetworkMode: networkMode || 'default', Memory: memoryBytes }, platform: undefined,
    })
    const container = engine.containers.get(id)
    this.containers.push(container)
    for (const warning of warnings) yield* this.print(` ---> [Warning] ${warning}\n`)
    yield* this.print(` ---> Running in ${shortID(id)}\n`)
    return container
  }

  /**
   * Start a container and wait for its end; what it writes to standard error is shown in red.
   *
   * @throws StepFailed when it ends with another status than 0
   */
  *run(container: Container): Op<void> {
    const { engine, print } = this
    const exits = container.exits
    const { networkMode } = this.limits
    if (!NETWORKS.includes(networkMode)) throw new EngineError('NotFound', `network ${networkMode} not found`)
    yield* startContainer(engine, container, {
      stdin: undefined, stdout: writer(print), stderr: writer(words => print(`\x1b[91m${words}\x1b[0m`)),
    })
    let status: number
    try {
      status = yield* waitForExit(container, exits)
    } catch (error) {
      if (!(error instanceof Interrupted)) throw error
      // The client has gone: its container goes too.
      signalInit(engine, container, 'KILL')
      yield* waitForExit(container, exits)
      yield* removeContainer(engine, container, { volumes: true })
      throw error
    }
    if (status !== 0) throw new StepFailed(`The command '${(container.config.Cmd ?? []).join(' ')}' returned a non-zero code: ${status}`, status)
  }

  *removeAll(): Op<void> {
    for (const container of this.containers.splice(0)) {
      if (!this.engine.containers.has(container)) continue
      yield* removeContainer(this.engine, container, { volumes: true })
      yield* this.print(`Removing intermediate container ${shortID(container.id)}\n`)
    }
  }
}

function writer(print: Print): File {
  return {
    terminal: undefined,
    regular: undefined,
    *read() {
      return undefined
    },
    *write(bytes) {
      yield* print(text(bytes))
    },
    retain() {},
    release() {},
  }
}
