/** The sandbox's own command for its registry: how it behaves, and how it is to behave from now on. */
import { dockerServiceOf } from '../../engine/docker-service.ts'
import { REGISTRY_MODES, isRegistryMode } from '../../registry/modes.ts'
import type { RegistryMode } from '../../registry/modes.ts'
import { step } from '../../sched/op.ts'
import { Failure } from '../define-program.ts'
import type { ProgramDescription } from '../define-program.ts'

const MEANS: Readonly<Record<RegistryMode, string>> = {
  ok: 'answers as it should',
  slow: 'sends 64 kB a second',
  429: 'refuses: too many requests',
  500: 'fails: internal server error',
  corrupt: 'sends layers with one byte changed',
  '404blob': 'knows manifests, but no blobs',
  badconfig: 'sends configs with one byte changed',
  cut: 'breaks off in the middle of each layer',
  badauth: 'gives no tokens',
}

export const registry: ProgramDescription = {
  name: 'registry',
  usage: '[FAULT]',
  about: `Show how the sandbox's registry behaves, or make it behave otherwise: ${REGISTRY_MODES.join(', ')}.`,
  family: 'layerlab',
  coding: 'characters',
  options: [],
  *run(run) {
    const remote = dockerServiceOf(run.process.machine)?.registry
    if (!remote || run.process.container !== undefined) throw new Failure('there is no registry that this machine could reach')
    const [wanted] = run.operands
    if (wanted === undefined) {
      for (const mode of REGISTRY_MODES) yield* run.out.print(`${mode === remote.mode ? '*' : ' '} ${mode.padEnd(10)} ${MEANS[mode]}\n`)
      return
    }
    if (!isRegistryMode(wanted)) throw new Failure(`there is no fault '${wanted}'; choose one of ${REGISTRY_MODES.join(', ')}`)
    yield step('network', `registry ${wanted}`, 0)
    remote.setMode(wanted)
  },
}
