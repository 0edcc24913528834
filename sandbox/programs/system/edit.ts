import { utf8 } from '../../base/bytes.ts'
import { SyscallError } from '../../base/errors.ts'
import { toBase64 } from '../../oci/base64.ts'
import { Failure, quoteName } from '../define-program.ts'
import type { ProgramDescription } from '../define-program.ts'

/**
 * `edit`: ask the page for its editor. The terminal is told a file and its host in a control sequence that draws nothing
 * (`ESC ] 5151 ; edit ; HOST ; PATH in base64 BEL`); who shows the terminal opens an editor, and what is saved there comes
 * back as `!write`. The program itself changes nothing, so a run is the same where nobody listens.
 */
export const edit: ProgramDescription = {
  name: 'edit',
  usage: 'FILE',
  about: 'Open FILE in the editor beside the terminal.',
  family: 'Layerlab',
  coding: 'characters',
  options: [],
  *run(run) {
    run.needOperands(1)
    run.allowOperands(1)
    const { process } = run
    const { fs } = process
    const name = run.operands[0] as string
    if (!process.stdout.terminal) throw new Failure('standard output is no terminal')
    if (process.container !== undefined) throw new Failure('the editor sees the files of the host only; use "docker cp"')
    const path = name.startsWith('/') ? name : `${fs.cwd === '/' ? '' : fs.cwd}/${name}`
    let said = 'new file'
    try {
      const { type, size } = yield* fs.stat(path)
      if (type !== 'file') throw new Failure(`${quoteName(name)}: ${type === 'directory' ? 'Is a directory' : 'not a regular file'}`)
      said = `${size} bytes`
    } catch (error) {
      if (!(error instanceof SyscallError) || error.code !== 'ENOENT') throw error
      // A new file needs its directory.
      yield* fs.stat(path.slice(0, path.lastIndexOf('/')) || '/')
    }
    yield* run.out.print(`${name}: ${said}\n\x1b]5151;edit;${process.machine.facts.hostname};${toBase64(utf8(path))}\x07`)
  },
}
