import { existsSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import '../sandbox/all-parts.ts'
import { programs } from '../sandbox/programs/index.ts'
import { hasProgram, runOracle, words } from './support/oracle.ts'
import { runProgramIn } from './support/program-world.ts'
import { GROUPS } from './support/text-cases.ts'

/** The programs we are like: other versions have other words. */
const debian12 = existsSync('/etc/debian_version') && readFileSync('/etc/debian_version', 'utf8').startsWith('12')

for (const group of GROUPS) {
  const missing = group.programs.filter(name => !hasProgram(name))
  const why = !debian12 ? ' (not Debian 12)' : missing.length > 0 ? ` (not here: ${missing.join(', ')})` : ''
  it.skipIf(why !== '')(`${group.programs.join(', ')} print what the real ones print${why}`, () => {
    const differences: string[] = []
    const locales = group.everyLocale ? ['C', 'C.UTF-8'] : ['C']
    for (const { line, argv, stdin, files, after, env, locale } of locales.flatMap(locale => group.cases.map(given => ({ ...given, locale })))) {
      const run = { argv: argv ?? words(line ?? ''), ...(stdin === undefined ? {} : { stdin }), files: files ?? group.files ?? {}, env: { LC_ALL: locale, ...env } }
      const real = runOracle(run, after ?? [])
      let ours: { stdout: string; stderr: string; status: number; files: Readonly<Record<string, string | undefined>> }
      try {
        const result = runProgramIn(programs, run)
        ours = { stdout: result.stdout, stderr: result.stderr, status: result.status, files: Object.fromEntries((after ?? []).map(name => [name, result.file(name)])) }
      } catch (error) {
        ours = { stdout: '', stderr: `OUR MISTAKE: ${error instanceof Error ? error.stack : String(error)}`, status: -1, files: {} }
      }
      if (JSON.stringify(ours) !== JSON.stringify(real)) differences.push(`${run.argv.map(word => (/^[\w./-]+$/.test(word) ? word : JSON.stringify(word))).join(' ')}\n  real ${JSON.stringify(real)}\n  ours ${JSON.stringify(ours)}`)
    }
    expect(group.cases.length).toBeGreaterThan(0)
    expect(differences.join('\n')).toBe('')
  })
}

it('compares enough cases', () => {
  expect(GROUPS.reduce((sum, group) => sum + group.cases.length, 0)).toBeGreaterThanOrEqual(200)
})
