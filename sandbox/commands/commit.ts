/** `docker commit`. @source moby daemon/commit.go `CreateImageFromContainer` (20.10) */
import { EngineError } from '../base/errors.ts'
import { commitImage } from '../engine/commit-image.ts'
import { withChanges } from '../engine/config-changes.ts'
import type { Container } from '../engine/container.ts'
import { pauseContainer, unpauseContainer } from '../engine/container-pause.ts'
import { containerEvent } from '../engine/container-event.ts'
import type { Engine } from '../engine/engine.ts'
import { fullConfig } from '../engine/full-config.ts'
import { resolveImage } from '../engine/resolve.ts'
import { tagImage } from '../engine/tag-image.ts'
import type { ContainerConfig } from '../engine/api.ts'
import { familiarString } from '../oci/reference.ts'
import type { Reference } from '../oci/reference.ts'
import type { Op } from '../sched/op.ts'
import type { Digest } from '../store/layout.ts'

export interface CommitArgs {
  readonly container: string
  /** What to call the image; undefined leaves it without a name. */
  readonly target: Reference | undefined
  readonly author: string
  readonly comment: string
  /** Dockerfile instructions, each a line. */
  readonly changes: readonly string[]
  /** Stop the container's processes meanwhile. */
  readonly pause: boolean
}

/**
 * Make an image of what a container has changed.
 *
 * Nothing protects the image between its making and its naming, and nothing the parent: when that goes meanwhile, the
 * new image stays without a parent and without a name.
 *
 * @throws EngineError NotFound, Conflict for a container that is going, InvalidParameter for a change
 */
export function* commit(engine: Engine, args: CommitArgs): Op<Digest> {
  const container = engine.containers.get(args.container)
  if (container.state.Dead) throw new EngineError('Conflict', `You cannot commit container ${container.id} which is Dead`)
  if (container.state.RemovalInProgress) throw new EngineError('Conflict', `You cannot commit container ${container.id} which is being removed`)
  const pausing = args.pause && container.state.Running && !container.state.Paused
  if (pausing) yield* pauseContainer(engine, container)
  try {
    return yield* commitAndName(engine, container, args)
  } finally {
    if (pausing && container.state.Paused) yield* unpauseContainer(engine, container)
  }
}

function* commitAndName(engine: Engine, container: Container, { target, author, comment, changes }: CommitArgs): Op<Digest> {
  const config = merged(withChanges({ ...container.config }, changes), container.config)
  const id = yield* commitImage(engine, { containerID: container.id, parent: container.imageID, author, comment, containerConfig: { ...container.config }, config })
  if (target) {
    const image = yield* resolveImage(engine, id)
    yield* tagImage(engine, image.id, target)
  }
  containerEvent(engine, container, 'commit', { comment, imageID: id, imageRef: target ? familiarString(target) : '' })
  return id
}

/** What the changes left open comes from the container. @source moby daemon/commit.go `merge` */
function merged(config: ContainerConfig, container: ContainerConfig): ContainerConfig {
  const entrypoint = config.Entrypoint?.length ? config.Entrypoint : (config.Entrypoint ?? container.Entrypoint)
  const cmd = !config.Entrypoint?.length && !config.Cmd?.length ? container.Cmd : config.Cmd
  return fullConfig({ ...config, Entrypoint: entrypoint, Cmd: cmd, Labels: { ...container.Labels, ...config.Labels } })
}
