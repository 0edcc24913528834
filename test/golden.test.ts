import { createHash } from 'node:crypto'
import { spawnSync } from 'node:child_process'
import { basename, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { Lock } from '../sandbox/sched/lock.ts'
import { Memory } from '../sandbox/sched/memory.ts'
import { step } from '../sandbox/sched/op.ts'
import type { Op } from '../sandbox/sched/op.ts'
import { Scheduler } from '../sandbox/sched/scheduler.ts'
import { canonicalSteps } from './golden/canonical.ts'
import type { CaseResult } from './golden/case.ts'
import { unifiedDiff } from './golden/diff.ts'
import { judge } from './golden/differences.ts'
import { exploreEnds } from './golden/explore.ts'
import { fixtureInfo, jsonFiles, readRecording } from './golden/recording.ts'
import type { ScenarioRecording } from './golden/recording.ts'
import { recordedSubject } from './golden/recorded-subject.ts'
import { parseArguments, runGolden } from './golden/run.ts'
import { compareScenario, playScenario } from './golden/scenario-runner.ts'
import { screenOf } from './golden/screen.ts'
import type { GoldenSubject, Lane } from './golden/subject.ts'

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
    // One process for all: a module's functions, applied to each path of standard input.
    const program = 'import json, sys\nsys.path.insert(0, sys.argv[1])\nimport canonicalise\n'
      + 'print(json.dumps([canonicalise.canonical(json.load(open(path)), canonicalise.load_info(path)) for path in json.load(sys.stdin)]))'
    const result = spawnSync('python3', ['-B', '-c', program, RECORDINGS], { encoding: 'utf8', input: JSON.stringify(scenarios.map(({ path }) => path)), maxBuffer: 1 << 28 })
    expect(result.status, result.stderr).toBe(0)
    const forms = JSON.parse(result.stdout) as unknown[]
    expect(forms.length).toBeGreaterThan(150)
    scenarios.forEach(({ path, data }, index) => expect(canonicalSteps(data, info), path).toEqual(forms[index]))
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

/** Every name of a recording that a second run would draw anew, exchanged for others in the same way everywhere. */
function secondRun(data: ScenarioRecording): ScenarioRecording {
  const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
  const text = JSON.stringify(data).replaceAll('\\n', '\n')
  const others = new Map(Array.from(text.matchAll(/(?<![0-9A-Za-z])[0-9a-f]{64}(?![0-9A-Za-z])/g), match => [match[0], info.fixedHex.includes(match[0]) ? match[0] : sha256(match[0])]))
  // A ChainID is computed from DiffIDs, so it follows from theirs.
  for (const [path, config] of Object.entries(data.state ?? {})) {
    if (!path.includes('/imagedb/content/sha256/') || config === '' || !config.endsWith('}')) continue
    let chain: string | undefined
    let otherChain: string | undefined
    for (const diffID of (JSON.parse(config) as { rootfs?: { diff_ids?: string[] } }).rootfs?.diff_ids ?? []) {
      const otherDiffID = `sha256:${others.get(diffID.slice(7)) as string}`
      chain = chain === undefined ? diffID : `sha256:${sha256(`${chain} ${diffID}`)}`
      otherChain = otherChain === undefined ? otherDiffID : `sha256:${sha256(`${otherChain} ${otherDiffID}`)}`
      others.set(chain.slice(7), otherChain.slice(7))
    }
  }
  const short = new Map(Array.from(others, ([hash, other]) => [hash.slice(0, 12), other.slice(0, 12)]))
  const rename = (text: string): string => text
    .replace(/(?<![0-9A-Za-z])[0-9a-f]{64}(?![0-9A-Za-z])/g, hash => others.get(hash) ?? hash)
    .replace(/(?<![0-9A-Za-z])[0-9a-f]{12}(?![0-9A-Za-z])/g, hash => short.get(hash) ?? hash)
    .replace(/(?<=l\/|^)[A-Z0-9]{26}(?!\w)/g, link => [...link].reverse().join(''))
  const everywhere = (value: unknown): unknown => {
    if (typeof value === 'string') return rename(value)
    if (Array.isArray(value)) return value.map(everywhere)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [rename(key), everywhere(inner)]))
  }
  return everywhere(data) as ScenarioRecording
}

describe('a scenario', () => {
  const fixtures = join(RECORDINGS, 'fixtures')
  const verdict = (recording: ScenarioRecording, subject: GoldenSubject): string[] =>
    compareScenario(recording, playScenario(subject, recording), fixtures).failures.map(failure => `${failure.step}: ${failure.diff}`)

  it('passes when the subject gives what was recorded', () => {
    expect(scenarios.length).toBeGreaterThan(150)
    for (const { path, data } of scenarios) expect(verdict(data, recordedSubject(data)), path).toEqual([])
  })

  it('passes when only random names differ', { timeout: 60_000 }, () => {
    let stores = 0
    for (const { path, data } of scenarios) {
      const other = secondRun(data)
      expect(verdict(data, recordedSubject(other)), path).toEqual([])
      if (data.state && JSON.stringify(other.state) !== JSON.stringify(data.state)) stores++
    }
    expect(stores).toBeGreaterThan(80)
  })

  const base = scenarios.find(({ path }) => path.endsWith('container-life.json'))?.data as ScenarioRecording
  const mutants: Record<string, [string, (recording: ScenarioRecording) => unknown]> = {
    'an exit status': ['0', recording => ({ ...recording, steps: recording.steps.map((step, index) => (index === 0 ? { ...step, exit: 99 } : step)) })],
    'a blank in the output': ['0', recording => ({ ...recording, steps: recording.steps.map((step, index) => (index === 0 ? { ...step, stdout: `${step.stdout ?? ''} ` } : step)) })],
    'a word on standard error': ['0', recording => ({ ...recording, steps: recording.steps.map((step, index) => (index === 0 ? { ...step, stderr: 'x' } : step)) })],
    'a size in the store': ['store', recording => ({ ...recording, state: Object.fromEntries(Object.entries(recording.state ?? {}).map(([path, text]) => [path, path.endsWith('/size') ? `${text}0` : text])) })],
    'a reference': ['store', recording => ({ ...recording, state: { ...recording.state, 'image/overlay2/repositories.json': '{"Repositories":{}}' } })],
    'a file too many': ['store', recording => ({ ...recording, state: { ...recording.state, 'image/overlay2/layerdb/tmp/write-set-1234567/size': '1' } })],
    'a directory too few': ['store', recording => ({ ...recording, driver: Object.fromEntries(Object.entries(recording.driver ?? {}).slice(1)) })],
    'the mode of a file': ['store', recording => ({ ...recording, driver: JSON.parse(JSON.stringify(recording.driver).replace('-rwxr-xr-x 1982256', '-rwxr-x--x 1982256')) as unknown })],
    'the order of layers below': ['store', recording => ({ ...recording, driver: JSON.parse(JSON.stringify(recording.driver).replace(/"lower":"(l\/\w+):(l\/\w+)/, '"lower":"$2:$1')) as unknown })],
  }
  for (const [what, [step, mutate]] of Object.entries(mutants)) {
    it(`fails for ${what} and says where`, () => {
      const failures = compareScenario(base, playScenario(recordedSubject(mutate(base) as ScenarioRecording), base), fixtures).failures
      expect(failures.map(failure => failure.step)).toEqual([step])
      expect(failures[0]?.diff).toContain('@@')
    })
  }

  it('accepts either variant of a step that is known to vary, and no third one', () => {
    const unstable = scenarios.find(({ data }) => data.unstableSecondRun)?.data as ScenarioRecording
    const index = unstable.unstableSteps?.[0] as number
    const withStep = (change: object): ScenarioRecording => ({ ...unstable, steps: unstable.steps.map((step, at) => (at === index ? { ...step, ...change } : step)) })
    const ofSteps = (failure: string): boolean => !failure.startsWith('store')
    expect(verdict(unstable, recordedSubject(withStep(unstable.unstableSecondRun?.[String(index)] ?? {}))).filter(ofSteps)).toEqual([])
    expect(verdict(unstable, recordedSubject(withStep({ stdout: 'something else' }))).filter(ofSteps)).toHaveLength(1)
  })

  it('shows a failure of the simulator as a failed step', () => {
    const subject = recordedSubject(base)
    subject.run = () => { throw new Error('not written yet') }
    expect(verdict(base, subject)[0]).toContain('not written yet')
  })
})

describe('the search over orders', () => {
  /** A machine whose only program adds one to a number: it reads and writes in two steps, or under a lock. */
  function counter(locked: boolean): GoldenSubject {
    const memory = new Memory()
    const scheduler = new Scheduler(memory, 1)
    const lock = new Lock('counter', scheduler)
    const cell = { value: 0 }
    function* add(): Op<void> {
      yield step('read', 'cell', 1)
      memory.touch('cell', 'value', 'read')
      const before = cell.value
      yield step('compute', 'alone', 1)
      yield step('write', 'cell', 1)
      memory.touch('cell', 'value', 'write')
      memory.set(cell, 'value', before + 1)
    }
    const lane = (): Lane => {
      const task = scheduler.spawn(locked ? lock.held(add) : add(), 'lane')
      return { task, owns: other => other === task, result: () => (task.ended ? { exit: 0, stdout: '', stderr: '', interleaved: [] } : undefined) }
    }
    return {
      ...recordedSubject({ name: '', group: '', client: '', steps: [] }), scheduler, memory, spawn: lane,
      moment: () => memory.now(),
      backTo(moment) {
        scheduler.killAll(() => true)
        memory.backTo(moment as number)
      },
      run: () => ({ exit: 0, stdout: String(cell.value), stderr: '', interleaved: [] }),
    }
  }
  const ends = (locked: boolean, lanes: number): Set<string> => {
    const { ends } = exploreEnds(counter(locked), Array.from({ length: lanes }, () => 'add'), ['show'], { millisecondsMax: 10_000, text: end => end.after[0] as string })
    return new Set(ends.map(({ seen }) => seen.after[0] as string))
  }

  it('finds a lost update, and that a lock prevents it', () => {
    expect(ends(false, 2)).toEqual(new Set(['1', '2']))
    expect(ends(true, 2)).toEqual(new Set(['2']))
    expect(ends(false, 3)).toEqual(new Set(['1', '2', '3']))
  })
})

describe('the verdict', () => {
  const result = (name: string, steps: string[]): CaseResult => ({
    name, path: name, failures: steps.map(at => ({ step: at, title: '', diff: '' })), steps: 9, stores: 0, logs: { steps: 0, differing: [] }, milliseconds: 0,
  })

  it('accepts exactly the differences that are listed', () => {
    const listed = [{ scenario: 'a', step: 4, reason: 'r', reasonIn: { ru: 'r', zh: 'r' } }]
    expect(judge([result('a', ['4'])], listed)).toEqual({ unexpected: [], stale: [] })
    expect(judge([result('a', ['4', 'store'])], listed).unexpected).toEqual(['a/store'])
    expect(judge([result('a', [])], listed).stale).toEqual(listed)
    expect(judge([result('b', [])], listed)).toEqual({ unexpected: [], stale: [] })
  })

  it('comes with counts, differences and an exit status', () => {
    const play = (change: (recording: ScenarioRecording) => ScenarioRecording): { status: number; lines: string[] } => {
      const lines: string[] = []
      const names = ['tag-basic', 'tag-move']
      const waiting = scenarios.filter(({ path }) => names.includes(basename(path, '.json')))
      const options = parseArguments(names.flatMap(name => ['--case', name]).concat(join(RECORDINGS, 'scenarios')))
      const status = runGolden(options, () => recordedSubject(change((waiting.shift() as { data: ScenarioRecording }).data)), RECORDINGS, line => lines.push(line))
      return { status, lines }
    }
    const good = play(recording => recording)
    expect([good.status, good.lines.at(-1)]).toEqual([0, '2 passed, 0 failed'])
    const bad = play(recording => (recording.name === 'tag-move' ? { ...recording, steps: recording.steps.map((one, at) => (at === 0 ? { ...one, exit: 7 } : one)) } : recording))
    expect([bad.status, bad.lines.at(-1)]).toEqual([1, '1 passed, 1 failed'])
    expect(bad.lines.join('\n')).toContain('+exit: 7')
  })

  it('refuses options it does not know', () => {
    expect(() => parseArguments(['--frobnicate'])).toThrow('unknown option: --frobnicate')
    expect(parseArguments(['--client=28.2.2', '--case', 'x', 'dir'])).toMatchObject({ client: '28.2.2', cases: ['x'], paths: ['dir'] })
  })

  it('shows a difference with three lines around it', () => {
    const lines = Array.from({ length: 20 }, (_, index) => `line ${index}`)
    expect(unifiedDiff(lines.join('\n'), lines.with(10, 'other').join('\n'))).toBe(
      '@@ -8,7 +8,7 @@\n line 7\n line 8\n line 9\n-line 10\n+other\n line 11\n line 12\n line 13')
  })
})
