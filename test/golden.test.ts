import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { canonicalSteps } from './golden/canonical.ts'
import { fixtureInfo, jsonFiles, readRecording } from './golden/recording.ts'
import type { ScenarioRecording } from './golden/recording.ts'
import { screenOf } from './golden/screen.ts'

const RECORDINGS = join(import.meta.dirname, 'recordings')
const info = fixtureInfo(join(RECORDINGS, 'fixtures'))
const scenarios = jsonFiles(join(RECORDINGS, 'scenarios')).map(path => {
  const recording = readRecording(path)
  if (recording?.kind !== 'scenario') throw new Error(`${path} is not a scenario`)
  return { path, data: recording.data }
})

const python = spawnSync('python3', ['--version']).status === 0

describe('the canonical form', () => {
  it.skipIf(!python)('is that of canonicalise.py (skipped where python3 is missing)', () => {
    const sample = scenarios.filter((_, index) => process.env['GOLDEN_ALL'] || index % 4 === 0)
    expect(sample.length).toBeGreaterThan(39)
    for (const { path, data } of sample) {
      const result = spawnSync('python3', [join(RECORDINGS, 'canonicalise.py'), path], { encoding: 'utf8', maxBuffer: 1 << 28 })
      expect(result.status, result.stderr).toBe(0)
      expect(canonicalSteps(data, info), path).toEqual(JSON.parse(result.stdout))
    }
  }, 60_000)
})

describe('the screen of a terminal', () => {
  const ttySteps = scenarios.flatMap(({ path, data }: { path: string; data: ScenarioRecording }) =>
    data.steps.flatMap((step, index) => (step.tty ? [{ step, at: `${path} step ${index}` }] : [])))

  it('shows for recorded bytes what was recorded', () => {
    expect(ttySteps.length).toBeGreaterThan(15)
    for (const { step, at } of ttySteps) expect(screenOf(step.stdout ?? ''), at).toBe(step.screen)
  })

  it('wraps at the last column and erases a line that the cursor went back to', () => {
    expect(screenOf('abcdef', 4)).toBe('abcd\nef')
    expect(screenOf('old text\r\nnext\x1b[1A\x1b[2K\rnew\r\n')).toBe('new\nnext')
    expect(screenOf('a  \r\n\r\n')).toBe('a')
  })
})
