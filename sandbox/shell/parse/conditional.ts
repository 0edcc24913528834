import type { Test, Word } from './ast.ts'
import type { ShellSyntaxError } from './syntax-error.ts'
import { plainText } from './words.ts'

/** What the grammar of `[[ ]]` needs of the parser. */
export interface TestSource {
  skip(): void
  at(token: string): boolean
  take(length: number): void
  match(expression: RegExp): string | undefined
  ended(): boolean
  word(): Word | undefined
  pattern(): Word | undefined
  regex(): Word | undefined
  unexpected(): ShellSyntaxError
  message(sentence: string): ShellSyntaxError
  line(): number
  /** One level deeper, or one back. @throws ShellSyntaxError when it is too deep */
  nest(levels: 1 | -1): void
}

const UNARY = /-[a-zA-Z](?=\s)/y
const BINARY = /(?:-(?:eq|ne|lt|le|gt|ge|nt|ot|ef)|==|=~|!=|=)(?=[\s]|$)|<|>/y

/** The inside of `[[ … ]]`, the cursor after the opening brackets; it ends after the closing ones. */
export function parseTest(source: TestSource): Test {
  const test = or(source)
  source.skip()
  if (!source.at(']]')) throw source.unexpected()
  source.take(2)
  return test
}

function or(source: TestSource): Test {
  let left = and(source)
  for (source.skip(); source.at('||'); source.skip()) {
    source.take(2)
    left = { kind: 'or', left, right: and(source) }
  }
  return left
}

function and(source: TestSource): Test {
  let left = not(source)
  for (source.skip(); source.at('&&'); source.skip()) {
    source.take(2)
    left = { kind: 'and', left, right: not(source) }
  }
  return left
}

function not(source: TestSource): Test {
  source.skip()
  if (source.match(/!(?=\s)/y)) {
    source.take(1)
    source.nest(1)
    const test = not(source)
    source.nest(-1)
    return { kind: 'not', test }
  }
  if (source.at('(')) {
    source.take(1)
    source.nest(1)
    const test = or(source)
    source.nest(-1)
    source.skip()
    if (!source.at(')')) throw source.unexpected()
    source.take(1)
    return test
  }
  const unary = source.match(UNARY)
  if (unary !== undefined) {
    const first = source.word() as Word
    source.skip()
    // `[[ -f == x ]]` compares the text.
    if (source.match(BINARY) === undefined) {
      const word = source.at(']]') ? undefined : source.word()
      if (!word) throw source.message(`unexpected argument \`${source.ended() ? 'newline' : ']]'}' to conditional unary operator`)
      return { kind: 'unary', operator: unary, word }
    }
    return binary(source, first)
  }
  const left = source.at(']]') ? undefined : source.word()
  if (!left) throw source.unexpected()
  source.skip()
  return binary(source, left)
}

function binary(source: TestSource, left: Word): Test {
  const operator = source.match(BINARY)
  if (operator === undefined) {
    if (source.ended()) throw source.message("unexpected token `newline', conditional binary operator expected")
    if (!source.at(']]') && !source.at('&&') && !source.at('||') && !source.at(')')) {
      const next = source.word()
      throw source.message(`conditional binary operator expected${next === undefined ? '' : ''}`)
    }
    return { kind: 'word', word: left }
  }
  source.take(operator.length)
  source.skip()
  const right = source.at(']]') ? undefined : operator === '=~' ? source.regex() : operator === '==' || operator === '=' || operator === '!=' ? source.pattern() : source.word()
  if (!right || (plainText(right) === ']]')) throw source.message(`unexpected argument \`${right ? ']]' : source.ended() ? 'newline' : ']]'}' to conditional binary operator`)
  return { kind: 'binary', operator, left, right }
}
