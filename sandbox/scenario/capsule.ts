/**
 * Capsules: a scenario with one schedule and the digest of its end, small enough for the fragment of a link, where no
 * server ever sees it. `capsule=1.<first 16 digits of SHA-256>.<gzip in base64url>`; a damaged one is told from a whole
 * one before anything of it is used.
 */
import { concat, text, utf8 } from '../base/bytes.ts'
import { codecs, sha256Hex } from '../base/codecs.ts'
import { fromBase64, toBase64 } from '../oci/base64.ts'
import { CapsuleError, ENGINE_VERSION } from './links-part.ts'
import type { Scenario, ScheduleItem } from './scenario.ts'
import { ScheduleError, parseSchedule, printSchedule } from './schedule.ts'
import { ScenarioError, scheduleProblems, validateScenario } from './validate.ts'

/** Longer fragments get lost in mail and chat programs. */
export const CAPSULE_LENGTH_MAX = 16_000
const UNPACKED_BYTES_MAX = 4 * 1024 * 1024
const FORM = '1'
const KEY = 'capsule='

export interface Capsule {
  /** With this one replay, named `capsule`. */
  readonly scenario: Scenario
  readonly schedule: readonly ScheduleItem[]
  /** Version of the engine it was made with. */
  readonly engine: string
  /** Digest of the end it came to there. */
  readonly endDigest: string
}

/** The replay that a capsule holds. */
export const CAPSULE_REPLAY = 'capsule'

/**
 * Make the fragment of a link, without its `#`.
 *
 * @throws CapsuleError when it would be too long
 */
export function packCapsule(scenario: Scenario, schedule: readonly ScheduleItem[], endDigest: string): string {
  const { replays: _, claims: __, sweeps: ___, expect: ____, golfPar: _____, ...kept } = scenario
  const json = JSON.stringify({ engine: ENGINE_VERSION, end: endDigest, schedule: printSchedule(schedule), scenario: kept })
  const packed = transformed(codecs().gzip, utf8(json), Infinity)
  const data = toBase64(packed).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
  const fragment = `${KEY}${FORM}.${checkOf(data)}.${data}`
  if (fragment.length > CAPSULE_LENGTH_MAX) {
    throw new CapsuleError(`the capsule would have ${fragment.length} characters, and links of more than ${CAPSULE_LENGTH_MAX} get lost. Save the scenario as a file, or name large files by digest ({"upload": "sha256:…"}) instead of putting them in.`)
  }
  return fragment
}

/** Over the characters, so that not one of them can change unseen. */
const checkOf = (data: string): string => sha256Hex(utf8(data)).slice(0, 16)

/**
 * Read a link, a fragment with or without `#`, or the text of a file with one.
 *
 * @throws CapsuleError
 */
export function unpackCapsule(link: string): Capsule {
  const fragment = link.trim().replace(/^[^#]*#/, '')
  if (!fragment.startsWith(KEY)) throw new CapsuleError('this is no capsule: its fragment begins with #capsule=')
  if (fragment.length > CAPSULE_LENGTH_MAX * 4) throw new CapsuleError('this capsule is too long to be one')
  const [form, check, data, ...rest] = fragment.slice(KEY.length).split('.')
  if (form !== FORM) throw new CapsuleError(`this capsule has the form ${form ?? ''}; only ${FORM} is known here. A newer Layerlab may read it.`)
  const damaged = new CapsuleError('the capsule is damaged: copy the whole link again, without breaks')
  if (check === undefined || data === undefined || rest.length > 0 || !/^[A-Za-z0-9_-]*$/.test(data)) throw damaged
  if (checkOf(data) !== check) throw damaged
  let json: string
  try {
    const packed = fromBase64(data.replaceAll('-', '+').replaceAll('_', '/').padEnd(Math.ceil(data.length / 4) * 4, '='))
    json = text(transformed(codecs().gunzip, packed, UNPACKED_BYTES_MAX))
  } catch (error) {
    if (error instanceof CapsuleError) throw error
    throw damaged
  }
  return fromJson(json)
}

/** The same for a page, where lines are typed at terminals. @throws CapsuleError */
export function unpackForPage(link: string): Capsule {
  const capsule = unpackCapsule(link)
  if (!capsule.scenario.terminal) throw new CapsuleError('nobody types at a terminal in this capsule, so there is nothing to show in a page. `layerlab replay` carries it out, and prints one that a page can show.')
  return capsule
}

function fromJson(json: string): Capsule {
  let plain: { readonly engine?: unknown; readonly end?: unknown; readonly schedule?: unknown; readonly scenario?: unknown }
  try {
    plain = JSON.parse(json) as typeof plain
  } catch {
    throw new CapsuleError('the capsule holds no scenario')
  }
  const { engine, end, schedule: line, scenario: data } = plain
  if (typeof engine !== 'string' || typeof end !== 'string' || typeof line !== 'string' || typeof data !== 'object' || data === null) throw new CapsuleError('the capsule holds no scenario')
  try {
    const schedule = parseSchedule(line)
    const scenario = validateScenario({ ...data, replays: { [CAPSULE_REPLAY]: { schedule } } })
    const problems = scheduleProblems(schedule, Object.keys(scenario.actors), Object.keys(scenario.points ?? {}))
    if (problems.length > 0) throw new CapsuleError(problems.join('\n'))
    return { scenario, schedule, engine, endDigest: end }
  } catch (error) {
    if (error instanceof ScheduleError || error instanceof ScenarioError) throw new CapsuleError(`the capsule holds something else than a scenario: ${error.message}`)
    throw error
  }
}

function transformed(make: ReturnType<typeof codecs>['gzip'], bytes: Uint8Array, bytesMax: number): Uint8Array {
  const chunks: Uint8Array[] = []
  let size = 0
  const transform = make(chunk => {
    size += chunk.length
    if (size > bytesMax) throw new CapsuleError(`the capsule unpacks to more than ${bytesMax} bytes`)
    chunks.push(chunk.slice())
  })
  transform.push(bytes, true)
  return concat(chunks)
}
