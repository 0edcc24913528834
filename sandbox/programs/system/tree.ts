import { SyscallError } from '../../base/errors.ts'
import type { Stat } from '../../disk/fs.ts'
import type { Op } from '../../sched/op.ts'
import type { ProgramDescription, Run } from '../define-program.ts'
import { statOr, under } from './targets.ts'
import { humanSize } from './sizes.ts'
import { modeString } from './modes.ts'

export const tree: ProgramDescription = {
  name: 'tree',
  usage: '[OPTION]... [DIRECTORY]...',
  about: 'List contents of directories in a tree-like format.',
  family: 'tree',
  coding: 'characters',
  options: ['a: all files, hidden ones too', 'd: directories only', 'f: full paths', 'L=LEVEL: how deep', 'i: no indentation lines', 'I=PATTERN: leave out', 'P=PATTERN: only files that match', 'h: sizes for people', 's: sizes in bytes', 'p: permissions', 'F: indicators', 'r: reverse', 'n: no colour', 'C: colour', 'noreport: no count at the end', 'dirsfirst: directories first', 'prune: '],
  *run(run) {
    const counts = { directories: 0, files: 0 }
    for (const operand of run.operands.length > 0 ? run.operands : ['.']) {
      try {
        const stat = yield* run.process.fs.stat(operand)
        if (stat.type !== 'directory') throw new SyscallError('ENOTDIR', 'open', operand)
        yield* run.out.print(`${operand}\n`)
        counts.directories++
        yield* branch(run, operand, '', 1, counts)
      } catch (error) {
        if (!(error instanceof SyscallError)) throw error
        yield* run.out.print(`${operand}  [error opening dir]\n`)
        run.status = 2
      }
    }
    if (run.options.has('noreport')) return
    const { directories, files } = counts
    const first = `${directories} director${directories === 1 ? 'y' : 'ies'}`
    yield* run.out.print(`\n${first}${run.options.has('d') ? '' : `, ${files} file${files === 1 ? '' : 's'}`}\n`)
  },
}

const matches = (pattern: string, name: string): boolean =>
  new RegExp(`^(?:${pattern.replace(/[.+^${}()\\]/g, '\\$&').replaceAll('*', '.*').replaceAll('?', '.')})$`).test(name)

function* branch(run: Run, path: string, indent: string, level: number, counts: { directories: number; files: number }): Op<void> {
  const { options } = run
  if (options.has('L') && level > Number(options.value('L'))) return
  const { fs } = run.process
  const entries: { name: string; stat: Stat }[] = []
  for (const name of yield* fs.readdir(path)) {
    if (name.startsWith('.') && !options.has('a')) continue
    const stat = yield* fs.lstat(under(path, name))
    if (options.has('d') && stat.type !== 'directory') continue
    if (options.values('I').some(pattern => matches(pattern, name))) continue
    if (options.has('P') && stat.type !== 'directory' && !options.values('P').some(pattern => matches(pattern, name))) continue
    entries.push({ name, stat })
  }
  if (options.has('r')) entries.reverse()
  if (options.has('dirsfirst')) entries.sort((a, b) => Number(b.stat.type === 'directory') - Number(a.stat.type === 'directory'))
  for (const [i, { name, stat }] of entries.entries()) {
    const last = i === entries.length - 1
    const child = under(path, name)
    const facts = [...(options.has('p') ? [modeString(stat)] : []), ...(options.has('s') ? [String(stat.size).padStart(11)] : options.has('h') ? [humanSize(stat.size).padStart(4)] : [])]
    const lines = options.has('i') ? '' : `${indent}${last ? '└── ' : '├── '}`
    const mark = options.has('F') ? (stat.type === 'directory' ? '/' : stat.type === 'file' && (stat.mode & 0o111) !== 0 ? '*' : '') : ''
    yield* run.out.print(`${lines}${facts.length > 0 ? `[${facts.join(' ')}]  ` : ''}${options.has('f') ? child : name}${stat.type === 'symlink' ? ` -> ${stat.target}` : mark}\n`)
    if (stat.type === 'symlink' && (yield* statOr(run, child, true))?.type === 'directory') counts.directories++
    else if (stat.type === 'directory') {
      counts.directories++
      yield* branch(run, child, `${indent}${last ? '    ' : '│   '}`, level + 1, counts)
    } else counts.files++
  }
}
