import { bytesAsText } from '../characters.ts'
import { Failure, quote } from '../define-program.ts'
import type { ProgramDescription } from '../define-program.ts'
import { decodeBase64, encodeBase64 } from './base64-codec.ts'

/** `base64`: encode or decode. */
export const base64: ProgramDescription = {
  name: 'base64',
  usage: '[OPTION]... [FILE]',
  about: 'Base64 encode or decode FILE, or standard input, to standard output.',
  family: 'GNU coreutils',
  coding: 'bytes',
  options: ['d,decode: decode data', 'i,ignore-garbage: when decoding, ignore non-alphabet characters', 'w,wrap=COLS: wrap encoded lines after COLS character (default 76); use 0 to disable'],
  *run(run) {
    run.allowOperands(1)
    const wrap = run.options.value('w') ?? '76'
    if (!/^\d+$/.test(wrap)) throw new Failure(`invalid wrap size: ${quote(wrap)}`)
    const width = Number(wrap)
    const file = yield* run.tryOpen(run.operands[0] ?? '-')
    if (!file) return
    if (run.options.has('d')) {
      let held = ''
      for (;;) {
        const chunk = yield* file.read()
        if (!chunk) break
        let text = held + bytesAsText(chunk)
        text = run.options.has('i') ? text.replace(/[^A-Za-z0-9+/=]/g, '') : text.replaceAll('\n', '')
        const whole = text.length - (text.length % 4)
        held = text.slice(whole)
        for (const part of text.slice(0, whole).split(/(?<==)(?!=)/)) {
          const bytes = decodeBase64(part.replace(/={1,2}$/, ''))
          if (!bytes) {
            const good = /^[A-Za-z0-9+/]*/.exec(part)?.[0] ?? ''
            run.out.addBytes(decodeBase64(good) ?? new Uint8Array(0))
            throw new Failure('invalid input')
          }
          run.out.addBytes(bytes)
        }
        yield* run.out.settle()
      }
      if (held !== '') {
        run.out.addBytes(decodeBase64(/^[A-Za-z0-9+/]*/.exec(held)?.[0] ?? '') ?? new Uint8Array(0))
        throw new Failure('invalid input')
      }
      return
    }
    let rest: Uint8Array = new Uint8Array(0)
    let column = 0
    const write = (text: string): void => {
      if (width === 0) return run.out.add(text)
      for (let at = 0; at < text.length;) {
        const take = Math.min(width - column, text.length - at)
        run.out.add(text.slice(at, at + take))
        at += take
        column += take
        if (column === width) {
          run.out.add('\n')
          column = 0
        }
      }
    }
    for (;;) {
      const chunk = yield* file.read()
      if (!chunk) break
      const joined = new Uint8Array(rest.length + chunk.length)
      joined.set(rest)
      joined.set(chunk, rest.length)
      const whole = joined.length - (joined.length % 3)
      write(encodeBase64(joined.subarray(0, whole)))
      rest = joined.subarray(whole)
      yield* run.out.settle()
    }
    write(encodeBase64(rest))
    if (column > 0) run.out.add('\n')
  },
}
