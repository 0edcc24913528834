/** Checks that every outcome which a real engine showed for commands at the same moment is among the explored ends. */
import type { Bound } from '../../sandbox/explore/search.ts'
import { errorText, mentionedFixtures, subjectFor } from './case.ts'
import type { CaseContext, CaseResult, Failure } from './case.ts'
import { unifiedDiff } from './diff.ts'
import { exploreEnds, printStretches } from './explore.ts'
import type { End } from './explore.ts'
import { linesOf, Masker } from './masked.ts'
import { fixtureInfo } from './recording.ts'
import type { RaceOutcome, RaceRecording } from './recording.ts'

/** How long one race may be explored, in time of the processor. */
const RACE_MILLISECONDS_MAX = 20_000

/** The Dockerfile that builds of races and cuts read, as their recorded steps show it; recordings do not hold it. */
const DOCKERFILE = 'FROM base:v1\nRUN echo one > /one\nENV A=b\nRUN echo x > /x\n'

/** The world that commands of a race or a cut need. */
export function preparedSubject(context: CaseContext, recording: { client?: string; fixtures?: readonly string[]; files?: Readonly<Record<string, string>>; registry?: string }, lines: readonly string[]): ReturnType<typeof subjectFor> {
  const files = recording.files ?? (lines.some(line => line.includes('docker build')) ? { Dockerfile: DOCKERFILE } : {})
  return subjectFor(context, { client: recording.client, registry: recording.registry, files, fixtures: recording.fixtures ?? mentionedFixtures(context.fixtures, lines) })
}

/** What of an outcome is compared. */
function recordedText(outcome: RaceOutcome, masker: Masker): string {
  return [
    ...outcome.results.map(result => `$ ${result.cmd}\n${masker.output(result)}`),
    `images: ${outcome.imagesAfter.join(' ')}`,
    `extra: ${masker.text(outcome.extra ?? '')}`,
  ].join('\n')
}

function endText(end: End, together: readonly string[], masker: Masker): string {
  return [
    ...end.results.map((result, lane) => `$ ${together[lane] ?? ''}\n${result ? masker.output(result) : 'waits for ever\n'}`),
    `images: ${linesOf(end.after[0] ?? '').join(' ')}`,
    `extra: ${masker.text(end.after[1] ?? '')}`,
  ].join('\n')
}

/** One race from start to verdict. */
export function runRace(context: CaseContext, name: string, path: string, recording: RaceRecording): CaseResult {
  const start = performance.now()
  const masker = new Masker(fixtureInfo(context.fixtures))
  const wanted = new Map(recording.outcomes.map((outcome, index) => [recordedText(outcome, masker), index]))
  const missing = new Set(wanted.values())
  const notes: string[] = []
  const failures: Failure[] = []
  try {
    const subject = preparedSubject(context, recording, [...recording.prepare, ...recording.together, ...recording.after])
    for (const line of recording.prepare) {
      const { exit, stderr } = subject.run(line, { tty: false })
      if (exit !== 0) throw new Error(`${line} ended with ${exit}: ${stderr}`)
    }
    const text = (end: End): string => endText(end, recording.together, masker)
    const { bound, orders, ends, spent } = exploreEnds(subject, recording.together, recording.after, { text, millisecondsMax: RACE_MILLISECONDS_MAX })
    const texts = ends.map(end => text(end.seen))
    for (const [recorded, index] of wanted) {
      if (texts.includes(recorded)) {
        missing.delete(index)
        continue
      }
      const nearest = texts.map(end => unifiedDiff(recorded, end)).sort((a, b) => changed(a) - changed(b))[0] ?? ''
      failures.push({ step: `outcome ${index}`, title: `seen ${recording.outcomes[index]?.count ?? 0} times, not among ${ends.length} ends (${boundText(bound, orders)}); nearest:`, diff: nearest })
    }
    notes.push(`${name}: ${ends.length} ends (${boundText(bound, orders)}, ${spent.steps} steps), ${wanted.size - missing.size} of ${wanted.size} recorded outcomes among them`)
    for (const [at, end] of ends.entries()) {
      const recorded = wanted.has(texts[at] as string)
      if (recorded) continue
      notes.push(`  never recorded: ${printStretches(end.stretches)}${end.count === undefined ? '' : `, ${end.count} of ${orders}`}`, ...(texts[at] as string).trimEnd().split('\n').map(line => `    ${line}`))
    }
  } catch (error) {
    for (const index of missing) failures.push({ step: `outcome ${index}`, title: recording.together.join(' ∥ '), diff: `the simulator failed: ${errorText(error)}` })
  }
  return { name, path, failures, steps: recording.outcomes.length, stores: 0, logs: { steps: 0, differing: [] }, notes, milliseconds: performance.now() - start }
}

function boundText(bound: Bound, orders: number): string {
  switch (bound.kind) {
    case 'all-orders': return `all ${orders} orders`
    case 'all-states': return `all ${bound.states} states`
    case 'preemptions': return `all schedules with at most ${bound.max} preemptions, and others`
    case 'stopped': return 'stopped early'
  }
}

/** How many lines a diff changes. */
export const changed = (diff: string): number => diff.split('\n').filter(line => /^[-+]/.test(line)).length
