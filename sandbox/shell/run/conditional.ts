/** `[[ ]]`. */
import type { Op } from '../../sched/op.ts'
import type { Test } from '../parse/ast.ts'
import { binaryTest, unaryTest } from '../builtins/test.ts'
import { arithmetic, assignArray } from '../expand/assign.ts'
import { pattern } from '../expand/pattern.ts'
import { quoteWord } from '../expand/quote.ts'
import { expandPattern, expandText } from '../expand/word.ts'
import { ExpansionError } from './control.ts'
import type { Shell } from './shell.ts'

export function* evaluateConditional(shell: Shell, test: Test): Op<boolean> {
  switch (test.kind) {
    case 'not': return !(yield* evaluateConditional(shell, test.test))
    case 'and': return (yield* evaluateConditional(shell, test.left)) && (yield* evaluateConditional(shell, test.right))
    case 'or': return (yield* evaluateConditional(shell, test.left)) || (yield* evaluateConditional(shell, test.right))
    case 'word': {
      const text = yield* expandText(shell, test.word)
      if (shell.has('xtrace')) yield* shell.trace(`[[ -n ${quoteWord(text)} ]]`)
      return text !== ''
    }
    case 'unary': {
      const text = yield* expandText(shell, test.word)
      if (shell.has('xtrace')) yield* shell.trace(`[[ ${test.operator} ${quoteWord(text)} ]]`)
      return yield* unaryTest(shell, test.operator, text)
    }
    case 'binary': break
  }
  const left = yield* expandText(shell, test.left)
  if (shell.has('xtrace')) yield* shell.trace(`[[ ${quoteWord(left)} ${test.operator} ${yield* expandPattern(shell, test.right)} ]]`)
  switch (test.operator) {
    case '==':
    case '=':
    case '!=': {
      const matched = pattern(yield* expandPattern(shell, test.right), true, shell.shopts.has('nocasematch')).matches(left)
      return matched === (test.operator !== '!=')
    }
    case '=~': return matchExpression(shell, left, yield* expandPattern(shell, test.right))
    case '-eq': case '-ne': case '-lt': case '-le': case '-gt': case '-ge': {
      const a = arithmetic(shell, left)
      const b = arithmetic(shell, yield* expandText(shell, test.right))
      switch (test.operator) {
        case '-eq': return a === b
        case '-ne': return a !== b
        case '-lt': return a < b
        case '-le': return a <= b
        case '-gt': return a > b
        default: return a >= b
      }
    }
  }
  return (yield* binaryTest(shell, left, test.operator, yield* expandText(shell, test.right))) ?? false
}

/** `=~` with POSIX extended expressions; quoted characters come escaped. */
function matchExpression(shell: Shell, text: string, source: string): boolean {
  let expression: RegExp
  try {
    expression = new RegExp(translate(source), shell.shopts.has('nocasematch') ? 'isu' : 'su')
  } catch {
    throw new ExpansionError(`[[: invalid regular expression \`${source}'`)
  }
  const found = expression.exec(text)
  assignArray(shell, 'BASH_REMATCH', (found ?? []).map(group => ({ key: undefined, value: group ?? '', append: false })), false)
  return found !== null
}

const CLASSES: Readonly<Record<string, string>> = { alpha: 'a-zA-Z', digit: '0-9', alnum: 'a-zA-Z0-9', upper: 'A-Z', lower: 'a-z', space: '\\s', blank: ' \\t', punct: '!-\\/:-@\\[-`{-~', xdigit: '0-9A-Fa-f', cntrl: '\\x00-\\x1f', print: '\\x20-\\x7e', graph: '\\x21-\\x7e', word: '\\w' }

/** POSIX to JavaScript: classes, and escapes that the `u` flag would refuse. */
function translate(source: string): string {
  return source
    .replace(/\[(\^?)(\]?)((?:\[:[a-z]+:\]|[^\]])*)\]/g, (_, not: string, first: string, inside: string) => `[${not}${first === ']' ? '\\]' : ''}${inside.replace(/\[:([a-z]+):\]/g, (_whole, name: string) => `\u0000${name}\u0000`).replace(/\\-/g, '\\-').replace(/\[/g, '\\[').replace(/\u0000([a-z]+)\u0000/g, (_whole, name: string) => CLASSES[name] ?? '')}]`)
    .replace(/\\([^])/g, (whole, char: string) => (/[\^$\\.*+?()[\]{}|/sSwWdDbBx-]/.test(char) ? (char === '-' ? '-' : whole) : char))
}
