/** Moments of real runs, as the page gets them: for tests and galleries of the views. */
import { Session } from '../../sandbox/scenario/session.ts'
import type { Scenario } from '../../sandbox/scenario/scenario.ts'
import { DiskView } from '../../sandbox/engine/disk-view.ts'
import type { Happening, State, StoreView } from '../../src/playground/messages.ts'
import { loggedTrouble, storeViewOf } from '../../src/playground/store-view.ts'
import { base, helloWorld, ubuntu } from '../../content/images.ts'

const many = Array.from({ length: 40 }, (_, n) => ({ tags: [`team/service-${n}:1`], command: ['/bin/cat', '/n'], layers: [...base.layers, { n: `${n}\n` }] }))

/** Images to load, and points in that. */
export const bench: Scenario = {
  id: 'bench', files: { 'hello.tar': { archive: [helloWorld] }, 'ubuntu.tar': { archive: [ubuntu] }, 'many.tar': { archive: many } },
  points: { 'config-written': { step: 'lock', target: 'images' }, 'image-known': { step: 'lock', target: 'references' } }, actors: {}, replays: {},
}

/** Open a scenario as the worker does, and hear nothing. */
export function openSession(scenario: Scenario): Session {
  const nothing = (): void => undefined
  return new Session(scenario, new Map(), { onOutput: nothing, onFresh: nothing, onBegin: nothing, onEvent: nothing, onCommand: nothing })
}

/** Where a session stands. */
export function stateOf(session: Session): State {
  return {
    scenario: session.scenario, hosts: session.hosts, host: session.viewed.name, position: session.position, length: session.happenings.length, atTick: session.world.scheduler.nowTick, powered: session.powered,
    lanes: session.laneViews(), others: session.otherTasks(), threads: session.kernelThreads(), store: storeViewOf(session.snapshot()), loss: session.loss, log: loggedTrouble(session), busy: false, ways: session.ways, breaks: session.breaks, stopped: undefined,
  }
}

/** Let a terminal carry out a line, to its end or for so many steps. */
export function carryOut(session: Session, terminal: string, line: string, steps: number): void {
  session.type(terminal, line)
  session.step(terminal, steps)
}

/** `docker load` has written the config and waits for the daemon's list of images; `docker rmi` of the same image holds it. */
export function loadMeetsRmi(): Session {
  const session = openSession({ ...bench, start: ['docker load -i hello.tar'] })
  session.setPace('A', 'hold')
  session.setPace('B', 'hold')
  session.type('A', 'docker load -i hello.tar')
  session.runTo('A', 'config-written')
  session.type('B', 'docker rmi hello-world')
  for (let steps = 0; steps < 200; steps++) {
    session.step('B', 1)
    const [a, b] = session.laneViews()
    if (a?.waitsFor?.heldBy === 'B' && b?.next?.kind === 'unlink') break
  }
  return session
}

/** An image is loaded, so many seconds pass, the power fails, and the machine starts again. */
export function cutAfter(seconds: number, boot: boolean): Session {
  const session = openSession(bench)
  carryOut(session, 'A', 'docker load -i ubuntu.tar', Infinity)
  session.event(`!wait=${seconds}`)
  session.cut('none')
  if (boot) session.event('!boot')
  return session
}

interface Shown {
  readonly view: 'Lanes' | 'Disk' | 'Scrubber' | 'Diff'
  readonly props?: Readonly<Record<string, unknown>>
}
interface Moment {
  readonly state: State
  readonly timeline: readonly Happening[]
  readonly views: readonly Shown[]
}

const plainly = ({ happenings }: Session): readonly Happening[] => [...happenings]
const at = (session: Session, ...views: readonly Shown[]): Moment => ({ state: stateOf(session), timeline: plainly(session), views })
const durableAt = (session: Session, path: string): Uint8Array | undefined => {
  const inode = new DiskView(session.world.machine.disk).find(path)
  return inode?.type === 'file' ? inode.durable.bytes() : undefined
}

const RECIPES = {
  start: () => at(openSession(bench), { view: 'Lanes' }, { view: 'Disk' }, { view: 'Scrubber' }),
  'load-meets-rmi': () => {
    const session = loadMeetsRmi()
    return at(session, { view: 'Lanes' }, { view: 'Lanes', props: { asText: true } }, { view: 'Scrubber' })
  },
  'stepped-back': () => {
    const session = loadMeetsRmi()
    session.go(session.position - 20)
    return at(session, { view: 'Lanes' }, { view: 'Scrubber', props: { markedFirst: { position: 10, store: stateOf(session).store } } })
  },
  branch: () => {
    const session = loadMeetsRmi()
    session.go(50)
    session.step('A', 6)
    return at(session, { view: 'Scrubber' }, { view: 'Lanes' })
  },
  pulling: () => {
    const layer = (n: number): Record<string, string> => ({ [`f${n}`]: `${n}\n`.repeat(2000) })
    const session = openSession({ ...bench, registry: { images: [1, 2, 3, 4].map(n => ({ tags: [`app:${n}`], command: ['/bin/true'], layers: [layer(n * 10), layer(n * 10 + 1)] })), bytesPerSecond: 200_000 } })
    carryOut(session, 'A', 'docker load -qi ubuntu.tar; docker run -d --name web ubuntu:18.04 sleep 1000', Infinity)
    session.event('!wait=6')
    session.type('A', 'docker pull -a app')
    while ((session.laneViews()[0]?.tasks ?? []).filter(({ name, enabled }) => enabled && name.includes('download')).length < 3) if (session.step('A', 1) === 0) break
    session.step('A', 20)
    return at(session, { view: 'Lanes' })
  },
  'load-held': () => {
    const session = openSession(bench)
    carryOut(session, 'A', 'docker load -i ubuntu.tar', 260)
    return at(session, { view: 'Lanes' }, { view: 'Disk' })
  },
  loaded: () => {
    const session = openSession(bench)
    carryOut(session, 'A', 'docker load -i ubuntu.tar', Infinity)
    const before = stateOf(session).store
    session.event('!wait=8')
    const path = [...stateOf(session).store.files].find(file => file.path.endsWith('etc/os-release'))?.path ?? ''
    const seen = new DiskView(session.world.machine.disk).text(`/var/lib/docker/${path}`) ?? ''
    return at(session, { view: 'Disk', props: { beforeFirst: before, openFirst: { path, bytes: { seen: new TextEncoder().encode(seen), durable: durableAt(session, `/var/lib/docker/${path}`) } } } }, { view: 'Disk', props: { filterFirst: 'risk', picking: { onchange: () => undefined } } })
  },
  dark: () => at(cutAfter(8, false), { view: 'Disk' }, { view: 'Lanes' }, { view: 'Scrubber' }),
  'cut-8-s': () => {
    const session = cutAfter(8, true)
    carryOut(session, 'A', 'docker images', Infinity)
    return at(session, { view: 'Disk' }, { view: 'Lanes' }, { view: 'Scrubber' })
  },
  'cut-1-s': () => at(cutAfter(1, true), { view: 'Disk' }),
  compared: () => {
    const session = openSession(bench)
    carryOut(session, 'A', 'docker load -i ubuntu.tar', Infinity)
    session.event('!wait=8')
    const before = { position: session.position, store: stateOf(session).store as StoreView }
    session.cut('none')
    session.event('!boot')
    return at(session, { view: 'Diff', props: { before, after: { position: session.position, store: stateOf(session).store } } })
  },
  'many-images': () => {
    const session = openSession(bench)
    carryOut(session, 'A', 'docker load -i many.tar', Infinity)
    return at(session, { view: 'Disk' }, { view: 'Lanes' }, { view: 'Scrubber' })
  },
} satisfies Record<string, () => Moment>

export type MomentName = keyof typeof RECIPES
export const MOMENTS = Object.keys(RECIPES) as MomentName[]

/** A moment with the views that are worth a look there. */
export const momentOf = (name: MomentName): Moment => RECIPES[name]()
