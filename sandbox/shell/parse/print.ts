/** Syntax trees as bash prints them: `type f`, `declare -f`. */
import type { Assignment, Command, FunctionDefinition, Redirection, Script, Test } from './ast.ts'

/** A function's definition with bash's layout. */
export function printFunction({ name, body }: FunctionDefinition): string {
  const lines = body.kind === 'group' ? `{ \n${indent(printScript(body.body, 1), 1)}\n}${printRedirections(body.redirections)}` : `{ \n${indent(printCommand(body, 1), 1)}\n}`
  return `${name} () \n${lines}`
}

const STEP = '    '
const HERE = '\u0000'

function indent(text: string, levels: number): string {
  let inHere = false
  return text.split('\n').map(line => {
    if (line.startsWith(HERE)) {
      inHere = !inHere
      return line
    }
    return inHere ? line : STEP.repeat(levels) + line
  }).join('\n').replaceAll(`${HERE}\n`, '').replaceAll(HERE, '')
}

const nested = (script: Script): string => indent(printScript(script, 1), 1)

function printScript(script: Script, level: number): string {
  let text = ''
  const { items } = script
  for (const [at, item] of items.entries()) {
    text += printCommand(item.command, level)
    const last = at === items.length - 1
    if (item.background) text += ' &'
    else if (!last) text += ';'
    if (!last) text += item.background ? ' ' : '\n'
  }
  return text
}

function printRedirections(redirections: readonly Redirection[]): string {
  return redirections.map(redirection => ` ${printRedirection(redirection)}`).join('')
}

function printRedirection({ operator, descriptor, target, variable }: Redirection): string {
  const usual = operator.startsWith('<') ? 0 : 1
  const prefix = variable !== undefined ? `{${variable}}` : descriptor === usual || operator.startsWith('&') ? '' : String(descriptor)
  const tight = operator === '<&' || operator === '>&'
  const shown = tight && prefix === '' ? String(usual) : prefix
  return `${shown}${operator}${tight || operator.startsWith('<<') && operator !== '<<<' ? '' : ' '}${target.source}`
}

const printAssignment = ({ source }: Assignment): string => source

/** A command on as few lines as bash uses. */
export function printCommand(command: Command, level = 0): string {
  switch (command.kind) {
    case 'simple':
      return [...command.assignments.map(printAssignment), ...command.words.map(word => word.source)].join(' ') + (command.assignments.length + command.words.length === 0 ? printRedirections(command.redirections).trimStart() : printRedirections(command.redirections))
    case 'pipeline':
      return `${command.timed ? 'time ' : ''}${command.negated ? '! ' : ''}${command.stages.map((stage, at) => printCommand(stage, level) + (at < command.stages.length - 1 ? (command.both[at] ? ' 2>&1 | ' : ' | ') : '')).join('')}`
    case 'and-or':
      return printCommand(command.first, level) + command.rest.map(({ operator, command: next }) => ` ${operator} ${printCommand(next, level)}`).join('')
    case 'group':
      return `{ \n${nested(command.body)}\n}${printRedirections(command.redirections)}`
    case 'subshell':
      return `( ${printScript(command.body, level)} )${printRedirections(command.redirections)}`
    case 'if': {
      const [first, ...others] = command.branches
      if (!first) return ''
      const chain = (at: number): string => {
        const branch = others[at]
        if (!branch) return command.otherwise ? `else\n${nested(command.otherwise)};\n` : ''
        return `else\n${indent(`if ${printScript(branch.condition, level)}; then\n${nested(branch.body)};\n${chain(at + 1)}fi`, 1)};\n`
      }
      return `if ${printScript(first.condition, level)}; then\n${nested(first.body)};\n${chain(0)}fi${printRedirections(command.redirections)}`
    }
    case 'loop':
      return `${command.until ? 'until' : 'while'} ${printScript(command.condition, level)}; do\n${nested(command.body)};\ndone${printRedirections(command.redirections)}`
    case 'for':
    case 'select':
      return `${command.kind} ${command.name} in ${command.words ? command.words.map(word => word.source).join(' ') : '"$@"'};\ndo\n${nested(command.body)};\ndone${printRedirections(command.redirections)}`
    case 'arithmetic-for':
      return `for ((${command.start.source}; ${command.condition.source.trim()}; ${command.next.source.trim()}))\ndo\n${nested(command.body)};\ndone${printRedirections(command.redirections)}`
    case 'case':
      return `case ${command.subject.source} in \n${indent(command.arms.map(arm => `${arm.patterns.map(pattern => pattern.source).join(' | ')})\n${arm.body.items.length > 0 ? `${nested(arm.body)}\n` : ''}${arm.end}`).join('\n'), 1)}\nesac${printRedirections(command.redirections)}`
    case 'function':
      return `function ${printFunction(command)}`
    case 'conditional':
      return `[[ ${printTest(command.test)} ]]${printRedirections(command.redirections)}`
    case 'arithmetic':
      return `((${command.expression.source}))${printRedirections(command.redirections)}`
  }
}

function printTest(test: Test): string {
  switch (test.kind) {
    case 'not': return `! ${printTest(test.test)}`
    case 'and': return `${printTest(test.left)} && ${printTest(test.right)}`
    case 'or': return `${printTest(test.left)} || ${printTest(test.right)}`
    case 'unary': return `${test.operator} ${test.word.source}`
    case 'binary': return `${test.left.source} ${test.operator} ${test.right.source}`
    case 'word': return `-n ${test.word.source}`
  }
}
