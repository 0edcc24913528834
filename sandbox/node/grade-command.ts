/** `layerlab grade`: logs of labs, carried out again and compared with what they claim. */
import { readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import '../all-parts.ts'
import { LOG_CHARACTERS_MAX, LogError, gradeLog, readLog } from '../lab/log.ts'
import type { Grade, Tampering } from '../lab/log.ts'
import { settingsOf } from '../scenario/lab.ts'
import type { Lab } from '../scenario/lab.ts'
import type { Scenario } from '../scenario/scenario.ts'
import type { CommandLine } from './command-line.ts'
import { UsageError } from './command-line.ts'
import { print } from './streams.ts'

/** In UTF-8. */
const BYTES_OF_CHARACTER_MAX = 4
/** Where labs and their scenarios are. */
const CONTENT = join(import.meta.dirname, '..', '..', 'content')

type Graded = { readonly file: string } & ({ readonly grade: Grade; readonly lab: Lab; readonly scenario: Scenario } | { readonly problem: string })

/** @returns 0 when every log is whole and reaches everything, 1 otherwise */
export async function gradeCommand({ words, json }: CommandLine): Promise<number> {
  if (words.length === 0) throw new UsageError('give one log or several: layerlab grade first-image.json')
  const all: Graded[] = []
  for (const file of words) all.push(await gradeFile(file))
  if (json) print(`${JSON.stringify(all.map(one => ('grade' in one ? { file: one.file, ...one.grade } : one)), undefined, 1)}\n`)
  else for (const one of all) print(lineOf(one))
  return all.every(one => 'grade' in one && one.grade.passed) ? 0 : 1
}

async function gradeFile(file: string): Promise<Graded> {
  const stat = statSync(file, { throwIfNoEntry: false })
  if (!stat?.isFile()) throw new UsageError(`${file}: there is no such file`)
  if (stat.size > LOG_CHARACTERS_MAX * BYTES_OF_CHARACTER_MAX) return { file, problem: 'the file is too large to be the log of a lab' }
  try {
    const log = readLog(readFileSync(file, 'utf8'))
    const lab = /^[a-z0-9-]+$/.test(log.lab) ? await exported<Lab>('labs', log.lab) : undefined
    const scenario = lab && await exported<Scenario>('scenarios', lab.scenario)
    if (!lab || !scenario) return { file, problem: `there is no lab ${JSON.stringify(log.lab)} here; a newer Layerlab may have it` }
    return { file, lab, scenario, grade: gradeLog(log, lab, scenario) }
  } catch (error) {
    if (error instanceof LogError) return { file, problem: error.message }
    throw error
  }
}

async function exported<T>(folder: string, name: string): Promise<T | undefined> {
  const path = resolve(CONTENT, folder, `${name}.ts`)
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return undefined
  return ((await import(pathToFileURL(path).href)) as { default?: T }).default
}

function lineOf(one: Graded): string {
  if ('problem' in one) return `${one.file}: no grade: ${one.problem}\n`
  const { file, lab, scenario, grade: { reached, tasks, used, profile, disk, tampering, passed, otherEdition } } = one
  const { unit, count } = lab.par
  const lines = [`${file}: ${lab.id}: ${passed ? 'passed' : 'NOT passed'}, ${reached} of ${tasks} tasks, ${used[unit]} ${unit} (par ${count})`]
  const { profiles: [ownProfile], models: [ownModel] } = settingsOf(lab, scenario)
  if (profile !== ownProfile || disk !== ownModel) lines.push(`  done under ${profile} on ${disk}, and not under ${ownProfile ?? ''} on ${ownModel ?? ''} as the lab begins`)
  for (const each of tampering) lines.push(`  ${each.kind === 'impossible' ? '' : 'CHANGED since it was exported: '}${wordsOf(each)}`)
  if (otherEdition) lines.push('  made with another edition of the lab or of the engine: it may come to something else here')
  return `${lines.join('\n')}\n`
}

function wordsOf(tampering: Tampering): string {
  switch (tampering.kind) {
    case 'impossible':
      return `it cannot be carried out here: ${tampering.why}`
    case 'settings':
      return `it says ${tampering.profile} on ${tampering.disk}, and no page lets this lab be done so`
    case 'upload':
      return `its file ${tampering.digest.slice(0, 19)} is not the one that was put in`
    case 'seal':
      return 'its checksum is not that of the rest'
    case 'beginning':
      return 'it does not begin as the lab does'
    case 'steps':
      return 'its steps are not those that its lines take'
    case 'reached':
      return `it claims ${tampering.claimed} tasks`
    case 'end':
      return `the machine ends with ${tampering.found.slice(0, 12)}, not with ${tampering.claimed.slice(0, 12)} as the log says`
  }
}
