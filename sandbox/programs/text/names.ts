import type { ProgramDescription } from '../define-program.ts'

/** `basename`: the last part of a path, without a suffix. */
export const basename: ProgramDescription = {
  name: 'basename',
  usage: 'NAME [SUFFIX]',
  about: 'Print NAME with any leading directory components removed. If specified, also remove a trailing SUFFIX.',
  family: 'GNU coreutils',
  coding: 'characters',
  stopAtOperand: true,
  options: ['a,multiple: support multiple arguments and treat each as a NAME', 's,suffix=SUFFIX: remove a trailing SUFFIX; implies -a', 'z,zero: end each output line with NUL, not newline'],
  *run(run) {
    const { options, operands } = run
    run.needOperands(1)
    const many = options.has('a') || options.has('s')
    if (!many) run.allowOperands(2)
    const suffix = many ? (options.value('s') ?? '') : (operands[1] ?? '')
    for (const name of many ? operands : operands.slice(0, 1)) {
      const stripped = name.replace(/\/+$/, '')
      const last = stripped === '' ? (name === '' ? '' : '/') : stripped.slice(stripped.lastIndexOf('/') + 1)
      run.out.add(`${suffix !== '' && last !== suffix && last.endsWith(suffix) ? last.slice(0, -suffix.length) : last}${options.has('z') ? '\0' : '\n'}`)
    }
  },
}

/** `dirname`: a path without its last part. */
export const dirname: ProgramDescription = {
  name: 'dirname',
  usage: '[OPTION] NAME...',
  about: 'Output each NAME with its last non-slash component and trailing slashes removed.',
  family: 'GNU coreutils',
  coding: 'characters',
  stopAtOperand: true,
  options: ['z,zero: end each output line with NUL, not newline'],
  *run(run) {
    run.needOperands(1)
    for (const name of run.operands) {
      const stripped = name.replace(/\/+$/, '')
      const parent = stripped.includes('/') ? stripped.slice(0, stripped.lastIndexOf('/')).replace(/\/+$/, '') || '/' : stripped === '' && name !== '' ? '/' : '.'
      run.out.add(`${parent}${run.options.has('z') ? '\0' : '\n'}`)
    }
  },
}
