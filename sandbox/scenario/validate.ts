/** Is data from elsewhere a scenario? If not, what is wrong and what to write instead. */
import { CHECK_NAMES } from '../check/index.ts'
import { resolveProfile } from './profiles.ts'
import { NAME, ScheduleError, moveOf } from './schedule.ts'
import type { Scenario, ScheduleItem } from './scenario.ts'

/** All that is wrong, one sentence each. */
export class ScenarioError extends Error {
  override readonly name = 'ScenarioError'
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(problems.join('\n'))
    this.problems = problems
  }
}

type Plain = Readonly<Record<string, unknown>>

const MEMBERS = ['id', 'profile', 'disk', 'seed', 'epochSeconds', 'hosts', 'files', 'registry', 'start', 'actors', 'points', 'expect', 'replays', 'claims', 'golfPar']
const LINES_MAX = 1000
const LINE_LENGTH_MAX = 10_000
const SCHEDULE_MAX = 10_000

const isObject = (value: unknown): value is Plain => typeof value === 'object' && value !== null && !Array.isArray(value)
const isText = (value: unknown): value is string => typeof value === 'string'
const quoted = (value: unknown): string => JSON.stringify(value) ?? String(value)

/** @throws ScenarioError */
export function validateScenario(data: unknown): Scenario {
  const problems: string[] = []
  const say = (problem: string): void => void problems.push(problem)
  if (!isObject(data)) throw new ScenarioError([`a scenario is an object such as {"id": "my-case", "actors": {…}, "replays": {…}}, not ${Array.isArray(data) ? 'a list' : quoted(data)}`])
  for (const key of Object.keys(data)) if (!MEMBERS.includes(key)) say(`${quoted(key)} is no member of a scenario; members are ${MEMBERS.join(', ')}`)
  if (!isText(data['id']) || !/^[a-z0-9][a-z0-9-]*$/.test(data['id'])) say(`"id" is a name of small letters, digits and dashes, such as "tag-moves", not ${quoted(data['id'])}`)
  settings(data, say)
  files(data['files'], say)
  if (data['start'] !== undefined) lines(data['start'], '"start"', say)
  const actors = isObject(data['actors']) ? data['actors'] : undefined
  if (!actors) say('"actors" names who does what: {"loader": ["docker load -i app.tar"]}')
  for (const [name, commands] of Object.entries(actors ?? {})) {
    if (!NAME.test(name)) say(`the actor ${quoted(name)} needs a name of letters, digits, - and _`)
    lines(commands, `the actor ${quoted(name)}`, say)
  }
  const points = namedPoints(data['points'], say)
  replays(data['replays'], Object.keys(actors ?? {}), points, say)
  expectations(data['expect'], Object.keys(actors ?? {}), say)
  if (problems.length > 0) throw new ScenarioError(problems)
  return data as unknown as Scenario
}

function settings(data: Plain, say: (problem: string) => void): void {
  const { profile, disk, seed, epochSeconds, registry, hosts } = data
  if (profile !== undefined) {
    const found = isText(profile) ? resolveProfile(profile) : { refused: 'there is no such profile' }
    if ('refused' in found) say(`"profile" ${quoted(profile)}: ${found.refused}`)
  }
  if (disk !== undefined && !(isObject(disk) && (disk['model'] === 'ext4' || disk['model'] === 'posix'))) say('"disk" is {"model": "ext4"} or {"model": "posix"}')
  if (seed !== undefined && !(Number.isInteger(seed) && (seed as number) >= 0)) say(`"seed" is a whole number from 0 on, not ${quoted(seed)}`)
  if (epochSeconds !== undefined && !(typeof epochSeconds === 'number' && Number.isFinite(epochSeconds) && epochSeconds >= 0)) say(`"epochSeconds" is a number of seconds since 1970, not ${quoted(epochSeconds)}`)
  if (registry !== undefined && !(isObject(registry) && Object.keys(registry).length === 0)) say('"registry" must be empty: pull and push are not simulated yet')
  if (hosts !== undefined && !(Array.isArray(hosts) && hosts.length <= 1)) say('"hosts" has at most one host for now')
}

function files(data: unknown, say: (problem: string) => void): void {
  if (data === undefined) return
  if (!isObject(data)) return say('"files" is an object of paths: {"app.tar": {"upload": "sha256:…"}}')
  for (const [path, source] of Object.entries(data)) {
    if (path === '' || path.includes('\0') || path.split('/').includes('..')) say(`the file ${quoted(path)} needs a path without ..`)
    const kinds = isObject(source) ? Object.keys(source) : []
    const kind = kinds.length === 1 ? kinds[0] : undefined
    const value = isObject(source) && kind !== undefined ? source[kind] : undefined
    if ((kind === 'text' || kind === 'base64') && isText(value)) continue
    if (kind === 'upload' && isText(value) && /^sha256:[0-9a-f]{64}$/.test(value)) continue
    if (kind === 'archive' && Array.isArray(value) && value.every(image => isObject(image) && Array.isArray(image['tags']) && Array.isArray(image['layers']) && image['layers'].every(isObject))) continue
    say(`the file ${quoted(path)} comes from one of {"text": …}, {"base64": …}, {"archive": [{"tags": […], "layers": […]}]}, {"upload": "sha256:<64 digits>"}`)
  }
}

function lines(data: unknown, what: string, say: (problem: string) => void): void {
  if (!Array.isArray(data) || !data.every(isText)) return say(`${what} is a list of lines: ["docker load -i app.tar"]`)
  if (data.length > LINES_MAX) say(`${what} has ${data.length} lines; at most ${LINES_MAX} are allowed`)
  for (const line of data) if (line.length > LINE_LENGTH_MAX) say(`${what} has a line of ${line.length} characters; at most ${LINE_LENGTH_MAX} are allowed`)
}

function namedPoints(data: unknown, say: (problem: string) => void): string[] {
  if (data === undefined) return []
  if (!isObject(data)) {
    say('"points" names moments: {"before-tag": {"step": "lock", "target": "references"}}')
    return []
  }
  for (const [name, point] of Object.entries(data)) {
    if (!NAME.test(name)) say(`the point ${quoted(name)} needs a name of letters, digits, - and _`)
    if (!isObject(point) || !isText(point['step'])) say(`the point ${quoted(name)} needs the kind of its step: {"step": "rename", "target": "repositories.json"}`)
    else if (point['nth'] !== undefined && !(Number.isInteger(point['nth']) && (point['nth'] as number) >= 1)) say(`the point ${quoted(name)}: "nth" counts from 1`)
  }
  return Object.keys(data)
}

function replays(data: unknown, actors: readonly string[], points: readonly string[], say: (problem: string) => void): void {
  if (!isObject(data) || Object.keys(data).length === 0) return say('"replays" has at least one: {"in-turn": {"schedule": ["loader", "cleaner"]}}')
  for (const [name, replay] of Object.entries(data)) {
    const where = `the replay ${quoted(name)}`
    if (!isObject(replay) || !Array.isArray(replay['schedule'])) {
      say(`${where} needs a schedule: {"schedule": [["loader", 12], "cleaner", "loader"]}`)
      continue
    }
    if (replay['schedule'].length > SCHEDULE_MAX) say(`${where} has more than ${SCHEDULE_MAX} items`)
    for (const problem of scheduleProblems(replay['schedule'], actors, points)) say(`${where}: ${problem}`)
    statements(replay['expect'], actors, where, say)
  }
}

/** What is wrong with a schedule, given the names there are. */
export function scheduleProblems(schedule: readonly unknown[], actors: readonly string[], points: readonly string[]): string[] {
  const problems: string[] = []
  for (const item of schedule) {
    const pair = Array.isArray(item) && item.length === 2 && isText(item[0]) && (isText(item[1]) || (Number.isInteger(item[1]) && (item[1] as number) > 0))
    if (!isText(item) && !pair) {
      problems.push(`${quoted(item)} is no item: write "actor", ["actor", STEPS], ["actor", "point"] or "!power=none"`)
      continue
    }
    try {
      const move = moveOf(item as ScheduleItem)
      if ('actor' in move && !actors.includes(move.actor)) problems.push(`there is no actor ${quoted(move.actor)}; actors are ${actors.join(', ')}`)
      if (move.do === 'until' && !points.includes(move.point)) problems.push(`there is no point ${quoted(move.point)}; points are ${points.join(', ') || 'none'}`)
    } catch (error) {
      if (!(error instanceof ScheduleError)) throw error
      problems.push(error.message)
    }
  }
  return problems
}

function expectations(data: unknown, actors: readonly string[], say: (problem: string) => void): void {
  if (data === undefined) return
  if (!isObject(data)) return say('"expect" is {"always": […], "atRest": […], "sometimes": […]}')
  for (const key of Object.keys(data)) if (!['always', 'atRest', 'sometimes'].includes(key)) say(`"expect" has no member ${quoted(key)}; members are always, atRest, sometimes`)
  for (const key of ['always', 'atRest']) {
    const names = data[key] ?? []
    if (!Array.isArray(names)) say(`"expect.${key}" is a list of checks`)
    else for (const name of names) if (!(CHECK_NAMES as readonly unknown[]).includes(name)) say(`there is no check ${quoted(name)}; checks are ${CHECK_NAMES.join(', ')}`)
  }
  statements(data['sometimes'], actors, '"expect.sometimes"', say)
}

function statements(data: unknown, actors: readonly string[], where: string, say: (problem: string) => void): void {
  if (data === undefined) return
  if (!Array.isArray(data)) return say(`${where}: what is expected is a list of statements`)
  for (const statement of data) {
    if (isObject(statement)) {
      const { check, image, actor, is, command } = statement
      if ((CHECK_NAMES as readonly unknown[]).includes(check) && (is === 'kept' || is === 'broken')) continue
      if (isText(image) && (is === 'listed' || is === 'unnamed' || is === 'absent')) continue
      if (isText(actor) && actors.includes(actor) && Number.isInteger(command) && (command as number) >= 1) continue
    }
    say(`${where}: ${quoted(statement)} is no statement. Write {"check": "every-reference-resolves", "is": "kept"|"broken"}, {"image": "app:1", "is": "listed"|"unnamed"|"absent"} or {"actor": "loader", "command": 1, "exit": 0}`)
  }
}
