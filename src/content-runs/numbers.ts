import type { Scenario } from '#sandbox'
import type { Measurement } from '../../content/measured/measurement.ts'
import type { Runs } from './runs.ts'
import type { Sources } from './sources.ts'

/** A number, or why there is none. */
export type Found = { readonly value: number } | { readonly problem: string }

/**
 * What `<Result n>` means: `scenario/sweep/places` or `scenario/sweep/end` counts a sweep; `scenario/replay:NAME/steps`
 * counts the steps of a replay.
 */
export function resultOf(name: string, scenario: Scenario | undefined, runs: Runs): Found {
  const [id = '', run = '', end = ''] = name.split('/')
  if (scenario === undefined) return { problem: `there is no scenario ${id}` }
  if (run.startsWith('replay:')) {
    const replay = run.slice('replay:'.length)
    if (!Object.hasOwn(scenario.replays, replay)) return { problem: `the scenario ${id} has no replay ${replay}` }
    return end === 'steps' ? { value: runs.replay(scenario, replay).steps } : { problem: `a replay has steps, not ${end}` }
  }
  const counts = runs.sweep(scenario, run)
  if (counts === undefined) return { problem: `the scenario ${id} has no sweep ${run}` }
  const value = counts[end]
  return value === undefined ? { problem: `the sweep ${run} of ${id} counts no ${end}; it counts ${Object.keys(counts).join(', ')}` } : { value }
}

/** The numbers of a file of content/measured. */
export function numbersOf(measurement: Measurement, sources: Sources): Readonly<Record<string, number>> {
  return measurement.numbers(measurement.from.map((name) => {
    const recording = sources.recording(name)
    if (recording === undefined) throw new Error(`there is no recording ${name}`)
    return recording
  }))
}

/** What `<Measured n>` means: `file/name` of content/measured. */
export function measuredOf(name: string, measurement: Measurement | undefined, sources: Sources): Found {
  const [file = '', number = ''] = name.split('/')
  if (measurement === undefined) return { problem: `there is no content/measured/${file}.ts` }
  const value = numbersOf(measurement, sources)[number]
  return value === undefined ? { problem: `content/measured/${file}.ts has no number ${number}` } : { value }
}

/** A number as prose writes it: `1,284` in English, with a narrow space in Russian, without a sign in Chinese. */
export function written(value: number, lang: string): string {
  const parts = new Intl.NumberFormat(lang, { maximumFractionDigits: 2, useGrouping: lang.startsWith('zh') ? false : 'always' }).formatToParts(value)
  return parts.map((part) => (part.type === 'group' && lang.startsWith('ru') ? '\u202F' : part.value)).join('')
}

/** The number that a page writes, whatever its signs between digits; NaN where it is none. */
export function readNumber(text: string, lang: string): number {
  const plain = text.trim().replace(/[\s\u00A0\u202F]/g, '')
  const decimal = lang.startsWith('ru') ? plain.replace(',', '.') : plain.replaceAll(',', '')
  return /^\d+(?:\.\d+)?$/.test(decimal) ? Number(decimal) : Number.NaN
}

/** A number and, where its forms are given, the word that goes with it. */
export function counted(value: number, forms: Readonly<Record<string, string>>, lang: string): string {
  const word = forms[new Intl.PluralRules(lang).select(value)] ?? forms['other']
  return word === undefined ? written(value, lang) : `${written(value, lang)}\u00A0${word}`
}
