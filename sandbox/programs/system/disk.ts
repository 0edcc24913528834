/** The sandbox's own command for its disk: a place where writing fails from now on. */
import { step } from '../../sched/op.ts'
import { Failure } from '../define-program.ts'
import type { ProgramDescription } from '../define-program.ts'

export const disk: ProgramDescription = {
  name: 'disk',
  usage: '[error PATH | ok]',
  about: 'Make every write to a file, or below a directory, fail with an input/output error; `ok` ends all of it. Without arguments: say where.',
  family: 'layerlab',
  coding: 'characters',
  options: [],
  *run(run) {
    const { process, operands: [what, path, ...more] } = run
    const { machine, fs } = process
    const { memory } = machine.scheduler
    if (process.container !== undefined) throw new Failure('there is no disk inside a container')
    if (what === undefined) {
      for (const broken of machine.writeFaults.keys()) yield* run.out.print(`error ${broken}\n`)
      if (machine.writeFaults.size === 0) yield* run.out.print('ok\n')
    } else if (what === 'ok' && path === undefined) {
      yield step('compute', 'disk ok', 0)
      memory.clear(machine.writeFaults)
    } else if (what === 'error' && path !== undefined && more.length === 0) {
      const place = fs.namespace.look(path, fs.cwd, true)
      if (typeof place === 'string') throw new Failure(`${path}: there is no such directory`)
      yield step('compute', `disk error ${place.path}`, 0)
      memory.put(machine.writeFaults, place.path, 'EIO')
    } else throw new Failure('write `disk error PATH`, `disk ok` or `disk`')
  },
}
