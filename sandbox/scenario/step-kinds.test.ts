import { beforeAll, describe, expect, it } from 'vitest'
import '../all-parts.ts'
import { installNodeCodecs } from '../node/codecs.ts'
import { CAPSULE_REPLAY, packCapsule, unpackCapsule } from './capsule.ts'
import { endDigest } from './look.ts'
import { playReplay } from './replay.ts'
import { RunError } from './runner.ts'
import { defineScenario } from './scenario.ts'
import type { KindOfStep, Scenario } from './scenario.ts'
import { ScheduleError, parseSchedule, printSchedule } from './schedule.ts'
import { SILENT, Session } from './session.ts'
import { standAt } from './stand-at.ts'
import { firstOf, kindOf, kindProblem } from './step-kinds.ts'
import { validateScenario } from './validate.ts'

beforeAll(installNodeCodecs)

const image = { tags: ['app:1'], command: ['/bin/cat', '/message'], layers: [{ message: 'hello\n' }, { 'etc/name': 'app\n' }] }
const scenario: Scenario = defineScenario({ id: 'kinds', files: { 'app.tar': { archive: [image] } }, actors: { loader: ['docker load -qi app.tar'], cleaner: ['docker rmi app:1'] }, replays: { none: { schedule: [] } } })

const open = (from: Scenario = scenario): Session => new Session({ ...from, terminal: { columns: 80, rows: 24 }, actors: {} }, new Map(), SILENT)

/** Kinds of all steps of a line. */
function kindsOf(line: string): KindOfStep[] {
  const session = open()
  session.type('A', line)
  session.step('A', Infinity)
  return session.happenings.flatMap(happening => (happening.kind === 'step' ? [kindOf(happening.step)] : []))
}

describe('kinds of steps', () => {
  it('name what a load does to Docker in Docker’s words, once per layer where it is once per layer', () => {
    const kinds = kindsOf('docker load -qi app.tar')
    const count = (kind: string): number => kinds.filter(one => one === kind).length
    expect(count('rename/layer-record')).toBe(2)
    expect(count('rename/image-config')).toBe(1)
    expect(count('write/image-config')).toBeGreaterThan(0)
    expect(count('rename/repositories.json')).toBe(1)
    expect(count('lock/references')).toBeGreaterThan(0)
    expect(count('create/layer-data')).toBeGreaterThan(0)
  })

  it('are known: none of a load, a build, a run and a removal is refused', () => {
    const seen = new Set(kindsOf('docker load -qi app.tar; mkdir b; printf "FROM app:1\\nCOPY x /\\n" > b/Dockerfile; echo x > b/x; docker build -q b; docker run --rm app:1; docker rmi -f app:1; sync; kill -0 1 | cat'))
    expect(seen.size).toBeGreaterThan(30)
    for (const kind of seen) expect(kindProblem(kind), kind).toBeUndefined()
  })

  it('are refused where there are none, with those that there are', () => {
    expect(kindProblem('renames/layer-record')).toContain('no step does renames')
    expect(kindProblem('rename/layers')).toContain('rename/layer-record')
    expect(kindProblem('lock/repositories.json')).toContain('lock/references')
    expect(kindProblem('output/file')).toContain('output/any')
    expect(kindProblem('fsync/any')).toBeUndefined()
  })

  it('match by what is done and to what, or by what is done alone', () => {
    const step = { kind: 'rename', target: '/var/lib/docker/image/overlay2/layerdb/tmp/write-set-1 -> /var/lib/docker/image/overlay2/layerdb/sha256/aa' } as const
    expect(firstOf(['fsync/any', 'rename/layer-record'], step)).toBe('rename/layer-record')
    expect(firstOf(['rename/any'], step)).toBe('rename/any')
    expect(firstOf(['rename/file', 'write/layer-record'], step)).toBeUndefined()
    expect(kindOf({ kind: 'lock', target: 'references (read)' })).toBe('lock/references')
    expect(kindOf({ kind: 'write', target: '/tmp/x' })).toBe('write/file')
  })
})

describe('a schedule with kinds', () => {
  it('is read and printed as a line', () => {
    const line = 'loader:rename/layer-record cleaner*3 loader:rename/repositories.json loader'
    expect(printSchedule(parseSchedule(line))).toBe(line)
    expect(() => parseSchedule('loader:rename/')).toThrow(ScheduleError)
  })

  it('stops right before the step: nothing of it is done, and the next item of the same kind leads to the one after', () => {
    const replay = (line: string): ReturnType<typeof playReplay>['end'] => playReplay({ ...scenario, replays: { one: { schedule: [...parseSchedule(line), '!power=all', '!boot'] } } }, 'one').end
    const layers = (line: string): number => replay(`${line} !look=here`).looks.get('here')?.checks.size ?? 0
    expect(layers('loader:rename/layer-record')).toBeGreaterThan(0)
    const steps = (line: string): number => (replay(line).schedule[0] as readonly [string, number])[1]
    const [first, second, names] = [steps('loader:rename/layer-record'), steps('loader:rename/layer-record loader:rename/layer-record'), steps('loader:rename/repositories.json')]
    expect(first).toBeLessThan(second)
    expect(second).toBeLessThan(names)
    const session = open()
    session.type('A', 'docker load -qi app.tar')
    session.step('A', Infinity)
    const at = session.happenings.flatMap((happening, index) => (happening.kind === 'step' && kindOf(happening.step) === 'rename/layer-record' ? [index] : []))
    // At a terminal a shell starts the line too; between the two the distance is the same.
    expect((at[1] ?? 0) - (at[0] ?? 0)).toBe(second - first)
  })

  it('does not end well where the actor never comes to such a step, or there is no such kind', () => {
    const played = (...schedule: Scenario['replays'][string]['schedule']): unknown => playReplay({ ...scenario, replays: { one: { schedule } } }, 'one')
    expect(() => played(['cleaner', 'rename/layer-record'])).toThrow(RunError)
    expect(() => played(['loader', 'rename/names' as KindOfStep])).toThrow('rename/repositories.json')
    expect(() => validateScenario({ ...scenario, breaks: ['rename/names'] })).toThrow('rename/repositories.json')
    expect(() => validateScenario({ ...scenario, breaks: ['x'] })).toThrow('no kind of step')
    expect(validateScenario({ ...scenario, breaks: ['rename/repositories.json'] }).breaks).toEqual(['rename/repositories.json'])
  })
})

describe('break points of a session', () => {
  const breaks = ['rename/layer-record', 'rename/repositories.json'] as const

  /** Run a load to its end, over all break points. @returns what it stopped before, and where */
  function stops(session: Session): { readonly kind: string; readonly position: number }[] {
    const met: { kind: string; position: number }[] = []
    session.step('A', 1)
    for (let runs = 0; runs < 20; runs++) {
      session.step('A', Infinity, breaks)
      if (!session.stopped) return met
      met.push({ kind: session.stopped.kind, position: session.stopped.position })
      session.step('A', 1)
    }
    throw new Error('it never ends')
  }

  it('stop a run before each such step, also when what was done is done again', () => {
    const session = open()
    session.type('A', 'docker load -qi app.tar')
    const met = stops(session)
    expect(met.map(({ kind }) => kind)).toEqual(['rename/layer-record', 'rename/layer-record', 'rename/repositories.json'])
    for (const { kind, position } of met) {
      const next = session.happenings[position]
      expect(next?.kind === 'step' && kindOf(next.step)).toBe(kind)
    }
    const { length } = session.happenings
    session.go(0)
    expect(stops(session)).toEqual(met)
    expect([session.happenings.length, session.ways]).toEqual([length, []])
  })

  it('do not change what a run comes to, and travel in what is saved and in links', () => {
    const session = open()
    session.type('A', 'docker load -qi app.tar')
    stops(session)
    const plain = open()
    plain.type('A', 'docker load -qi app.tar')
    plain.step('A', Infinity)
    expect(endDigest(session.world)).toBe(endDigest(plain.world))
    session.breaks = breaks
    const again = open(JSON.parse(JSON.stringify(session.saved().scenario)) as Scenario)
    expect(again.breaks).toEqual(breaks)
    const { scenario: packed, schedule, endDigest: digest } = session.moment()
    const capsule = unpackCapsule(packCapsule(packed, schedule, digest))
    expect(capsule.scenario.breaks).toEqual(breaks)
    expect(playReplay(capsule.scenario, CAPSULE_REPLAY).end.endDigest).toBe(digest)
    session.breaks = []
    expect(session.saved().scenario.breaks).toBeUndefined()
  })

  it('can be one for this once', () => {
    const session = open()
    session.type('A', 'docker load -qi app.tar')
    session.runTo('A', 'lock/references')
    const first = session.position
    session.runTo('A', 'lock/references')
    expect(session.position).toBeGreaterThan(first)
    expect(session.laneViews()[0]?.next).toMatchObject({ kind: 'lock' })
    expect(() => session.runTo('A', 'lock/container')).toThrow(RunError)
  })
})

describe('ways', () => {
  it('are kept when something else is done, can be stood at without leaving, and are carried out alike', () => {
    const session = open()
    session.type('A', 'docker load -qi app.tar')
    session.step('A', Infinity)
    const loaded = endDigest(session.world)
    const { length } = session.happenings
    session.go(20)
    session.cut('none')
    expect(session.ways).toMatchObject([{ at: 20, length }])
    const here = endDigest(session.world)
    const left = standAt(session, 0, length)
    expect(endDigest(left.session.world)).toBe(loaded)
    expect(left.outputs['A']).toBe('root@host-a:~# docker load -qi app.tar\r\nLoaded image: app:1\r\n')
    const half = standAt(session, 0, 30)
    expect([half.session.position, half.outputs['A']]).toEqual([30, 'root@host-a:~# docker load -qi app.tar\r\n'])
    expect(endDigest(standAt(session, undefined, session.position).session.world)).toBe(here)
    expect([endDigest(session.world), session.powered]).toEqual([here, false])
    // Going back further: what was left before parts from there too.
    session.go(5)
    session.event('!wait=1')
    expect(session.ways.map(({ at }) => at)).toEqual([5, 5])
    const saved = JSON.parse(JSON.stringify(session.saved())) as ReturnType<Session['saved']>
    expect(saved.ways).toEqual(session.ways)
    expect(() => session.wayAt(2)).toThrow('there is no way 2')
  })

  it('are at most eight: the oldest is forgotten', () => {
    const session = open()
    for (let fork = 0; fork < 10; fork++) {
      session.go(0)
      session.event(`!wait=${fork + 1}`)
      session.event('!wait=1')
    }
    expect(session.ways).toHaveLength(8)
    expect(session.ways[0]?.schedule[0]).toBe('!wait=2')
  })
})
