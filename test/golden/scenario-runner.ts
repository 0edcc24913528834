/** Replays a scenario step by step and compares each step, then the store, with the recording. */
import { Canon } from './canonical.ts'
import type { CanonicalStep } from './canonical.ts'
import { errorText, subjectFor } from './case.ts'
import type { CaseContext, CaseResult, Failure } from './case.ts'
import { unifiedDiff } from './diff.ts'
import { fixtureInfo } from './recording.ts'
import type { RecordedStep, ScenarioRecording, StoreDump } from './recording.ts'
import { screenOf } from './screen.ts'
import { canonicalStore } from './store-canonical.ts'
import { dumpStore } from './store-dump.ts'
import type { GoldenSubject } from './subject.ts'

/** A step as the subject did it, with the error that stopped it if our own code failed. */
export interface PlayedStep extends RecordedStep {
  readonly failed?: string
}

/** Everything a subject did in a scenario. */
export interface PlayedScenario {
  readonly steps: readonly PlayedStep[]
  readonly names: readonly string[]
  readonly store: StoreDump | undefined
}

/** Run a scenario to its end; errors of our own become failed steps. */
export function playScenario(subject: GoldenSubject, recording: ScenarioRecording): PlayedScenario {
  subject.daemonLog()
  const steps = recording.steps.map((step): PlayedStep => {
    try {
      const played = playStep(subject, step)
      const daemonLog = subject.daemonLog()
      return daemonLog.length > 0 ? { ...played, daemonLog } : played
    } catch (error) {
      return { ...titleOf(step), failed: errorText(error) }
    }
  })
  let store: StoreDump | undefined
  try {
    store = recording.state === undefined ? undefined : dumpStore(subject.store)
  } catch {
    store = undefined
  }
  return { steps, names: subject.randomNames(), store }
}

/** What of a step is said, not done. */
export function titleOf({ cmd, damage, engine, registryMode, tty, orderFree }: RecordedStep): RecordedStep {
  return {
    ...(cmd === undefined ? {} : { cmd }), ...(damage === undefined ? {} : { damage }), ...(engine === undefined ? {} : { engine }),
    ...(registryMode === undefined ? {} : { registryMode }), ...(tty === undefined ? {} : { tty }), ...(orderFree === undefined ? {} : { orderFree }),
  }
}

function playStep(subject: GoldenSubject, step: RecordedStep): PlayedStep {
  const title = titleOf(step)
  if (step.cmd !== undefined) {
    const { exit, stdout, stderr, raw } = subject.run(step.cmd, { tty: step.tty === true })
    return step.tty ? { ...title, exit, stdout: raw ?? '', screen: screenOf(raw ?? '') } : { ...title, exit, stdout, stderr }
  }
  if (step.damage !== undefined) {
    const { exit, stdout, stderr } = subject.run(step.damage, { tty: false, asRoot: true, cwd: '/var/lib/docker' })
    return { ...title, exit, stdout, stderr }
  }
  if (step.engine !== undefined) {
    const { started, exit } = subject.engine(step.engine)
    return {
      ...title,
      // What the recorder did not note is not compared.
      ...(step.started === undefined || started === undefined ? {} : { started }),
      ...(step.engineExit === undefined || exit === undefined ? {} : { engineExit: exit }),
    }
  }
  if (step.registryMode !== undefined) subject.registryMode(step.registryMode)
  return title
}

/** Compare what was played with the recording. */
export function compareScenario(recording: ScenarioRecording, played: PlayedScenario, fixtures: string): Pick<CaseResult, 'failures' | 'steps' | 'stores' | 'logs'> {
  const info = fixtureInfo(fixtures)
  const expected = new Canon(recording, info)
  const actual = new Canon({ steps: played.steps }, info)
  for (const name of played.names) actual.addName(name)
  const failures: Failure[] = []
  const differing: Failure[] = []
  let logSteps = 0
  recording.steps.forEach((step, index) => {
    const got = played.steps[index] ?? {}
    const before = new Canon(recording, info, expected)
    const wanted = stepText(expected.step(step))
    const actualBefore = new Canon({ steps: played.steps }, info, actual)
    const text = got.failed === undefined ? stepText(actual.step(got)) : `the simulator failed: ${got.failed}`
    const title = step.cmd ?? step.damage ?? step.engine ?? `registry ${step.registryMode ?? ''}`
    if (wanted !== text && !(recording.unstableSteps?.includes(index) && got.failed === undefined && isVariant(recording, index, got, before, actualBefore))) {
      failures.push({ step: String(index), title, diff: unifiedDiff(wanted, text) })
    }
    const wantedLog = logText(step.daemonLog ?? [], expected)
    const gotLog = logText(got.daemonLog ?? [], actual)
    if (wantedLog !== '' || gotLog !== '') logSteps++
    if (wantedLog !== gotLog) differing.push({ step: String(index), title, diff: unifiedDiff(wantedLog, gotLog) })
  })
  let stores = 0
  if (recording.state !== undefined) {
    stores = 1
    const wanted = canonicalStore({ state: recording.state, driver: recording.driver ?? {} }, expected).join('\n')
    const got = played.store === undefined ? 'the simulator gave no store' : canonicalStore(played.store, actual).join('\n')
    if (wanted !== got) failures.push({ step: 'store', title: 'the store at the end', diff: unifiedDiff(wanted, got) })
  }
  return { failures, steps: recording.steps.length, stores, logs: { steps: logSteps, differing } }
}

/** A step that varies between runs of the real engine: either variant is right, and so is any numbering of its IDs. */
function isVariant(recording: ScenarioRecording, index: number, got: RecordedStep, expected: Canon, actual: Canon): boolean {
  const step = recording.steps[index] as RecordedStep
  const second = recording.unstableSecondRun?.[String(index)]
  const texts = [step, ...(second === undefined ? [] : [{ ...step, ...second, ...(step.tty && second.screen === undefined ? { screen: screenOf(second.stdout ?? '') } : {}) }])].map(variant => {
    const { orderFree: _order, ...shown } = variant
    return stepText(expected.masked(() => maskedStep(expected, shown)))
  })
  const { orderFree: _order, ...shown } = got
  return texts.includes(stepText(maskedStep(actual, shown)))
}

/** A step with all hashes that are new in it as `<ID>`. */
function maskedStep(canon: Canon, step: RecordedStep): CanonicalStep {
  return canon.step({ ...step, orderFree: true })
}

/** A canonical step as text for a diff. */
export function stepText(step: CanonicalStep): string {
  return Object.entries(step).map(([key, value]) => {
    if (key === 'cmd') return `$ ${String(value)}`
    return typeof value === 'string' && key !== 'engine' && key !== 'damage' ? `${key}:\n${value}` : `${key}: ${String(value)}`
  }).join('\n')
}

/** Log lines as a set of messages: no time, no order, no repetition, unknown hashes without number. */
export function logText(lines: readonly string[], canon: Canon): string {
  const messages = lines.map(line => canon.masked(() => canon.text(line.replace(/^time="[^"]*" /, ''))))
  return [...new Set(messages)].sort().join('\n')
}

/** One scenario from start to verdict. */
export function runScenario(context: CaseContext, name: string, path: string, recording: ScenarioRecording): CaseResult {
  const start = performance.now()
  let compared: Pick<CaseResult, 'failures' | 'steps' | 'stores' | 'logs'>
  try {
    const played = playScenario(subjectFor(context, recording), recording)
    compared = compareScenario(recording, played, context.fixtures)
  } catch (error) {
    compared = {
      failures: recording.steps.map((step, index) => ({ step: String(index), title: step.cmd ?? '', diff: `the simulator failed: ${errorText(error)}` })),
      steps: recording.steps.length, stores: recording.state === undefined ? 0 : 1, logs: { steps: 0, differing: [] },
    }
  }
  return { name, path, ...compared, milliseconds: performance.now() - start }
}
