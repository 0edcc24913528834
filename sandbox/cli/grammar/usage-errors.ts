import type { ClientVersion } from '../clients.ts'
import { is28 } from '../clients.ts'
import { goQuote } from './go-text.ts'
import type { HelpSetting } from './help.ts'
import { helpBody } from './help.ts'
import type { ArgsRule } from './spec.ts'
import type { CommandNode } from './tree.ts'

// What the client says, on standard error, about a line it will not carry out. All texts lack the
// line break that ends them.

/**
 * A flag that cannot be read.
 *
 * @source docker/cli cli/cobra.go `FlagErrorFunc`
 */
export function flagErrorText(node: CommandNode, problem: string, setting: HelpSetting): string {
  const { commandPath, useLine } = node
  if (is28(setting.client)) {
    return `${problem}\n\nUsage:  ${useLine}\n\nRun '${commandPath} --help' for more information`
  }
  const page = node.children.length > 0 ? `\n\n${helpBody(node, { ...setting, hide: 'refused' })}\n` : ''
  return `${problem}\nSee '${commandPath} --help'.${page}`
}

/** A word that names no command. */
export function unknownCommandText(node: CommandNode, word: string, setting: HelpSetting): string {
  const { commandPath, useLine } = node
  if (is28(setting.client)) {
    const usage = node.path === '' ? '' : `Usage:  ${useLine}\n\n`
    return `docker: unknown command: ${commandPath} ${word}\n\n${usage}Run '${commandPath} --help' for more information`
  }
  if (node.path === '') return `docker: '${word}' is not a docker command.\nSee 'docker --help'`
  return `\n${helpBody(node, { ...setting, hide: 'nothing' }).trimEnd()}`
}

function plural(count: number): string {
  return count === 1 ? 'argument' : 'arguments'
}

/** The rule in words, up to 27 and from 28 on, and how the last line begins in 28.2.2. */
function ruleWords(rule: ArgsRule): readonly [to27: string, from28: string, pointer: string] {
  switch (rule.rule) {
    case 'none':
      return ['accepts no arguments', 'accepts no arguments', 'Run']
    case 'exactly':
      return [
        `requires exactly ${rule.count} ${plural(rule.count)}`,
        `requires ${rule.count} ${plural(rule.count)}`,
        'Run',
      ]
    case 'at-least': {
      const words = `requires at least ${rule.count} ${plural(rule.count)}`
      return [words, words, 'See']
    }
    case 'at-most': {
      const words = `requires at most ${rule.count} ${plural(rule.count)}`
      return [words, words, 'SRun']
    }
    case 'range': {
      const words = `requires at least ${rule.min} and at most ${rule.max} ${plural(rule.max)}`
      return [words, words, 'Run']
    }
    case 'any':
    case 'library-none':
    case 'library-exactly':
      return ['', '', '']
  }
}

/**
 * Too few or too many arguments.
 *
 * @source docker/cli cli/required.go
 */
export function argumentCountText(
  node: CommandNode,
  rule: ArgsRule,
  args: readonly string[],
  client: ClientVersion,
): string {
  const { commandPath, useLine, short } = node
  if (rule.rule === 'library-none') return `unknown command ${goQuote(args[0] ?? '')} for ${goQuote(commandPath)}`
  if (rule.rule === 'library-exactly') return `accepts ${rule.count} arg(s), received ${args.length}`
  const [to27, from28, pointer] = ruleWords(rule)
  if (is28(client)) {
    return `docker: '${commandPath}' ${from28}\n\nUsage:  ${useLine}\n\n${pointer} '${commandPath} --help' for more information`
  }
  return `"${commandPath}" ${to27}.\nSee '${commandPath} --help'.\n\nUsage:  ${useLine}\n\n${short}`
}
