/** `layerlab replay`: one replay step by step, from a scenario's file or from a capsule. */
import { readFileSync, statSync } from 'node:fs'
import { text } from '../base/bytes.ts'
import { atTerminals } from '../scenario/at-terminals.ts'
import type { Playable } from '../scenario/at-terminals.ts'
import { CAPSULE_REPLAY, packCapsule, unpackCapsule } from '../scenario/capsule.ts'
import { CapsuleError, ENGINE_VERSION } from '../scenario/links-part.ts'
import { playReplay } from '../scenario/replay.ts'
import { reportOf } from '../scenario/report/index.ts'
import type { Report } from '../scenario/report/index.ts'
import { RunError } from '../scenario/runner.ts'
import type { Observer } from '../scenario/runner.ts'
import type { Scenario } from '../scenario/scenario.ts'
import { ScheduleError, parseSchedule, printSchedule } from '../scenario/schedule.ts'
import type { CommandLine } from './command-line.ts'
import { UsageError } from './command-line.ts'
import { lookJson, lookText } from './end-text.ts'
import { readScenarioFile, uploadsOf } from './scenario-file.ts'
import { print } from './streams.ts'
import { replayLine, stepTable } from './trace-text.ts'

export interface Wanted {
  readonly scenario: Scenario
  readonly uploads: Map<string, Uint8Array>
  readonly replay: string
  /** What the capsule says its end was. */
  readonly endDigest: string | undefined
  readonly note: string | undefined
}

/** @returns 0, or 1 when `--expect` was not met */
export async function replayCommand({ words, json, expect, schedule, as }: CommandLine): Promise<number> {
  const [what, name] = words
  if (what === undefined || words.length > 2) throw new UsageError('give a scenario or a capsule: layerlab replay content/scenarios/load-rmi.ts found-then-deleted')
  const wanted = await findReplay(what, name, schedule)
  try {
    if (as !== undefined) {
      print(reported(wanted)[as])
      return 0
    }
    return play(wanted, json, expect)
  } catch (error) {
    if (error instanceof RunError) throw new UsageError(error.message)
    throw error
  }
}

/** Its link begins with the fragment: where the site is, the command does not know. */
function reported({ scenario, uploads, replay }: Wanted): Report {
  const { end } = playReplay(scenario, replay, uploads)
  return reportOf({ scenario, schedule: end.schedule, endDigest: end.endDigest }, uploads, '')
}

/** The replay that words of the command line name. @throws UsageError */
export async function findReplay(what: string, name: string | undefined, line: string | undefined): Promise<Wanted> {
  const inFile = !what.includes('#') && statSync(what, { throwIfNoEntry: false })?.isFile() ? firstCharacters(what) : undefined
  if (what.includes('#') || /^(?:capsule=|https?:)/.test(what) || (inFile !== undefined && /^(?:#|capsule=|https?:)/.test(inFile))) {
    return changed(capsule(inFile ?? what), line)
  }
  const { scenario, uploads } = await readScenarioFile(what)
  const replays = Object.keys(scenario.replays)
  const replay = name ?? replays[0] ?? ''
  if (!replays.includes(replay)) throw new UsageError(`${what} has no replay ${replay}; it has ${replays.join(', ')}`)
  const others = replays.filter(other => other !== replay)
  return changed({ scenario, uploads, replay, endDigest: undefined, note: name === undefined && others.length > 0 ? `other replays of this scenario: ${others.join(', ')}` : undefined }, line)
}

const firstCharacters = (path: string): string => readFileSync(path, 'utf8').trimStart()

function capsule(link: string): Wanted {
  try {
    const { scenario, engine, endDigest } = unpackCapsule(link)
    const note = engine === ENGINE_VERSION ? undefined : `the capsule was made with Layerlab ${engine}, this is ${ENGINE_VERSION}: the end may differ`
    return { scenario, uploads: uploadsOf(scenario, '.'), replay: CAPSULE_REPLAY, endDigest, note }
  } catch (error) {
    if (error instanceof CapsuleError) throw new UsageError(error.message)
    throw error
  }
}

/** With another schedule, when one was given. */
function changed(wanted: Wanted, line: string | undefined): Wanted {
  if (line === undefined) return wanted
  try {
    return { ...wanted, replay: 'schedule', endDigest: undefined, scenario: { ...wanted.scenario, replays: { schedule: { schedule: parseSchedule(line) } } } }
  } catch (error) {
    if (error instanceof ScheduleError) throw new UsageError(`--schedule: ${error.message}`)
    throw error
  }
}

function play({ scenario, uploads, replay, endDigest, note }: Wanted, json: boolean, expect: boolean): number {
  const schedule = scenario.replays[replay]?.schedule ?? []
  const steps: Parameters<NonNullable<Observer['onStep']>>[1][] = []
  if (!json) {
    print(`${scenario.id}, ${replay}: ${printSchedule(schedule)}\n`)
    if (note !== undefined) print(`(${note})\n`)
    print('W changes the disk, D makes it durable, + takes a lock, - leaves it\n\n')
  }
  let shown = 0
  const observer: Observer = json
    ? { onStep: (_actor, entry) => steps.push(entry) }
    : {
        onStep: (actor, entry) => print(`${replayLine(++shown, actor, entry)}\n`),
        onMove: item => {
          if (typeof item === 'string' && item.startsWith('!') && !item.startsWith('!look')) print(`----- ${item}\n`)
        },
        onOutput: (actor, _stream, bytes) => print(text(bytes).replace(/\n$/, '').split('\n').map(line => `      ${actor} prints: ${line}\n`).join('')),
        onLook: (at, look) => print(`----- ${at}\n${lookText(look)}`),
        onStart: (started, error) => print(started ? '      docker is up\n' : `      docker does not start: ${error}\n`),
      }
  const { end, failures } = playReplay(scenario, replay, uploads, observer)
  const sameEnd = endDigest === undefined || endDigest === end.endDigest
  const met = sameEnd && failures.length === 0
  let page: Playable | undefined
  let fragment: string | undefined
  let noFragment: string | undefined
  try {
    page = atTerminals(scenario, replay, uploads)
    fragment = packCapsule(page.scenario, page.schedule, page.endDigest)
  } catch (error) {
    if (!(error instanceof CapsuleError)) throw error
    noFragment = error.message
  }
  if (json) {
    print(`${JSON.stringify({
      scenario: scenario.id, replay, schedule: printSchedule(end.schedule), met, failures, traceDigest: end.traceDigest, endDigest: end.endDigest, ...(endDigest === undefined ? {} : { expectedEndDigest: endDigest }),
      commands: end.commands, looks: Object.fromEntries([...end.looks].map(([at, look]) => [at, lookJson(look)])), refusals: end.refusals, capsule: fragment, steps: stepTable(steps, 0),
    }, undefined, 1)}\n`)
  } else {
    print(`\nschedule in steps: ${printSchedule(end.schedule)}\ntrace ${end.traceDigest}\nend   ${end.endDigest}${endDigest === undefined ? '' : sameEnd ? ', as in the capsule' : `, NOT ${endDigest} as in the capsule`}\n`)
    for (const failure of failures) print(`FAILED ${failure}\n`)
    if (failures.length === 0 && (scenario.replays[replay]?.expect?.length ?? 0) > 0) print('everything expected of this replay is so\n')
    if (page && fragment !== undefined && page.endDigest !== end.endDigest) print(`at the terminals of a page its lines take the same steps on the disk, at other times: ${printSchedule(page.schedule)}\nend   ${page.endDigest}\n`)
    print(fragment === undefined ? `no capsule: ${noFragment ?? ''}\n` : `#${fragment}\n`)
  }
  return expect && !met ? 1 : 0
}
