import { SyscallError } from '../../base/errors.ts'
import { codecs } from '../../base/codecs.ts'
import type { HashStream } from '../../base/codecs.ts'
import type { File } from '../../machine/files.ts'
import type { Op } from '../../sched/op.ts'
import { Failure, quoteName, reason } from '../define-program.ts'
import type { ProgramDescription, Run } from '../define-program.ts'
import { md5 } from './md5.ts'

/** `sha256sum` and `md5sum`: print digests, or check a list of them. */
function checksum(name: string, algorithm: string, digits: number, start: () => HashStream): ProgramDescription {
  return {
    name,
    usage: '[OPTION]... [FILE]...',
    about: `Print or check ${algorithm} checksums.`,
    family: 'GNU coreutils',
    coding: 'characters',
    options: [
      'b,binary: read in binary mode', 'c,check: read checksums from the FILEs and check them', 'tag: create a BSD-style checksum', 't,text: read in text mode (default)', 'z,zero: end each output line with NUL, not newline',
      'ignore-missing: don\'t fail or report status for missing files', 'quiet: don\'t print OK for each successfully verified file', 'status: don\'t output anything, status code shows success',
      's: don\'t output anything (BusyBox)', 'strict: exit non-zero for improperly formatted checksum lines', 'w,warn: warn about improperly formatted checksum lines',
    ],
    *run(run) {
      const { options } = run
      if (options.has('c')) {
        for (const input of run.inputs) yield* check(run, input, algorithm, digits, start)
        return
      }
      const end = options.has('z') ? '\0' : '\n'
      for (const operand of run.inputs) {
        const file = yield* run.tryOpen(operand)
        if (!file) continue
        const hex = yield* hash(run, file, operand, start)
        if (hex === undefined) continue
        const special = /[\\\n\r]/.test(operand) && !options.has('z')
        const shown = special ? operand.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r') : operand
        if (options.has('tag')) run.out.add(`${special ? '\\' : ''}${algorithm} (${shown}) = ${hex}${end}`)
        else run.out.add(`${special ? '\\' : ''}${hex} ${options.lastOf('b', 't') === 'b' ? '*' : ' '}${shown}${end}`)
        yield* run.out.settle()
      }
    },
  }
}

function* hash(run: Run, file: File, name: string, start: () => HashStream): Op<string | undefined> {
  const stream = start()
  try {
    for (;;) {
      const chunk = yield* file.read()
      if (!chunk) return stream.hex()
      stream.update(chunk)
    }
  } catch (error) {
    if (!(error instanceof SyscallError) || error.code !== 'EISDIR') throw error
    yield* run.warn(run.style === 'busybox' ? `can't read '${name}': ${reason(error)}` : `${quoteName(name)}: ${reason(error)}`)
    return undefined
  }
}

function* check(run: Run, input: string, algorithm: string, digits: number, start: () => HashStream): Op<void> {
  const { options } = run
  const silent = options.has('status') || options.has('s')
  const list = yield* run.tryOpen(input)
  if (!list) return
  const reader = run.lines(list)
  let lines = 0
  let malformed = 0
  let unreadable = 0
  let wrong = 0
  let matched = 0
  for (let number = 1; ; number++) {
    const line = yield* reader.next()
    if (line === undefined) break
    if (line.startsWith('#') || line === '') continue
    const parts = /^\\?([0-9A-Fa-f]+) [ *](.*)$/s.exec(line) ?? /^\\?([0-9A-Fa-f]+) (.+)$/s.exec(line)
    const tagged = new RegExp(`^${algorithm} \\((.*)\\) = ([0-9A-Fa-f]+)$`, 's').exec(line)
    const expected = tagged?.[2] ?? parts?.[1]
    const name = tagged?.[1] ?? parts?.[2]
    if (expected?.length !== digits || name === undefined) {
      malformed++
      if (options.has('w')) yield* run.say(`${quoteName(input)}: ${number}: improperly formatted ${algorithm} checksum line`)
      continue
    }
    lines++
    let file: File
    try {
      file = yield* run.open(name)
    } catch (error) {
      if (!(error instanceof SyscallError)) throw error
      if (options.has('ignore-missing') && error.code === 'ENOENT') continue
      unreadable++
      yield* run.say(`${quoteName(name)}: ${reason(error)}`)
      if (!silent) run.out.add(`${name}: FAILED open or read\n`)
      continue
    }
    const found = yield* hash(run, file, name, start)
    if (found === undefined) {
      unreadable++
      if (!silent) run.out.add(`${name}: FAILED open or read\n`)
    } else if (found === expected.toLowerCase()) {
      matched++
      if (!silent && !options.has('quiet')) run.out.add(`${name}: OK\n`)
    } else {
      wrong++
      if (!silent) run.out.add(`${name}: FAILED\n`)
    }
    yield* run.out.settle()
  }
  const shown = input === '-' ? "'standard input'" : quoteName(input)
  if (lines === 0) throw new Failure(`${shown}: no properly formatted checksum lines found`)
  const some = (count: number, one: string, many: string): string => `WARNING: ${count} ${count === 1 ? one : many}`
  if (!silent) {
    if (malformed > 0) yield* run.say(some(malformed, 'line is improperly formatted', 'lines are improperly formatted'))
    if (unreadable > 0) yield* run.say(some(unreadable, 'listed file could not be read', 'listed files could not be read'))
    if (wrong > 0) yield* run.say(some(wrong, 'computed checksum did NOT match', 'computed checksums did NOT match'))
    if (options.has('ignore-missing') && matched === 0) yield* run.say(`${shown}: no file was verified`)
  }
  if (wrong > 0 || unreadable > 0 || (options.has('strict') && malformed > 0) || (options.has('ignore-missing') && matched === 0)) run.status = 1
}

export const sha256sum = checksum('sha256sum', 'SHA256', 64, () => codecs().sha256())
export const md5sum = checksum('md5sum', 'MD5', 32, md5)
