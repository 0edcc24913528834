import { dockerfileProblems } from '#sandbox/dockerfile-problems'
import type { TextProblem } from '#sandbox/dockerfile-problems'
import type { EditedLanguage } from './language.ts'

export type { TextProblem } from '#sandbox/dockerfile-problems'

/** What is wrong with a text, as far as no language service is needed to tell. */
export function problemsOf(language: EditedLanguage, text: string): TextProblem[] {
  if (language === 'dockerfile') return dockerfileProblems(text)
  return language === 'json' ? jsonProblems(text) : []
}

function jsonProblems(text: string): TextProblem[] {
  if (text.trim() === '') return []
  try {
    JSON.parse(text)
    return []
  } catch (error) {
    const { message } = error as Error
    return [{ line: rowOf(message, text), message, severity: 'error' }]
  }
}

/** Browsers say the place in their own ways, or not at all. */
function rowOf(message: string, text: string): number {
  const row = /line (\d+)/.exec(message)?.[1]
  if (row !== undefined) return Number(row)
  const position = /position (\d+)/.exec(message)?.[1]
  // A text that ends too early ends in its last line.
  return text.slice(0, position === undefined ? text.trimEnd().length : Number(position)).split('\n').length
}
