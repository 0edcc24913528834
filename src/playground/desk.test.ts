import { beforeAll, expect, it } from 'vitest'
import { defineLab, defineScenario } from '#sandbox/scenario'
import { installNodeCodecs } from '#sandbox/node/codecs'
import { app } from '../../content/images.ts'
import { Desk } from './desk.ts'
import type { LogWish } from '#sandbox'
import type { News, DeskRequest, State } from './messages.ts'

beforeAll(installNodeCodecs)

const scenario = defineScenario({ id: 'desk', files: { 'app.tar': { archive: [app] } }, actors: { any: [] }, replays: { none: { schedule: [] } } })

/** A desk whose time is ours: `run` does what it put off. */
function sit(msPerLook = 0.01) {
  const news: News[] = []
  const later: (() => void)[] = []
  let clock = 0
  const desk = new Desk({ tell: one => void news.push(structuredClone(one)), now: () => (clock += msPerLook), later: action => void later.push(action), load: () => Promise.reject(new Error('everything is here')) })
  const run = (): void => {
    for (let action = later.shift(); action; action = later.shift()) action()
  }
  const say = (...requests: readonly DeskRequest[]): News[] => {
    const from = news.length
    for (const request of requests) {
      desk.handle(request)
      run()
    }
    return news.slice(from)
  }
  const state = (): State => news.flatMap(one => (one.is === 'state' || one.is === 'opened' ? [one.state] : [])).at(-1)!
  const shown = (terminal: string): string => {
    let text = ''
    for (const one of news) if (one.is === 'output' && one.terminal === terminal) text = (one.fresh ? '' : text) + one.text
    return text
  }
  return { desk, news, later, say, state, shown }
}

const open: DeskRequest = { do: 'open', scenario, schedule: [], uploads: [] }
const line = (terminal: string, text: string, pace: 'run' | 'hold' = 'run'): DeskRequest => ({ do: 'line', terminal, text, pace })

it('runs a line to its end and says all of it', () => {
  const { say, state, shown } = sit()
  say(open)
  expect(state()).toMatchObject({ position: 0, powered: true, lanes: [{ terminal: 'A', state: 'ready' }] })
  const news = say(line('A', 'docker load -qi app.tar'))
  expect(shown('A')).toBe('Loaded image: app:1\r\n')
  expect(news.filter(({ is }) => is === 'command')).toEqual([{ is: 'command', terminal: 'A', line: 'docker load -qi app.tar', output: 'Loaded image: app:1\r\n', exit: 0, state: 'ended', repeated: false }])
  expect(state().store.references.get('app:1')).toMatch(/^sha256:/)
  expect(news.at(-1)).toMatchObject({ is: 'saved', saved: { scenario: { actors: { A: ['docker load -qi app.tar'] } } } })
})

it('takes a line as its terminal goes when it says nothing else, also one that comes right behind the order to hold', () => {
  const { say, state } = sit()
  say(open, { do: 'pace', terminal: 'A', pace: 'hold' }, { do: 'line', terminal: 'A', text: 'docker load -qi app.tar' })
  expect(state().lanes).toMatchObject([{ terminal: 'A', state: 'running', steps: 0, pace: 'hold' }])
  say({ do: 'pace', terminal: 'A', pace: 'run' }, { do: 'line', terminal: 'A', text: 'docker images' })
  expect(state().lanes).toMatchObject([{ terminal: 'A', state: 'ready', pace: 'run' }])
})

it('holds a line until it is stepped, and lets two go on at once', () => {
  const { say, state, shown } = sit()
  say(open, line('A', 'docker load -qi app.tar', 'hold'), line('B', 'docker images', 'hold'))
  expect(state().lanes).toMatchObject([{ terminal: 'A', state: 'running', steps: 0, pace: 'hold' }, { terminal: 'B', state: 'running' }])
  say({ do: 'step', terminal: 'A', steps: 3 })
  expect(state().lanes[0]).toMatchObject({ steps: 3, next: expect.objectContaining({ kind: expect.any(String) }) })
  say({ do: 'pace', terminal: 'A', pace: 'run' }, { do: 'pace', terminal: 'B', pace: 'run' })
  expect(state().lanes.map(lane => lane.state)).toEqual(['ready', 'ready'])
  expect(shown('B')).toContain('REPOSITORY')
})

it('shows prompts and typed lines when it builds a terminal anew', () => {
  const { say, shown, state, news } = sit()
  say(open, line('A', 'echo one'), line('A', 'cd /tmp'), line('A', 'echo two'))
  expect(shown('A')).toBe('one\r\ntwo\r\n')
  const { length } = state()
  say({ do: 'go', position: 0 })
  expect(shown('A')).toBe('root@host-a:~# echo one\r\n')
  say({ do: 'go', position: length })
  expect(shown('A')).toBe('root@host-a:~# echo one\r\none\r\nroot@host-a:~# cd /tmp\r\nroot@host-a:/tmp# echo two\r\n' + 'two\r\n')
  const saved = news.findLast(one => one.is === 'saved')!
  const other = sit()
  other.say({ do: 'open', ...saved.saved, uploads: [] })
  expect(other.shown('A')).toBe(shown('A'))
  expect(other.state()).toMatchObject({ position: length, length })
})

it('cuts, boots, and says what was lost', () => {
  const { say, state, shown } = sit()
  say(open, line('A', 'docker load -qi app.tar'), { do: 'wait', seconds: 8 })
  const cut = say({ do: 'power', choice: 'none' })
  expect(cut.find(({ is }) => is === 'mark')).toMatchObject({ mark: 'cut' })
  expect(state()).toMatchObject({ powered: false, lanes: [{ state: 'off' }] })
  expect(state().loss?.files.length).toBeGreaterThan(3)
  expect(state().loss?.bytes).toBeGreaterThan(40_000)
  const boot = say({ do: 'boot' })
  expect(boot.find(({ is }) => is === 'booted')).toMatchObject({ started: true, error: '', lines: expect.arrayContaining([expect.objectContaining({ text: expect.stringMatching(/^dockerd: layers {2}2 of 2 read$/) })]) })
  say(line('A', 'docker run --rm app:1'))
  expect(shown('A')).toContain('error creating overlay mount')
  const refused = say({ do: 'boot' })
  expect(refused[0]).toMatchObject({ is: 'refused' })
  expect(state().powered).toBe(true)
})

it('stops what would go on for ever, and hears of it between slices', () => {
  const { desk, later, state } = sit(5)
  desk.handle(open)
  desk.handle(line('A', 'while true; do echo x; done'))
  for (let slices = 0; slices < 20; slices++) later.shift()?.()
  expect(state().busy).toBe(true)
  desk.handle({ do: 'stop' })
  for (let action = later.shift(); action; action = later.shift()) action()
  expect(state()).toMatchObject({ busy: false, lanes: [{ pace: 'hold', state: 'running' }] })
  desk.handle({ do: 'interrupt', terminal: 'A' })
  for (let action = later.shift(); action; action = later.shift()) action()
  expect(state().lanes[0]).toMatchObject({ state: 'ready', status: 130 })
})

it('makes a link, and looks into it without doing it', () => {
  const { say } = sit()
  const [link] = say(open, line('A', 'docker load -qi app.tar'), { do: 'link', id: 7 }).slice(-1)
  expect(link).toMatchObject({ is: 'link', id: 7, problem: '' })
  if (link?.is !== 'link') return expect.unreachable()
  const other = sit()
  const [capsule] = other.say({ do: 'unpack', id: 1, link: `#${link.fragment}` })
  expect(capsule).toMatchObject({ is: 'capsule', capsule: { endDigest: link.endDigest, scenario: { actors: { A: ['docker load -qi app.tar'] } } } })
  expect(other.say({ do: 'unpack', id: 2, link: '#capsule=1.x.y' })[0]).toMatchObject({ is: 'capsule', capsule: undefined, problem: expect.stringContaining('damaged') })
})

it('refuses what cannot be, in words, and goes on', () => {
  const { say, state } = sit()
  expect(say(line('A', 'ls'))[0]).toMatchObject({ is: 'refused' })
  expect(say({ do: 'open', scenario: { id: 'BAD' } as never, schedule: [], uploads: [] })[0]).toMatchObject({ is: 'refused', reason: expect.stringContaining('"id"') })
  say(open)
  expect(say({ do: 'upload', name: '../x', upload: { digest: 'sha256:0', bytes: new Uint8Array() } })[0]).toMatchObject({ is: 'refused' })
  say(line('A', 'echo ok'))
  expect(state().lanes[0]).toMatchObject({ state: 'ready', status: 0 })
})

it('completes words of the world that it stands in', () => {
  const { say } = sit()
  say(open, line('A', 'docker load -qi app.tar'))
  expect(say({ do: 'complete', id: 1, terminal: 'A', text: 'docker rmi ap', cursor: 13 })[0]).toMatchObject({ is: 'completion', from: 11, insert: 'app:1 ' })
  expect(say({ do: 'complete', id: 2, terminal: 'A', text: 'docker load -i a', cursor: 16 })[0]).toMatchObject({ insert: 'app.tar ' })
})

it('reads as the next line what was typed before the prompt was there, and what came too late for the program', () => {
  const { say, shown, state, news } = sit()
  say(open, line('A', 'sleep 1', 'hold'), { do: 'step', terminal: 'A', steps: 2 }, { do: 'keys', terminal: 'A', text: 'echo one\n\necho two\n' }, { do: 'pace', terminal: 'A', pace: 'run' })
  const commands = () => news.flatMap(one => (one.is === 'command' && !one.repeated ? [one.line] : []))
  expect(commands()).toEqual(['sleep 1', 'echo one', 'echo two'])
  say({ do: 'keys', terminal: 'A', text: 'echo three\n' })
  expect(commands()).toEqual(['sleep 1', 'echo one', 'echo two', 'echo three'])
  expect(shown('A')).toBe(['root@host-a:~# echo one', 'one', 'root@host-a:~# echo two', 'two', 'root@host-a:~# echo three', 'three', ''].join('\r\n'))
  const { length } = state()
  say({ do: 'go', position: 0 }, { do: 'go', position: length })
  expect(commands()).toHaveLength(4)
  expect(shown('A')).toMatch(/echo three\r\nthree\r\n$/)
})

it('gives what was typed to a program that reads, and forgets what is left at Ctrl-C', () => {
  const { say, shown, news } = sit()
  say(open, line('A', 'head -n 1', 'run'), { do: 'keys', terminal: 'A', text: 'first\necho second\n' })
  expect(shown('A')).toContain('first\r\n')
  say(line('A', 'sleep 5', 'hold'), { do: 'step', terminal: 'A', steps: 2 }, { do: 'keys', terminal: 'A', text: 'echo never\n' }, { do: 'interrupt', terminal: 'A' })
  expect(news.flatMap(one => (one.is === 'command' ? [one.line] : []))).toEqual(['head -n 1', 'sleep 5'])
})

it('asks for the rest of a command that is not complete, and runs it whole', () => {
  const { say, shown, news } = sit()
  expect(say(open, line('A', "echo 'one"))).toContainEqual({ is: 'more', terminal: 'A', text: "echo 'one" })
  say(line('A', "echo 'one\ntwo'"))
  expect(shown('A')).toBe('one\r\ntwo\r\n')
  say(line('A', 'cat <<E\nhere\nE'), { do: 'go', position: 0 })
  expect(shown('A')).toBe("root@host-a:~# echo 'one\r\n> two'\r\n")
  expect(news.filter(({ is }) => is === 'refused')).toEqual([])
})

it('says how far a lab is, and goes back to a prompt at which nothing waits', () => {
  const lab = defineLab({
    id: 'two', kind: 'guided', level: 'working', scenario: 'desk', offers: 'none', par: { unit: 'commands', count: 2 },
    tasks: [
      { id: 'load', goals: [{ image: 'app:1', is: 'listed' }], solution: ['docker load -qi app.tar'] },
      { id: 'tag', goals: [{ reference: 'app:2', was: 'app:1' }], solution: [] },
    ],
  })
  const { say, state, shown } = sit()
  const judge = (log: LogWish): News | undefined => say({ do: 'judge', id: 1, lab: { is: lab, lines: '' }, log }).at(-1)
  say(open)
  expect(judge('none')).toMatchObject({ is: 'judged', id: 1, reachedAt: [], gaps: [{ goal: { key: 'lab.is.listed' }, yours: { key: 'lab.is.absent' } }], used: { commands: 0 } })
  say(line('A', 'docker load -qi app.tar'))
  const { length } = state()
  expect(judge('written')).toMatchObject({ reachedAt: [length], undoTo: 0, used: { commands: 1 }, log: expect.stringContaining('"lab": "two"') })
  say({ do: 'go', position: 0, forget: true })
  expect(state()).toMatchObject({ position: 0, length: 0, lanes: [{ state: 'ready', line: '' }] })
  expect(shown('A')).toBe('')
  expect(judge('none')).toMatchObject({ reachedAt: [], used: { commands: 0 } })
})

it('asks for the editor when a line does, and not when what was kept is carried out again', () => {
  const { say, news } = sit()
  const asked = (): number => news.filter(({ is }) => is === 'edit').length
  say(open, line('A', 'edit note'))
  expect(asked()).toBe(1)
  say({ do: 'write', path: '/root/note', text: 'saved\n' })
  const saved = news.flatMap(one => (one.is === 'saved' ? [one.saved] : [])).at(-1)!
  say({ do: 'go', position: 0 }, { do: 'go', position: 1000 })
  say({ do: 'open', scenario: saved.scenario, schedule: saved.schedule, uploads: [] })
  expect(asked()).toBe(1)
  say({ do: 'read', id: 7, path: '/root/note', host: 'host-a' })
  expect(news.at(-1)).toMatchObject({ is: 'file', seen: new TextEncoder().encode('saved\n') })
})

it('stops before break points wherever a run comes to one, holds everything, and goes on from there', () => {
  const { say, state, news } = sit()
  say(open, { do: 'breaks', kinds: ['rename/layer-record', 'rename/repositories.json'] })
  expect(state().breaks).toEqual(['rename/layer-record', 'rename/repositories.json'])
  say(line('A', 'docker load -qi app.tar'))
  expect(state()).toMatchObject({ busy: false, stopped: { terminal: 'A', kind: 'rename/layer-record' }, lanes: [{ state: 'running', pace: 'hold', next: { kind: 'rename' } }] })
  const { position } = state()
  expect(state().stopped?.position).toBe(position)
  // Another terminal goes on to its end, and is stopped by none.
  say(line('B', 'docker images'))
  expect(state()).toMatchObject({ stopped: undefined, lanes: [{ state: 'running' }, { state: 'ready' }] })
  // One step goes over it.
  say({ do: 'step', terminal: 'A', steps: 1 })
  expect(state().lanes[0]?.next?.kind).not.toBe('rename')
  const stopped: string[] = []
  for (let runs = 0; runs < 10 && state().lanes[0]?.state === 'running'; runs++) {
    say({ do: 'pace', terminal: 'A', pace: 'run' })
    if (state().stopped) stopped.push(state().stopped?.kind ?? '')
  }
  expect(stopped).toEqual(['rename/layer-record', 'rename/repositories.json'])
  expect(state().lanes[0]?.state).toBe('ready')
  const saved = news.findLast(one => one.is === 'saved')!.saved
  const other = sit()
  other.say({ do: 'open', ...saved, uploads: [] })
  expect(other.state().breaks).toEqual(['rename/layer-record', 'rename/repositories.json'])
  expect(say({ do: 'breaks', kinds: ['rename/nothing'] })[0]).toMatchObject({ is: 'refused', reason: expect.stringContaining('rename/layer-record') })
  expect(state().breaks).toHaveLength(2)
  say({ do: 'breaks', kinds: [] }, line('A', 'docker rmi app:1'))
  expect(state()).toMatchObject({ stopped: undefined, lanes: [{ state: 'ready' }, {}] })
})

it('leads a terminal to a kind of step once, or says that it came to none', () => {
  const { say, state } = sit()
  say(open, line('A', 'docker load -qi app.tar', 'hold'), { do: 'run-to', terminal: 'A', point: 'lock/references' })
  expect(state()).toMatchObject({ stopped: { kind: 'lock/references' }, breaks: [], lanes: [{ next: { kind: 'lock', target: expect.stringContaining('references') } }] })
  const told = say({ do: 'run-to', terminal: 'A', point: 'lock/container' })
  expect(told).toContainEqual({ is: 'refused', reason: expect.stringContaining('lock/container') })
  expect(state()).toMatchObject({ stopped: undefined, lanes: [{ state: 'ready' }] })
})

it('keeps the way that is left, compares with it without moving, goes back to it, and has both after a reload', () => {
  const { say, state, shown, news } = sit()
  say(open, line('A', 'docker load -qi app.tar'), line('A', 'docker images -q'))
  const { length } = state()
  const [, id = ''] = /\r\n([0-9a-f]{12})\r\n/.exec(shown('A')) ?? []
  expect(id).not.toBe('')
  say({ do: 'go', position: 20 }, { do: 'interrupt', terminal: 'A' }, line('A', 'echo otherwise'))
  expect(state().ways).toMatchObject([{ at: 20, length, actors: { A: ['docker load -qi app.tar', 'docker images -q'] } }])
  const here = state()
  const [answer] = say({ do: 'moments', id: 5, of: [{ way: undefined, position: here.position }, { way: 0, position: length }] })
  if (answer?.is !== 'moments') return expect.unreachable()
  expect(answer).toMatchObject({ id: 5, problem: '' })
  expect([...(answer.moments[0]?.store.references.keys() ?? []), ...(answer.moments[1]?.store.references.keys() ?? [])]).toEqual(['app:1'])
  expect(answer.moments[0]?.outputs['A']).toContain('otherwise')
  expect(answer.moments[1]?.outputs['A']).toContain(id)
  expect(answer.moments[0]?.store).toEqual(here.store)
  expect(state()).toEqual(here)
  const back = say({ do: 'way', index: 0 })
  expect(back.filter(one => one.is === 'command').every(one => one.repeated)).toBe(true)
  expect(state()).toMatchObject({ position: length, length, ways: [{ at: 20, length: here.length, actors: { A: ['docker load -qi app.tar', 'echo otherwise'] } }] })
  expect(shown('A')).toContain(id)
  const saved = news.findLast(one => one.is === 'saved')!.saved
  const other = sit()
  other.say({ do: 'open', ...structuredClone(saved), uploads: [] }, { do: 'way', index: 0 })
  expect(other.state()).toMatchObject({ position: here.length, ways: [{ at: 20, length }] })
  expect(other.shown('A')).toContain('otherwise')
})

it('stays where it is when a way cannot be carried out any more', () => {
  const { say, state } = sit()
  const way = { at: 0, length: 3, actors: { A: [] }, schedule: ['!boot'] as const }
  say({ ...open, ways: [way] } as DeskRequest, line('A', 'echo here'))
  const { position } = state()
  expect(say({ do: 'way', index: 0 })).toContainEqual({ is: 'refused', reason: expect.stringContaining('the machine is on') })
  expect(state()).toMatchObject({ position, ways: [way] })
  expect(say({ do: 'moments', id: 6, of: [{ way: 0, position: 1 }] })[0]).toMatchObject({ is: 'moments', moments: [], problem: expect.stringContaining('the machine is on') })
})

it('holds and steps tasks of nobody, and refuses one that is gone', () => {
  const { say, state } = sit()
  say(open, line('A', 'sleep 3 &'))
  const [job] = state().others
  const { name } = job!
  const before = state().position
  say({ do: 'hold-task', task: name, held: true }, { do: 'hold-task', task: name, held: true })
  expect(state()).toMatchObject({ position: before + 1, others: [{ name, held: true }] })
  say({ do: 'wait', seconds: 9 })
  expect(state().others).toMatchObject([{ name, held: true, next: job!.next }])
  say({ do: 'step', terminal: name, steps: 1 })
  expect(state()).toMatchObject({ position: before + 3, others: [{ name, held: true }] })
  say({ do: 'hold-task', task: name, held: false }, { do: 'wait', seconds: 9 })
  expect(state().others).toEqual([])
  expect(state().threads.map(thread => thread.name)).toEqual(['kernel#journal', 'kernel#flusher'])
  expect(say({ do: 'step', terminal: name, steps: 1 })).toContainEqual({ is: 'refused', reason: `there is no task ${name} now: it has ended, or was not started yet` })
  expect(state().position).toBe(before + 5)
})
