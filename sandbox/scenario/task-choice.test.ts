/** The reader chooses among the tasks of one command: downloads of a pull, jobs in the background. */
import { beforeAll, expect, it } from 'vitest'
import '../all-parts.ts'
import { installNodeCodecs } from '../node/codecs.ts'
import { CAPSULE_REPLAY, packCapsule, unpackCapsule } from './capsule.ts'
import { endDigest, traceDigest } from './look.ts'
import { playReplay } from './replay.ts'
import type { Scenario } from './scenario.ts'
import { ScheduleError, moveOf, parseSchedule, printSchedule } from './schedule.ts'
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
  expect(session.step('A/docker1/download99', 5)).toBe(0)
})

it('goes on without those that are held, and with them when they are let go', () => {
  const session = pulling()
  const [first, second] = downloads(session).map(({ name }) => name) as [string, string]
  session.held.add(first)
  session.held.add(second)
  const before = [stepsOf(session, first), stepsOf(session, second)]
  expect(session.step('A', 40)).toBeGreaterThan(5)
  expect([stepsOf(session, first), stepsOf(session, second)]).toEqual(before)
  session.step('A', Infinity)
  expect([stepsOf(session, first), stepsOf(session, second)]).toEqual(before)
  expect([session.laneViews()[0]?.state, session.canStep('A')]).toEqual(['waits', false])
  session.held.clear()
  session.step('A', Infinity)
  expect(session.laneViews()[0]?.state).toBe('ready')
  expect([...session.snapshot().references.keys()]).toEqual(expect.arrayContaining(['app:1', 'app:2', 'app:3', 'app:4']))
})

it('records what was chosen: back and forth, after a reload, in a link, and in a line', () => {
  const session = pulling()
  const [first, , third] = downloads(session).map(({ name }) => name) as [string, string, string]
  session.step(third, 2)
  session.held.add(first)
  session.step('A', 25)
  session.held.clear()
  session.step('A', 10)
  const standing = (one: Session): unknown => [traceDigest(one.world.scheduler.trace), endDigest(one.world), one.position]
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

it('is read as a line: a lane, then its task', () => {
  expect(moveOf(['A#2/docker1/download3', 4])).toEqual({ do: 'steps', actor: 'A', steps: 4, task: 'A#2/docker1/download3' })
  expect(moveOf(['A', 4])).toEqual({ do: 'steps', actor: 'A', steps: 4, task: undefined })
  expect(parseSchedule('A#2/docker1/download3*4 A')).toEqual([['A#2/docker1/download3', 4], 'A'])
  expect(() => parseSchedule('A/docker1')).toThrow(ScheduleError)
})

it('notes what went on by itself: containers, and the kernel while time passes', () => {
  const session = new Session({
    ...scenario, files: { 'app.tar': { archive: [{ tags: ['app:1'], command: ['/bin/sh', '-c', 'while true; do date > /x; sleep 1; done'], layers: [{ 'bin/busybox': { program: 'busybox' }, 'bin/sh': { link: 'busybox' }, 'bin/date': { link: 'busybox' }, 'bin/sleep': { link: 'busybox' } }] }] } },
  }, new Map(), SILENT)
  session.type('A', 'docker load -qi app.tar; docker run -d --name web app:1')
  session.step('A', Infinity)
  expect(session.otherTasks().map(({ name }) => name.split('/').at(-1)?.replace(/\d+$/, ''))).toEqual(expect.arrayContaining(['web', 'watch-web']))
  session.event('!wait=40')
  const last = session.happenings.at(-1)
  expect(last?.kind === 'event' && last.meanwhile?.tasks.some(name => name.includes('/web'))).toBe(true)
  expect(last?.kind === 'event' && new Set(last.meanwhile?.kernel.map(({ kind }) => kind))).toEqual(new Set(['commit', 'write-back']))
})
