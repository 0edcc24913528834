import type { Op } from '../../sched/op.ts'
import { moreOfShell } from '../more.ts'
import type { Shell } from '../run/shell.ts'

/** What `echo` prints. `escapes`: backslashes are interpreted without being asked (dash). */
export function echoText(args: readonly string[], options: { escapes: boolean; flags: boolean; hexEscapes?: boolean }): string {
  let at = 0
  let newline = true
  let { escapes } = options
  const flags = options.flags ? /^-[neE]+$/ : /^-n$/
  for (; at < args.length && flags.test(args[at] as string); at++) {
    for (const letter of (args[at] as string).slice(1)) {
      if (letter === 'n') newline = false
      else escapes = letter === 'e'
    }
  }
  const text = args.slice(at).join(' ')
  if (!escapes) return newline ? `${text}\n` : text
  if (!text.includes('\\')) return newline ? `${text}\n` : text
  const unescaped = moreOfShell.content.unescapeEcho(text, false, options.hexEscapes ?? true)
  return unescaped.text + (newline && !unescaped.stopped ? '\n' : '')
}

/** `echo` */
export function* echo(shell: Shell, args: readonly string[]): Op<number> {
  yield* shell.print(echoText(args, { escapes: shell.dialect.echoEscapes || shell.shopts.has('xpg_echo'), flags: shell.dialect.name !== 'dash', hexEscapes: shell.dialect.name !== 'dash' }))
  return 0
}
