import { beforeAll, describe, expect, it } from 'vitest'
import { text } from '../base/bytes.ts'
import { installNodeCodecs } from '../node/codecs.ts'
import { packCapsule, unpackCapsule, CAPSULE_REPLAY } from './capsule.ts'
import { endDigest, traceDigest } from './look.ts'
import { playReplay } from './replay.ts'
import { defineScenario } from './scenario.ts'
import type { Scenario } from './scenario.ts'
import { Session, SessionError } from './session.ts'

beforeAll(installNodeCodecs)

const scenario: Scenario = defineScenario({
  id: 'session', files: { 'app.tar': { archive: [{ tags: ['app:1'], command: ['/bin/cat', '/message'], layers: [{ 'bin/busybox': { program: 'busybox' }, 'bin/cat': { link: 'busybox' }, message: 'hello\n' }] }] } },
  points: { known: { step: 'lock', target: 'references' } },
  actors: { any: [] }, replays: { none: { schedule: [] } },
})

function open(from: Scenario = scenario) {
  const seen: Record<string, string> = {}
  const commands: string[] = []
  const session = new Session(from, new Map(), {
    onOutput: (terminal, bytes) => (seen[terminal] = (seen[terminal] ?? '') + text(bytes)),
    onFresh: () => Object.keys(seen).forEach(key => delete seen[key]),
    onBegin: () => {}, onEvent: () => {},
    onCommand: (terminal, line, _output, exit, state) => commands.push(`${terminal} ${line} ${exit} ${state}`),
  })
  return { session, seen, commands }
}

/** All that can be compared of where a session stands. */
const standing = (session: Session) => ({ trace: traceDigest(session.world.scheduler.trace), end: endDigest(session.world), lanes: session.laneViews(), loss: session.loss })

it('runs what is typed, with progress bars as at a terminal', () => {
  const { session, seen, commands } = open()
  session.type('A', 'docker load -i app.tar')
  expect(session.laneViews()[0]).toMatchObject({ state: 'running', next: { kind: 'spawn' }, line: 'docker load -i app.tar' })
  session.step('A', Infinity)
  session.type('A', 'cd /tmp; x=5')
  session.step('A', Infinity)
  session.type('A', 'echo $x $PWD')
  session.step('A', Infinity)
  expect(seen['A']).toContain('Loading layer')
  expect(seen['A']).toMatch(/5 \/tmp\r\n$/)
  expect(session.laneViews()[0]).toMatchObject({ state: 'ready', prompt: 'root@host-a:/tmp# ' })
  expect(commands).toHaveLength(3)
  expect(session.happenings).toHaveLength(session.position)
})

it('comes to the same state when it goes back and forth, step by step and in jumps', () => {
  const { session, seen } = open()
  session.type('A', 'docker load -i app.tar')
  session.step('A', 40)
  session.type('B', 'docker images; sleep 1 & echo begun')
  session.step('B', Infinity)
  session.step('A', Infinity)
  session.event('!wait=3')
  session.type('A', 'docker run --rm app:1')
  session.step('A', Infinity)
  session.cut({ seed: 3 })
  session.event('!boot')
  session.type('B', 'docker images -a')
  session.step('B', Infinity)
  const end = standing(session)
  const shown = { ...seen }
  const { length } = session.happenings
  const at = new Map<number, ReturnType<typeof standing>>()
  for (const position of [0, 17, 40, 41, 90, length - 3, length]) {
    session.go(position)
    at.set(position, standing(session))
    expect(session.position).toBe(position)
  }
  expect(at.get(length)).toEqual(end)
  expect(seen).toEqual(shown)
  for (const position of [90, 41, 17, 0, 40]) {
    session.go(position)
    expect(standing(session), String(position)).toEqual(at.get(position))
  }
  expect(at.get(17)).not.toEqual(at.get(40))
  // Singly forward from 0 gives the same as in one jump.
  session.go(0)
  for (let position = 1; position <= 41; position++) session.go(position)
  expect(standing(session)).toEqual(at.get(41))
})

it('keeps what lies ahead until something else is done', () => {
  const { session } = open()
  session.type('A', 'docker load -i app.tar')
  session.type('B', 'docker images')
  session.step('A', Infinity)
  session.step('B', Infinity)
  const { length } = session.happenings
  session.go(10)
  expect(session.laneViews().map(({ line }) => line)).toEqual(['docker load -i app.tar', 'docker images'])
  session.step('A', 5)
  expect([session.position, session.happenings.length, session.ways]).toEqual([15, length, []])
  session.step('B', 2)
  expect([session.position, session.happenings.length]).toEqual([17, 17])
  expect(session.ways).toMatchObject([{ at: 15, length, actors: { A: ['docker load -i app.tar'], B: ['docker images'] } }])
  session.step('A', Infinity)
  session.step('B', Infinity)
  expect(session.laneViews().every(({ state }) => state === 'ready')).toBe(true)
})

it('comes back from what was saved, and from a link, to the same end', () => {
  const { session } = open()
  session.type('A', 'docker load -i app.tar')
  session.step('A', Infinity)
  session.type('B', 'docker load -i app.tar')
  session.runTo('B', 'known')
  session.type('A', 'docker rmi app:1')
  session.step('A', Infinity)
  session.step('B', Infinity)
  const saved = JSON.parse(JSON.stringify(session.saved())) as ReturnType<Session['saved']>
  const again = open(saved.scenario).session
  again.follow(saved.schedule)
  expect(standing(again)).toEqual(standing(session))
  const { scenario: packed, schedule, endDigest: digest } = session.moment()
  const capsule = unpackCapsule(packCapsule(packed, schedule, digest))
  const { end } = playReplay(capsule.scenario, CAPSULE_REPLAY)
  expect(end.endDigest).toBe(digest)
  expect(end.looks.get('end')?.references.get('app:1')).toBe('dangling')
  expect(endDigest(session.world)).toBe(digest)
})

it('says what a lane waits for, and who holds it', () => {
  const { session } = open()
  session.type('A', 'docker load -i app.tar')
  session.type('B', 'docker load -i app.tar')
  let waited = ''
  for (let steps = 0; steps < 400 && waited === ''; steps++) {
    if (session.step('A', 1) === 0) break
    if (session.laneViews()[0]?.holds.length === 0) continue
    const probe = open(session.saved().scenario).session
    probe.follow(session.saved().schedule)
    probe.step('B', Infinity)
    const [a, b] = probe.laneViews()
    if (b?.state === 'waits' && b.waitsFor?.heldBy === 'A') waited = `${b.waitsFor.target} ${a?.holds.join() ?? ''}`
  }
  expect(waited).not.toBe('')
  const [lock, held] = waited.split(' ')
  expect(held?.split(',')).toContain(lock)
})

it('names only the locks that a terminal holds now, not those it took for one step', () => {
  const { session } = open()
  session.type('A', 'docker load -i app.tar')
  let held = 0
  let brief = 0
  while (session.step('A', 1) === 1) {
    const last = session.happenings.at(-1)
    const { holds } = session.laneViews()[0] as { holds: readonly string[] }
    if (last?.kind !== 'step' || last.step.kind !== 'lock') continue
    if (holds.length > 0) held++
    else brief++
  }
  expect(held).toBeGreaterThan(0)
  expect(brief).toBeGreaterThan(0)
  expect(session.laneViews()[0]?.holds).toEqual([])
})

describe('input', () => {
  it('gives keys to the program that reads, ends its input, and interrupts it', () => {
    const { session, seen } = open()
    session.type('A', 'read x; echo got $x; cat; sleep 100')
    session.step('A', Infinity)
    expect(session.laneViews()[0]?.state).toBe('reads')
    session.keys('A', 'abc\n')
    session.step('A', Infinity)
    expect(seen['A']).toContain('got abc')
    session.event('!end-of-input=A')
    session.step('A', 5)
    session.event('!interrupt=A')
    session.step('A', Infinity)
    expect(session.laneViews()[0]).toMatchObject({ state: 'ready', status: 130 })
    const end = standing(session)
    session.go(0)
    session.go(session.happenings.length)
    expect(standing(session)).toEqual(end)
  })

  it('puts a file into the working directory, and knows it when it goes back', () => {
    const { session, seen } = open()
    session.upload('note.txt', `sha256:${'98ea6e4f216f2fb4b69fff9b3a44842c38686ca685f3f55dc48c5d3fb1107be4'}`, new TextEncoder().encode('hi\n'))
    session.type('A', 'cat note.txt')
    session.step('A', Infinity)
    expect(seen['A']).toBe('hi\r\n')
    session.go(0)
    session.go(session.happenings.length)
    expect(seen['A']).toBe('hi\r\n')
    expect(() => session.upload('../x', 'sha256:0', new Uint8Array())).toThrow(SessionError)
  })
})

it('begins a new shell after the power came back, and forgets what was not begun', () => {
  const { session, seen, commands } = open()
  session.type('A', 'x=1')
  session.step('A', Infinity)
  session.type('B', 'docker load -i app.tar')
  session.step('B', 30)
  session.type('A', 'echo never')
  session.cut('none')
  expect(session.laneViews().map(({ state }) => state)).toEqual(['off', 'off'])
  expect(() => session.type('A', 'ls')).toThrow('power')
  expect(commands.at(-1)).toBe('B docker load -i app.tar 137 lost')
  session.event('!boot')
  session.type('A', 'echo "[$x]"')
  session.step('A', Infinity)
  expect(seen['A']).toBe('[]\r\n')
  session.type('B', 'echo b')
  session.step('B', Infinity)
  expect(seen['B']).toContain('b\r\n')
  expect(session.happenings.filter(({ kind }) => kind === 'event')).toHaveLength(2)
})

describe('a text that an editor saves', () => {
  it('is on the disk at once, and comes back in a replay, a link and a saved sandbox', () => {
    const { session } = open()
    session.type('A', 'mkdir /srv/my; cd /srv/my')
    session.step('A', Infinity)
    session.write('/srv/my/Dockerfile', 'FROM app:1\nCMD ["привет", "世界"]\n')
    session.type('A', 'cat Dockerfile')
    session.step('A', Infinity)
    const end = standing(session)
    session.go(0)
    session.go(session.happenings.length)
    expect(standing(session)).toEqual(end)
    const { scenario: kept, schedule, endDigest: digest } = session.moment()
    const capsule = unpackCapsule(packCapsule(kept, schedule, digest))
    const played = playReplay(capsule.scenario, CAPSULE_REPLAY).end
    expect(played.endDigest).toBe(digest)
    expect(played.commands['A']?.[1]?.stdout).toBe('FROM app:1\r\nCMD ["привет", "世界"]\r\n')
    const saved = session.saved()
    const again = open(saved.scenario)
    again.session.follow(saved.schedule)
    expect(standing(again.session)).toEqual(end)
    // Synced: a cut right after it takes nothing away.
    session.cut('none')
    session.event('!boot')
    session.type('A', 'tail -1 /srv/my/Dockerfile')
    session.step('A', Infinity)
    expect(session.laneViews()[0]).toMatchObject({ status: 0 })
  })

  it('replaces the whole of an older one', () => {
    const { session, seen } = open()
    session.write('/root/note', 'a long text\n')
    session.write('/root/note', 'b\n')
    session.type('A', 'cat note')
    session.step('A', Infinity)
    expect(seen['A']).toBe('b\r\n')
  })

  it('is refused where it cannot be, and nothing changes', () => {
    const { session } = open()
    const before = standing(session)
    expect(() => session.write('/nowhere/file', 'x')).toThrow('/nowhere/file cannot be put on the disk')
    expect(() => session.write('/root/file', 'x'.repeat(300_000))).toThrow(SessionError)
    expect(standing(session)).toEqual(before)
    session.cut('none')
    expect(() => session.write('/root/file', 'x')).toThrow('the machine is off')
  })
})

it('asks for the editor at a terminal, and changes nothing by it', () => {
  const { session, seen, commands } = open()
  for (const line of ['edit note', 'edit /root', 'edit /nowhere/x', 'edit', 'edit note | cat', 'vi note']) {
    session.type('A', line)
    session.step('A', Infinity)
  }
  expect(seen['A']).toContain(`note: new file\r\n\x1b]5151;edit;host-a;${btoa('/root/note')}\x07`)
  expect(seen['A']).toContain('edit: /root: Is a directory')
  expect(seen['A']).toContain("No such file or directory")
  expect(seen['A']).toContain('edit: standard output is no terminal')
  expect(seen['A']).toContain('"edit FILE" opens the one beside the terminal')
  expect(commands.map(line => line.split(' ').slice(-2)[0])).toEqual(['0', '1', '1', '1', '0', '1'])
})
