/** Is data from elsewhere a scenario? If not, what is wrong and what to write instead. */
import { REGISTRY_MODES, isRegistryMode } from '../registry/modes.ts'
import { resolveProfile } from './profiles.ts'
import { isInstalled } from '../base/parts.ts'
import { KIND, NAME, ScheduleError, moveOf } from './schedule.ts'
import type { Scenario, ScheduleItem } from './scenario.ts'
import { seldom } from './seldom-part.ts'

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

const MEMBERS = ['id', 'profile', 'disk', 'seed', 'epochSeconds', 'hosts', 'files', 'registry', 'start', 'terminal', 'actors', 'points', 'breaks', 'expect', 'replays', 'claims', 'sweeps', 'golfPar']
const LINES_MAX = 1000
const LINE_LENGTH_MAX = 10_000
const SCHEDULE_MAX = 10_000
/** Break points at once. */
const BREAKS_MAX = 40

export const isObject = (value: unknown): value is Plain => typeof value === 'object' && value !== null && !Array.isArray(value)
export const isText = (value: unknown): value is string => typeof value === 'string'
export const quoted = (value: unknown): string => JSON.stringify(value) ?? String(value)

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
  const breaks = data['breaks'] ?? []
  if (!Array.isArray(breaks) || breaks.length > BREAKS_MAX) say('"breaks" is a list of kinds of steps: ["rename/repositories.json"]')
  else for (const kind of breaks) whyNoKind(kind, say)
  replays(data['replays'], Object.keys(actors ?? {}), points, say)
  if (data['expect'] !== undefined) seldom.content.expectations(data['expect'], Object.keys(actors ?? {}), say)
  for (const key of ['claims', 'sweeps']) if (data[key] !== undefined && !isObject(data[key])) say(`"${key}" is an object of named ${key}`)
  if (problems.length > 0) throw new ScenarioError(problems)
  return data as unknown as Scenario
}

function settings(data: Plain, say: (problem: string) => void): void {
  const { profile, disk, seed, epochSeconds, registry, hosts, terminal } = data
  const side = (value: unknown): boolean => Number.isInteger(value) && (value as number) >= 20 && (value as number) <= 500
  if (terminal !== undefined && !(isObject(terminal) && side(terminal['columns']) && side(terminal['rows']))) say('"terminal" is {"columns": 100, "rows": 30}, each from 20 to 500')
  if (profile !== undefined) {
    const found = isText(profile) ? resolveProfile(profile) : { refused: 'there is no such profile' }
    if ('refused' in found) say(`"profile" ${quoted(profile)}: ${found.refused}`)
  }
  if (disk !== undefined && !(isObject(disk) && (disk['model'] === 'ext4' || disk['model'] === 'posix'))) say('"disk" is {"model": "ext4"} or {"model": "posix"}')
  if (seed !== undefined && !(Number.isInteger(seed) && (seed as number) >= 0)) say(`"seed" is a whole number from 0 on, not ${quoted(seed)}`)
  if (epochSeconds !== undefined && !(typeof epochSeconds === 'number' && Number.isFinite(epochSeconds) && epochSeconds >= 0)) say(`"epochSeconds" is a number of seconds since 1970, not ${quoted(epochSeconds)}`)
  if (registry !== undefined) describedRegistry(registry, say)
  if (hosts !== undefined) seldom.content.describedHosts(hosts, say)
}

const REGISTRY_MEMBERS = ['catalogue', 'images', 'bytesPerSecond', 'fault']
const IMAGES_MAX = 100

function describedRegistry(data: unknown, say: (problem: string) => void): void {
  if (!isObject(data)) return say('"registry" is {} for the whole catalogue, or {"catalogue": ["nginx:1.14.0"], "images": […], "fault": "slow"}')
  for (const key of Object.keys(data)) if (!REGISTRY_MEMBERS.includes(key)) say(`"registry" has no member ${quoted(key)}; members are ${REGISTRY_MEMBERS.join(', ')}`)
  const { catalogue, images, bytesPerSecond, fault } = data
  if (catalogue !== undefined && !(Array.isArray(catalogue) && catalogue.length <= IMAGES_MAX && catalogue.every(name => isText(name) && /^[a-z0-9/._-]+:[\w.-]+$/.test(name)))) say(`"registry.catalogue" is a list of at most ${IMAGES_MAX} names with tags, such as "nginx:1.14.0"`)
  if (images !== undefined) {
    if (!Array.isArray(images) || images.length > IMAGES_MAX) say(`"registry.images" is a list of at most ${IMAGES_MAX} descriptions: {"tags": ["app:1"], "layers": [{"message": "hello"}]}`)
    else for (const image of images) if (!isRecipe(image)) say(`${quoted(image)} in "registry.images" is no image: write {"tags": ["app:1"], "layers": [{"message": "hello"}]}`)
  }
  if (bytesPerSecond !== undefined && !(Number.isInteger(bytesPerSecond) && (bytesPerSecond as number) > 0)) say(`"registry.bytesPerSecond" is a whole number from 1 on, not ${quoted(bytesPerSecond)}`)
  if (fault !== undefined && !(isText(fault) && isRegistryMode(fault))) say(`"registry.fault" is one of ${REGISTRY_MODES.join(', ')}, not ${quoted(fault)}`)
}

/** Is it an image as archives and registries are made of? */
const isRecipe = (image: unknown): boolean =>
  isObject(image) && Array.isArray(image['tags']) && image['tags'].every(isText) && Array.isArray(image['layers']) && image['layers'].every(isObject)

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
    if (kind === 'archive' && Array.isArray(value) && value.every(isRecipe)) continue
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
    if (replay['expect'] !== undefined) seldom.content.statements(replay['expect'], actors, where, say)
  }
}

/** Which kinds there are, a host knows that has the part for them; it is looked at again where it is used. */
function whyNoKind(kind: unknown, say: (problem: string) => void): void {
  const problem = !isText(kind) || !KIND.test(kind) ? `${quoted(kind)} is no kind of step such as "rename/repositories.json"` : isInstalled('seldom') ? seldom.content.kindProblem(kind) : undefined
  if (problem !== undefined) say(problem)
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
      if ('actor' in move && !(move.do === 'steps' && move.task !== undefined) && !actors.includes(move.actor)) problems.push(`there is no actor ${quoted(move.actor)}; actors are ${actors.join(', ')}`)
      if (move.do === 'until' && move.point.includes('/')) whyNoKind(move.point, problem => problems.push(problem))
      else if (move.do === 'until' && !points.includes(move.point)) problems.push(`there is no point ${quoted(move.point)}; points are ${points.join(', ') || 'none'}`)
    } catch (error) {
      if (!(error instanceof ScheduleError)) throw error
      problems.push(error.message)
    }
  }
  return problems
}
