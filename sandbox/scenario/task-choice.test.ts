/** The reader chooses among tasks: downloads of a pull, and those of nobody: containers, jobs left behind, threads of the kernel. */
import { beforeAll, expect, it } from 'vitest'
import '../all-parts.ts'
import { installNodeCodecs } from '../node/codecs.ts'
import { CAPSULE_REPLAY, packCapsule, unpackCapsule } from './capsule.ts'
import { endDigest, traceDigest } from './look.ts'
import { playReplay } from './replay.ts'
import type { Scenario } from './scenario.ts'
import { NOBODY, ScheduleError, moveOf, parseSchedule, printSchedule } from './schedule.ts'
import { SILENT, Session } from './session.ts'
import type { TaskView } from './session.ts'

beforeAll(installNodeCodecs)

const layer = (n: number): Record<string, string> => ({ [`f${n}`]: `${n}\n`.repeat(2000) })
const images = [1, 2, 3, 4].map(n => ({ tags: [`app:${n}`], command: ['/bin/true'], layers: [layer(n * 10), layer(n * 10 + 1)] }))
const scenario: Scenario = { id: 'tasks', registry: { images, bytesPerSecond: 200_000 }, terminal: { columns: 80, rows: 24 }, actors: {}, replays: {} }

const downloads = (session: Session): readonly TaskView[] => (session.laneViews()[0]?.tasks ?? []).filter(({ name }) => /download\d+$/.test(name))

/** A pull of eight layers, stopped where three downloads go on beside each other. */
function pulling(): Session {
  const session = new Session(scenario, new Map(), SILENT)
  session.type('A', 'docker pull -a app')
  while (downloads(session).filter(({ enabled }) => enabled).length < 3) if (session.step('A', 1) === 0) throw new Error('it never pulls')
  return session
}

const stepsOf = (session: Session, task: string): number => session.happenings.filter(happening => happening.kind === 'step' && happening.step.task === task).length

it('takes steps of the one that was chosen, and of no other', () => {
  const session = pulling()
  const last = downloads(session).at(-1)?.name ?? ''
  const { position } = session
  expect(session.step(last, 3)).toBe(3)
  expect(session.happenings.slice(position)).toMatchObject([1, 2, 3].map(() => ({ step: { terminal: 'A', task: last, chosen: true } })))
  expect(session.schedule(session.position).at(-1)).toEqual([last, 3])
  expect(() => session.step('A/docker1/download99', 5)).toThrow('there is no task A/docker1/download99 now')
})

it('goes on without those that are held, and with them when they are let go', () => {
  const session = pulling()
  const [first, second] = downloads(session).map(({ name }) => name) as [string, string]
  session.hold(first, true)
  session.hold(second, true)
  const before = [stepsOf(session, first), stepsOf(session, second)]
  expect(session.step('A', 40)).toBeGreaterThan(5)
  expect([stepsOf(session, first), stepsOf(session, second)]).toEqual(before)
  session.step('A', Infinity)
  expect([stepsOf(session, first), stepsOf(session, second)]).toEqual(before)
  expect([session.laneViews()[0]?.state, session.canStep('A')]).toEqual(['waits', false])
  session.hold(first, false)
  session.hold(second, false)
  session.step('A', Infinity)
  expect(session.laneViews()[0]?.state).toBe('ready')
  expect([...session.snapshot().references.keys()]).toEqual(expect.arrayContaining(['app:1', 'app:2', 'app:3', 'app:4']))
})

it('goes on to a kind of step while one is held, and to no step of that one', () => {
  const session = pulling()
  const [first] = downloads(session).map(({ name }) => name) as [string]
  session.hold(first, true)
  const before = stepsOf(session, first)
  for (let stops = 0; stops < 5; stops++) {
    session.runTo('A', 'network/any')
    expect(session.stopped).toMatchObject({ terminal: 'A', kind: 'network/any', position: session.position })
    expect(session.laneViews()[0]?.next?.kind).toBe('network')
  }
  expect(stepsOf(session, first)).toBe(before)
  comesBack(session)
})

it('records what was chosen: back and forth, after a reload, in a link, and in a line', () => {
  const session = pulling()
  const [first, , third] = downloads(session).map(({ name }) => name) as [string, string, string]
  session.step(third, 2)
  session.hold(first, true)
  session.step('A', 25)
  session.hold(first, false)
  session.step('A', 10)
  const end = standing(session)
  const { length } = session.happenings
  session.go(length - 30)
  const middle = standing(session)
  session.go(length)
  expect(standing(session)).toEqual(end)
  session.go(length - 30)
  expect(standing(session)).toEqual(middle)
  session.go(length)
  const { scenario: saved, schedule } = JSON.parse(JSON.stringify(session.saved())) as ReturnType<Session['saved']>
  const again = new Session(saved, new Map(), SILENT)
  again.follow(schedule)
  expect(standing(again)).toEqual(end)
  expect(again.schedule(length)).toEqual(schedule)
  expect(parseSchedule(printSchedule(schedule))).toEqual(schedule)
  const { scenario: packed, schedule: moved, endDigest: digest } = session.moment()
  const capsule = unpackCapsule(packCapsule(packed, moved, digest))
  expect(playReplay(capsule.scenario, CAPSULE_REPLAY).end.endDigest).toBe(digest)
  // Another choice is another trace.
  const other = pulling()
  other.step('A', 2 + 25 + 10)
  expect(standing(other)).not.toEqual(end)
})

const busybox = { 'bin/busybox': { program: 'busybox' }, ...Object.fromEntries(['sh', 'date', 'sleep'].map(name => [`bin/${name}`, { link: 'busybox' }])) } as const
const ticking: Scenario = { ...scenario, files: { 'app.tar': { archive: [{ tags: ['app:1'], command: ['/bin/sh', '-c', 'while true; do date > /x; sleep 1; done'], layers: [busybox] }] } } }

/** Two containers that run on, and a job that was left running. */
function leftAlone(): Session {
  const session = new Session(ticking, new Map(), SILENT)
  session.type('A', 'docker load -qi app.tar; docker run -d --name web app:1; docker run -d --name db app:1; sleep 3 &')
  session.step('A', Infinity)
  expect(session.isIdle('A')).toBe(true)
  return session
}

const named = (session: Session, end: RegExp): string => session.otherTasks().find(({ name }) => end.test(name))?.name ?? ''
const standing = (one: Session): unknown => [traceDigest(one.world.scheduler.trace), endDigest(one.world), one.position]

/** The same state after going back and forth, from what is saved, and from a capsule in a run of its own. */
function comesBack(session: Session): void {
  const end = standing(session)
  const { length } = session.happenings
  for (const back of [1, 3, length]) {
    session.go(length - back)
    session.go(length)
    expect(standing(session), `back ${back}`).toEqual(end)
  }
  const { scenario: saved, schedule } = JSON.parse(JSON.stringify(session.saved())) as ReturnType<Session['saved']>
  const again = new Session(saved, new Map(), SILENT)
  again.follow(parseSchedule(printSchedule(schedule)))
  expect(standing(again)).toEqual(end)
  expect(again.schedule(length)).toEqual(schedule)
  const { scenario: packed, schedule: moved, endDigest: digest } = session.moment()
  const capsule = unpackCapsule(packCapsule(packed, moved, digest))
  expect(playReplay(capsule.scenario, CAPSULE_REPLAY).end.endDigest).toBe(digest)
}

it('takes steps of a task of nobody, and of no other, although they are due', () => {
  const session = leftAlone()
  const settled = session.position
  const job = named(session, /^A\/sleep\d+$/)
  while (session.otherTasks().find(({ name }) => name === job)?.next?.kind !== 'sleep') session.step(job, 1)
  const { position } = session
  const others = (): unknown[] => session.otherTasks().filter(({ name }) => name !== job).map(({ name, next, dueTick }) => [name, next, dueTick])
  const before = others()
  const { nowTick } = session.world.scheduler
  expect(session.step(job, 1)).toBe(1)
  expect(others()).toEqual(before)
  // It was asleep: time has passed until it woke.
  expect(session.world.scheduler.nowTick - nowTick).toBeGreaterThan(2.5e9)
  expect(session.happenings.slice(position)).toMatchObject([{ step: { terminal: NOBODY, task: job, kind: 'sleep', chosen: true } }])
  expect(session.schedule(session.position).at(-1)).toEqual([job, session.position - settled])
  const web = named(session, /web\d+\/sleep\d+$/)
  expect(session.step(web, 1)).toBe(1)
  comesBack(session)
  // The others go on when somebody moves.
  session.event('!wait=0')
  expect(others()).not.toEqual(before)
})

it('holds a task of nobody, also while its terminal runs another line, until it is let go', () => {
  const session = leftAlone()
  const held = named(session, /web\d+\/sleep\d+$/)
  session.hold(held, true)
  session.hold(held, true)
  expect(session.schedule(session.position).slice(-1)).toEqual([`!hold=${held}`])
  const woken = (): boolean => session.world.scheduler.trace.some(({ task, kind }) => task === held && kind === 'sleep')
  session.event('!wait=5')
  session.type('A', 'docker ps -q')
  session.step('A', Infinity)
  expect([session.isIdle('A'), woken()]).toEqual([true, false])
  expect(session.otherTasks().find(({ name }) => name === held)).toMatchObject({ held: true, enabled: true })
  expect(session.world.scheduler.trace.filter(({ task }) => /\/db\d+\/date\d+$/.test(task)).length).toBeGreaterThan(10)
  comesBack(session)
  // Somebody who stands before that does not hold it.
  const { length } = session.happenings
  session.go(session.happenings.findIndex(happening => happening.kind === 'event'))
  expect(session.otherTasks().find(({ name }) => name === held)).toMatchObject({ held: false })
  session.go(length)
  session.hold(held, false)
  session.event('!wait=1')
  expect(woken()).toBe(true)
  comesBack(session)
  expect(() => session.hold('A/docker9/web1', true)).toThrow('there is no task A/docker9/web1 now')
})

it('keeps a terminal waiting for a container that is held, until it is let go', () => {
  const session = leftAlone()
  session.type('A', 'docker run -d --name once app:1 sleep 2')
  session.step('A', Infinity)
  const once = named(session, /\/once\d+$/)
  session.hold(once, true)
  session.type('B', 'docker wait once')
  session.step('B', Infinity)
  session.event('!wait=5')
  session.step('B', Infinity)
  expect(session.laneViews()[1]).toMatchObject({ terminal: 'B', state: 'waits' })
  comesBack(session)
  session.hold(once, false)
  session.event('!wait=0')
  session.step('B', Infinity)
  expect(session.isIdle('B')).toBe(true)
  comesBack(session)
})

it('holds the journal and lets it commit, and a cut of the power tells the difference', () => {
  const after = (...choose: ((session: Session) => void)[]): string => {
    const session = new Session(ticking, new Map(), SILENT)
    session.type('A', 'docker load -qi app.tar')
    session.step('A', Infinity)
    for (const one of choose) one(session)
    session.event('!power=none')
    session.event('!boot')
    comesBack(session)
    return [...session.snapshot().references.keys()].join()
  }
  const [journal, flusher] = new Session(ticking, new Map(), SILENT).kernelThreads().map(({ name }) => name) as [string, string]
  expect([journal, flusher]).toEqual(['kernel#journal', 'kernel#flusher'])
  const wait = (session: Session): void => session.event('!wait=8')
  expect(after(wait)).toBe('app:1')
  expect(after(session => session.hold(journal, true), wait)).toBe('')
  expect(after(session => session.hold(journal, true), wait, session => void session.step(journal, 1))).toBe('app:1')
  expect(after(session => void session.step(journal, 1))).toBe('app:1')
  // Nothing is left to commit then.
  const session = new Session(ticking, new Map(), SILENT)
  expect(session.step(journal, 1)).toBe(0)
})

it('is read as a line: a lane, then its task', () => {
  expect(moveOf('!hold=A#2/docker1/download3')).toEqual({ do: 'hold', task: 'A#2/docker1/download3' })
  expect(parseSchedule('kernel#journal*1 !release=kernel#journal#2')).toEqual([['kernel#journal', 1], '!release=kernel#journal#2'])
  expect(() => moveOf('!hold=')).toThrow('write !hold=TASK')
  expect(() => moveOf('!release=A b')).toThrow(ScheduleError)
  expect(moveOf(['A#2/docker1/download3', 4])).toEqual({ do: 'steps', actor: 'A', steps: 4, task: 'A#2/docker1/download3' })
  expect(moveOf(['A', 4])).toEqual({ do: 'steps', actor: 'A', steps: 4, task: undefined })
  expect(parseSchedule('A#2/docker1/download3*4 A')).toEqual([['A#2/docker1/download3', 4], 'A'])
  expect(() => parseSchedule('A/docker1')).toThrow(ScheduleError)
})

it('notes what went on by itself: containers, and the kernel while time passes', () => {
  const session = new Session(ticking, new Map(), SILENT)
  session.type('A', 'docker load -qi app.tar; docker run -d --name web app:1')
  session.step('A', Infinity)
  expect(session.otherTasks().map(({ name }) => name.split('/').at(-1)?.replace(/\d+$/, ''))).toEqual(expect.arrayContaining(['web', 'watch-web']))
  session.event('!wait=40')
  const last = session.happenings.at(-1)
  expect(last?.kind === 'event' && last.meanwhile?.tasks.some(name => name.includes('/web'))).toBe(true)
  expect(last?.kind === 'event' && new Set(last.meanwhile?.kernel.map(({ kind }) => kind))).toEqual(new Set(['commit', 'write-back']))
})
