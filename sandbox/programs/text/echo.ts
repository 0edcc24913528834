import { utf8 } from '../../base/bytes.ts'
import type { Program } from '../../machine/process.ts'
import { argumentAsBytes, textAsBytes } from '../characters.ts'
import { unescape } from './backslashes.ts'

/** `echo`: its arguments, separated by spaces. Only leading words made of -n, -e, -E are options. */
export const echo: Program = function* (process) {
  const args = process.argv.slice(1)
  let newline = true
  let escapes = false
  while (args[0] !== undefined && /^-[neE]+$/.test(args[0])) {
    for (const letter of args.shift()?.slice(1) ?? '') {
      if (letter === 'n') newline = false
      else escapes = letter === 'e'
    }
  }
  const words = args.join(' ')
  if (!escapes) {
    yield* process.stdout.write(utf8(words + (newline ? '\n' : '')))
    return 0
  }
  const { text, stop } = unescape(argumentAsBytes(words), '\\0nnn', argumentAsBytes)
  yield* process.stdout.write(textAsBytes(text + (newline && !stop ? '\n' : '')))
  return 0
}
