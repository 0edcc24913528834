import { attach as attachTo, copyInput, detach } from '../commands/attach.ts'
import type { Container } from '../engine/container.ts'
import { waitForExit } from '../engine/container-stop.ts'
import type { Engine } from '../engine/engine.ts'
import type { Op } from '../sched/op.ts'
import { Interrupted } from '../sched/scheduler.ts'
import { Failure } from './client.ts'
import type { Client, Run } from './client.ts'

/**
 * `docker attach CONTAINER`: see what its first process writes from now on, type to it, and end with its status.
 *
 * @source docker/cli cli/command/container/attach.go (20.10)
 */
export const attach: Run = function* (client) {
  client.refuse(['detach-keys'])
  const [name = ''] = client.args
  const { process } = client
  const { engine, container } = yield* client.request(`GET /v1.41/containers/${name}/json`, function* (reached) {
    return { engine: reached, container: reached.containers.get(name) }
  })
  const { state, config } = container
  if (!state.Running) throw new Failure('You cannot attach to a stopped container, start it first')
  if (state.Paused) throw new Failure('You cannot attach to a paused container, unpause it first')
  const withStdin = !client.flag('no-stdin') && config.OpenStdin
  if (config.Tty && withStdin && !process.stdin.terminal) throw new Failure('the input device is not a TTY')
  const { exits } = container
  const mine = { stdout: process.stdout, stderr: process.stderr }
  yield* client.request(`POST /v1.41/containers/${container.id}/attach?stderr=1&stdout=1&stream=1`, function* () {
    attachTo(engine, container, mine)
  })
  const { stdin } = container
  const typing = withStdin && stdin ? engine.scheduler.spawn(copyInput(process.stdin, stdin, config.StdinOnce), 'stdin', { owner: process }) : undefined
  try {
    return yield* wait(client, engine, container, exits)
  } finally {
    if (typing) engine.scheduler.kill(typing)
    detach(engine, container, mine)
  }
}

/** Ctrl-C goes to the container, unless `--sig-proxy=false`. */
function* wait(client: Client, engine: Engine, container: Container, exits: number): Op<number> {
  for (;;) {
    try {
      return yield* waitForExit(container, exits)
    } catch (error) {
      if (!(error instanceof Interrupted) || !client.flag('sig-proxy')) throw error
      if (container.process) engine.machine.signal(container.process, error.signal)
    }
  }
}
