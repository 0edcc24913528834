import { EngineError } from '../../base/errors.ts'
import type { Op } from '../../sched/op.ts'
import { Failure } from '../define-program.ts'
import type { ProgramDescription, Run } from '../define-program.ts'

/**
 * Switch the machine off or start it again. `orderly`: services are stopped first. `sync`: the disk is synced before;
 * without, it is as if the reset button were pressed.
 *
 * The process does not survive it: everything of the machine stops.
 */
export function* goDown(run: Run, after: 'boot' | 'dark', { orderly, sync }: { orderly: boolean; sync: boolean }): Op<number> {
  const { machine, fs } = run.process
  if (fs.credentials.uid !== 0) {
    yield* run.process.complain(`Call to ${after === 'boot' ? 'Reboot' : 'PowerOff'} failed: Interactive authentication required.\n`)
    return 1
  }
  if (run.process.container !== undefined) throw new Failure('Failed to connect to bus: No such file or directory')
  if (orderly) {
    for (const name of [...machine.services.keys()].sort()) {
      try {
        const service = machine.services.get(name)
        if (service) yield* service.stop()
      } catch (error) {
        if (!(error instanceof EngineError)) throw error
      }
    }
  }
  if (sync) {
    yield* fs.sync()
    machine.disk.sync()
  }
  machine.crash(after === 'boot' ? 'reboot' : 'power off', after)
  return 0
}

// eslint-disable-next-line require-yield

const OPTIONS = ['f,force: at once, without stopping services', 'n,no-sync: do not sync', 'p,poweroff: ', 'reboot: ', 'halt: ', 'w,wtmp-only: ', 'd,no-wtmp: ', 'no-wall: ']

function powerProgram(name: string, after: 'boot' | 'dark'): ProgramDescription {
  return {
    name,
    usage: '[OPTIONS...]',
    about: after === 'boot' ? 'Reboot the system.' : 'Power off the system.',
    family: 'systemd',
    coding: 'characters',
    options: OPTIONS,
    *run(run) {
      if (run.options.has('w')) return 0
      return yield* goDown(run, after, { orderly: !run.options.has('f'), sync: !run.options.has('n') })
    },
  }
}

export const reboot = powerProgram('reboot', 'boot')
export const poweroff = powerProgram('poweroff', 'dark')
export const halt = powerProgram('halt', 'dark')

export const shutdown: ProgramDescription = {
  name: 'shutdown',
  usage: '[OPTIONS...] [TIME] [WALL...]',
  about: 'Shut down the system.',
  family: 'systemd',
  coding: 'characters',
  options: ['H,halt: ', 'P,poweroff: ', 'r,reboot: ', 'h: ', 'k: ', 'c: cancel', 'no-wall: '],
  *run(run) {
    const [when = '+1'] = run.operands
    if (run.options.has('c') || run.options.has('k')) return 0
    if (when !== 'now' && when !== '+0') throw new Failure(`only "now" is simulated here, not ${when}`)
    return yield* goDown(run, run.options.has('r') ? 'boot' : 'dark', { orderly: true, sync: true })
  },
}
