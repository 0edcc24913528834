import type { Dialect } from '../dialect.ts'
import type { Command, Script } from '../parse/ast.ts'

/**
 * The commands that may come last in a `-c` line: nothing follows them, so the shell's process becomes the program
 * instead of waiting for it. bash looks at the end of the list only, ash also into groups, `if` and `case`; dash always
 * waits.
 *
 * @source bash execute_cmd.c `optimize_fork`; busybox ash `EV_EXIT`; compared with real ones
 */
export function markLast(script: Script, dialect: Dialect, marked: Set<Command>): void {
  const last = script.items[script.items.length - 1]
  if (last && !last.background && dialect.name !== 'dash') mark(last.command, dialect, marked)
}

function mark(command: Command, dialect: Dialect, marked: Set<Command>): void {
  const ash = dialect.name === 'ash'
  switch (command.kind) {
    case 'simple':
      if (ash || command.redirections.length === 0) marked.add(command)
      break
    case 'and-or': {
      const last = command.rest[command.rest.length - 1]
      if (last) mark(last.command, dialect, marked)
      break
    }
    case 'group':
      if (ash) markLast(command.body, dialect, marked)
      break
    case 'if':
      if (!ash) break
      for (const branch of command.branches) markLast(branch.body, dialect, marked)
      if (command.otherwise) markLast(command.otherwise, dialect, marked)
      break
    case 'case':
      if (ash) for (const arm of command.arms) if (arm.end === ';;') markLast(arm.body, dialect, marked)
      break
    case 'pipeline': case 'subshell': case 'loop': case 'for': case 'arithmetic-for': case 'select': case 'function': case 'conditional': case 'arithmetic':
      break
  }
}
