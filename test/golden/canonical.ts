/**
 * The canonical form of what commands print, so that two runs of one scenario can be compared as text: the rules of
 * `test/recordings/README.md`, in the order of `canonicalise.py` beside it, which this file ports line by line.
 *
 * Python's `^`, `$` and `.` know only `\n` as a line's end, JavaScript's also `\r` and two more; therefore lines are
 * written out here as `(?<![^\n])`, `(?![^\n])` and `[^\n]`.
 */
import type { FixtureInfo, RecordedStep } from './recording.ts'

const WORD = '[\\p{L}\\p{N}_]'
const BOUNDARY_BEFORE = `(?<!${WORD})`
const BOUNDARY_AFTER = `(?!${WORD})`
/** Followed by something that Python does not call white space. */
const BEFORE_TEXT = '(?=[^\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000])'
const AGE = '(?:Less than a second|About a minute|About an hour|[0-9]+ (?:seconds?|minutes?|hours?|days?|weeks?|months?|years?))'

const HASH = /(?<![0-9A-Za-z])(sha256:)?([0-9a-f]{64}|[0-9a-f]{12})(?![0-9A-Za-z])/g
const RFC3339 = /[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?(?:Z|[+-][0-9]{2}:[0-9]{2})/g
const GO_TIME = /[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)? [+-][0-9]{4} [A-Z]{3,4}/g
const LS_TIME = new RegExp(`${BOUNDARY_BEFORE}(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) [ 0-3][0-9] [0-9]{2}:[0-9]{2}${BOUNDARY_AFTER}(?! 20)`, 'gu')
const LINK_NAME = new RegExp(`/l/[A-Z0-9]{26}${BOUNDARY_AFTER}`, 'gu')
const RANDOM_NUMBER = /(docker-(?:import|export|builder|save)-?|GetImageBlob|\.tmp-[a-z]+\.json|docker_temp_|write-set-|docker-build-tempdockerfile-)[0-9]{4,}/g
const NO_NETWORK = /(Get "https:\/\/registry-1\.docker\.io\/v2\/": )dial tcp [^\n]*?(\.?)(?=\n|$)/g
const HOST_VALUE = /(?<![^\n]) (Kernel Version|Operating System|CPUs|Total Memory|ID): [^\n]*/g
const PID = /("?Pid"?: ?)[0-9]+/g
const HEADING = new RegExp(`${BOUNDARY_BEFORE}(CREATED|CREATED AT|STATUS|CREATED SINCE)  +${BEFORE_TEXT}`, 'gu')
const UP = new RegExp(`${BOUNDARY_BEFORE}Up ${AGE}( \\(Paused\\)| \\([a-z: ]+\\))?(  +${BEFORE_TEXT})?`, 'gu')
const AGO = new RegExp(`${AGE} ago(  +${BEFORE_TEXT})?`, 'gu')

const PUSHED_DIGEST = /: digest: sha256:([0-9a-f]{64}) size: [0-9]+/g
const PROGRESS = /(?<![^\n])[0-9a-f]{12}: (?:Waiting|Verifying Checksum|Download complete|Preparing|Downloading|Extracting|Pushing|Retrying in [0-9]+ seconds?)[^\n]*\n/g
const PUSH_RESULTS = /(?:(?<![^\n])[0-9a-f]{12}: (?:Pushed|Layer already exists|Mounted from [^\n]*)\n)+/g
/** A line of the client that appears or not by chance. */
export const WAIT_ERROR = /(?<![^\n])time="[^"]*" level=error msg="error waiting for container: context canceled"\n?/g
const TRANSFER = new RegExp(`docker (?:image )?(?:pull|push|run|create)${BOUNDARY_AFTER}`, 'u')
const DIFF = new RegExp(`docker (?:container )?diff${BOUNDARY_AFTER}`, 'u')

/** A step in canonical form: only what is compared. */
export type CanonicalStep = Readonly<Record<string, string | number | boolean | null>>

/** What decides how steps are put into canonical form. */
export interface CanonInput {
  readonly steps: readonly RecordedStep[]
  readonly volatile?: readonly { readonly placeholder: string; readonly value: string }[]
}

/** The table of one scenario: hashes and names get numbers as they appear. */
export class Canon {
  private readonly fixed: Set<string>
  private readonly fixedShort: Set<string>
  private readonly times: Set<string>
  private readonly seconds: Set<string>
  private readonly ids: Map<string, string>
  private readonly names: Map<string, string | undefined>
  /** While on, hashes not seen before become `<ID>` and take no number. */
  masking = false

  constructor(input: CanonInput, info: FixtureInfo, from?: Canon) {
    const pushed = new Set(input.steps.flatMap(step => Array.from((step.stdout ?? '').matchAll(PUSHED_DIGEST), match => match[1] as string)))
    this.fixed = new Set(info.fixedHex.filter(hex => !pushed.has(hex)))
    this.fixedShort = new Set(Array.from(this.fixed, hex => hex.slice(0, 12)))
    this.times = new Set([...info.fixedTimes, '0001-01-01T00:00:00Z'])
    this.seconds = new Set(Array.from(this.times, time => time.slice(0, 19).replace('T', ' ')))
    this.ids = new Map(from?.ids)
    this.names = new Map(from?.names)
    if (!from) for (const { placeholder, value } of input.volatile ?? []) if (placeholder.startsWith('<NAME')) this.addName(value)
  }

  /** A container name that the engine drew, to be replaced from now on. */
  addName(name: string): void {
    if (!this.names.has(name)) this.names.set(name, undefined)
  }

  /** Is a hash the same in every run? Takes 64 or 12 digits without a prefix. */
  isFixed(hex: string): boolean {
    return this.fixed.has(hex) || (hex.length === 12 && this.fixedShort.has(hex))
  }

  /** The number a hash has already, for sorting; undefined when it was not seen or is fixed. */
  numberOf(hex: string): number | undefined {
    const known = this.ids.get(hex.slice(0, 12))
    return known === undefined ? undefined : Number(known.slice(2))
  }

  /** `work` with every hash that was not seen before as `<ID>`. */
  masked<T>(work: () => T): T {
    const before = this.masking
    this.masking = true
    try {
      return work()
    } finally {
      this.masking = before
    }
  }

  /** Rules 2 to 6, 9 and 10. */
  text(given: string): string {
    let s = given.replaceAll('\x1b[0m\x1b[91m', '')
    s = s.replace(RFC3339, time => (this.times.has(time) ? time : '<TIME>'))
    s = s.replace(GO_TIME, time => (this.seconds.has(time.slice(0, 19)) ? time : '<TIME>'))
    s = s.replace(LS_TIME, '<LSTIME>')
    for (const name of this.names.keys()) {
      if (!s.includes(name)) continue
      let known = this.names.get(name)
      if (known === undefined) {
        known = `<NAME${[...this.names.values()].filter(value => value !== undefined).length + 1}>`
        this.names.set(name, known)
      }
      s = s.replaceAll(name, known)
    }
    s = s.replace(LINK_NAME, '/l/<LINK>')
    s = s.replace(RANDOM_NUMBER, '$1<N>')
    s = s.replace(NO_NETWORK, '$1<NO NETWORK>$2')
    s = s.replace(HASH, (match, prefix: string | undefined, hex: string) => this.hash(match, prefix ?? '', hex))
    s = s.replace(HOST_VALUE, ' $1: <HOST>')
    s = s.replace(PID, '$1<PID>')
    s = s.replace(HEADING, '$1  ')
    s = s.replace(UP, (_match, note: string | undefined, padding: string | undefined) => `Up <AGE>${note ?? ''}${padding === undefined ? '' : '  '}`)
    s = s.replace(AGO, (_match, padding: string | undefined) => `<AGE> ago${padding === undefined ? '' : '  '}`)
    return s
  }

  /** One step, rules 1, 7 and 8 included. */
  step(step: RecordedStep): CanonicalStep {
    const cmd = step.cmd ?? ''
    const transfer = TRANSFER.test(cmd)
    const free = step.orderFree === true || DIFF.test(cmd)
    this.masking = free
    const out: Record<string, string | number | boolean | null> = {}
    for (const key of ['cmd', 'damage', 'engine', 'exit', 'started', 'engineExit'] as const) {
      const value = step[key]
      if (value !== undefined) out[key] = value
    }
    if (step.tty) out['screen'] = this.text(step.screen ?? '')
    else {
      for (const key of ['stdout', 'stderr'] as const) {
        let text = step[key]
        if (text === undefined) continue
        if (transfer) text = text.replace(PROGRESS, '').replace(PUSH_RESULTS, sortedLines)
        if (key === 'stderr') text = text.replace(WAIT_ERROR, '')
        text = this.text(text)
        out[key] = free ? unordered(text) : text
      }
    }
    this.masking = false
    return out
  }

  private hash(match: string, prefix: string, hex: string): string {
    if (this.isFixed(hex)) return match
    const key = hex.slice(0, 12)
    let id = this.ids.get(key)
    if (id === undefined) {
      if (this.masking) return `${prefix}<ID>`
      id = `ID${this.ids.size + 1}`
      this.ids.set(key, id)
    }
    return `${prefix}<${id}${hex.length === 12 ? ':12' : ''}>`
  }
}

/** All steps of a recording in canonical form, with a fresh table. */
export function canonicalSteps(input: CanonInput, info: FixtureInfo): CanonicalStep[] {
  const canon = new Canon(input, info)
  return input.steps.map(step => canon.step(step))
}

/** The same text with the order of its lines, or of the elements of a JSON array on one line, taken away. */
export function unordered(text: string): string {
  return text.split('\n').map(line => (line.startsWith('[{') ? sortedArray(line) : line)).sort(byCodePoint).join('\n')
}

function sortedArray(line: string): string {
  let elements: unknown
  try {
    elements = JSON.parse(line)
  } catch {
    return line
  }
  return Array.isArray(elements) ? `[${elements.map(pythonJson).sort(byCodePoint).join(', ')}]` : line
}

/** As Python's `json.dumps` writes it: blanks after comma and colon, ASCII only. */
function pythonJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(pythonJson).join(', ')}]`
  if (typeof value === 'object' && value !== null) return `{${Object.entries(value).map(([key, inner]) => `${pythonJson(key)}: ${pythonJson(inner)}`).join(', ')}}`
  return JSON.stringify(value).replace(/[\x7f-\uffff]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

const sortedLines = (lines: string): string => lines.split(/(?<=\n)/).sort(byCodePoint).join('')

/** Python's order of strings. */
export function byCodePoint(a: string, b: string): number {
  const left = Array.from(a)
  const right = Array.from(b)
  for (let i = 0; i < left.length && i < right.length; i++) {
    const difference = (left[i] as string).codePointAt(0)! - (right[i] as string).codePointAt(0)!
    if (difference !== 0) return difference
  }
  return left.length - right.length
}
