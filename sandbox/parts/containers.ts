/** `docker run` and what follows from it: containers, their processes and output. */
import { attach } from '../cli/attach.ts'
import { COMMAND_PARTS } from '../cli/commands.ts'
import { kill, logs, pause, port, ps, rename, restart, rm, start, stop, unpause, wait } from '../cli/containers.ts'
import { containerInspect } from '../cli/inspect.ts'
import { containerPrune } from '../cli/prune.ts'
import { create, run } from '../cli/run.ts'
import { top } from '../cli/top.ts'
import { machineCode } from '../machine/machine-code.ts'
import { runX86 } from '../machine/x86.ts'

export function installPart(): void {
  machineCode.install({ runX86 })
  COMMAND_PARTS.containers.install({
    attach, create, kill, logs, pause, port, ps, rename, restart, rm, run, start, stop, top, unpause, wait, 'container inspect': containerInspect,
    'container prune': containerPrune,
  })
}
