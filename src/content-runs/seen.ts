import type { Scenario, Statement } from '#sandbox'
import type { WordKey, Words } from '../i18n/words.ts'

/** A piece of a sentence: words, or something that stands in code. */
export interface Piece {
  readonly text: string
  readonly code: boolean
}

/** Stands for a backtick that is part of what an engine printed, while a sentence is put together. */
const QUOTED = '\uE000'

/** A sentence whose code stands between backticks, in pieces. */
export const piecesOf = (sentence: string): readonly Piece[] =>
  sentence.split('`').map((text, at) => ({ text: text.replaceAll(QUOTED, '`'), code: at % 2 === 1 })).filter(({ text }) => text !== '')

/** As one line: what was printed may have several. */
const inline = (text: string): string => text.replace(/\n$/, '').replaceAll('\n', ' ↵ ').replaceAll('`', QUOTED)

/** A statement as a sentence of the page's language, with backticks around code. */
export function sentenceOf(statement: Statement, scenario: Scenario, words: Words): string {
  if ('actor' in statement) return commandSentence(statement, scenario, words)
  const what = stateSentence(statement, words)
  return statement.at === undefined ? what : words('form.see.at', { what, moment: statement.at })
}

function stateSentence(statement: Exclude<Statement, { actor: string }>, words: Words): string {
  if ('check' in statement) return words(`form.see.${statement.is}`, { check: words(`form.check.${statement.check}`) })
  if ('listed' in statement) return statement.listed === 0 ? words('form.see.no-rows') : words('form.see.rows', { count: statement.listed })
  if ('reference' in statement) return words(`form.see.${statement.is}`, { name: statement.reference })
  return words(statement.is === 'absent' ? 'form.see.unlisted' : `form.see.${statement.is}`, { name: statement.image })
}

function commandSentence(statement: Extract<Statement, { actor: string }>, scenario: Scenario, words: Words): string {
  const { actor, command, exit, state } = statement
  const parts = exit === undefined ? [] : [words('form.see.exit', { status: String(exit) })]
  const texts = [
    ['prints', statement.stdout], ['prints-just', statement.stdoutIs], ['prints-not', statement.stdoutLacks], ['reports', statement.stderr], ['reports-not', statement.stderrLacks],
  ] as const
  for (const [key, text] of texts) if (text !== undefined) parts.push(words(`form.see.${key}` satisfies WordKey, { text: inline(text) }))
  if (state !== undefined) parts.push(words(`form.see.${state}`))
  const what = parts.reduce((first, second) => words('form.see.and', { first, second }))
  return words('form.see.command', { line: inline(scenario.actors[actor]?.[command - 1] ?? actor), what })
}
