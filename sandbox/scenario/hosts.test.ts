import { beforeAll, expect, it } from 'vitest'
import { text } from '../base/bytes.ts'
import { installNodeCodecs } from '../node/codecs.ts'
import { ScenarioRun } from './runner.ts'
import type { RunEnd } from './runner.ts'
import { defineScenario } from './scenario.ts'
import type { ScheduleItem } from './scenario.ts'
import { Session } from './session.ts'

beforeAll(installNodeCodecs)

const program = { 'bin/busybox': { program: 'busybox' }, 'bin/sh': { link: 'busybox' }, 'bin/cat': { link: 'busybox' } }
const app = { tags: ['app:1'], command: ['/bin/cat', '/app'], layers: [{ ...program, app: 'app 1\n' }] }
const scenario = defineScenario({
  id: 'two-hosts',
  hosts: [{ name: 'host-a' }, { name: 'host-b', architecture: 'arm64', kernel: '5.4.0-21-generic', modules: ['overlay', 'wireguard'] }],
  files: { 'app.tar': { archive: [app] } },
  actors: { a: [], b: [] },
  replays: { none: { schedule: [] } },
})

const play = (lines: readonly string[], schedule: readonly ScheduleItem[] = ['a']): RunEnd => new ScenarioRun({ ...scenario, actors: { a: lines, b: ["ssh host-b docker images --format '{{.Repository}}'", "docker images --format '{{.Repository}}'"] } }).play(schedule)
const outputs = ({ commands }: RunEnd, actor = 'a'): string[] => (commands[actor] ?? []).map(({ stdout, stderr }) => `${stdout}${stderr}`)

it('has machines of different kinds, each with its own disk and daemon', () => {
  const said = outputs(play(['uname -rm', 'ssh host-b uname -rm', 'ssh host-b hostname', 'ssh host-b lsmod | cut -d" " -f1', 'docker load -qi app.tar', 'docker images -q | wc -l', 'ssh host-b docker images -q', 'ssh host-b ls', 'ssh host-c ls']))
  expect(said).toEqual([
    '6.1.0-18-amd64 x86_64\n', '5.4.0-21-generic aarch64\n', 'host-b\n', 'Module\nwireguard\noverlay\n', 'Loaded image: app:1\n', '1\n', '', '', 'ssh: Could not resolve hostname host-c: Name or service not known\n',
  ])
})

it('carries an image through a pipe to where it cannot run', () => {
  const end = play(['docker load -qi app.tar', 'docker save app:1 | ssh host-b docker load', 'docker run --rm app:1', 'ssh host-b docker run --rm app:1', 'scp -q app.tar host-b: && ssh host-b ls'])
  const [, sent, here, there, copied] = outputs(end)
  expect(sent).toBe('Loaded image: app:1\n')
  expect(here).toBe('app 1\n')
  expect(there).toContain("The requested image's platform (linux/amd64) does not match the detected host platform (linux/arm64/v8)")
  expect(there).toContain('exec format error')
  expect(copied).toBe('app.tar\n')
})

it('cuts the power of one host only', () => {
  const end = play(
    ['docker load -qi app.tar; docker save app:1 | ssh host-b docker load -q; sync; ssh host-b docker images -q | wc -l', 'ssh host-b true'],
    ['a', '!power=none@host-b', '!boot@host-b', 'b'],
  )
  expect(outputs(end)[0]).toMatch(/1\n$/)
  // The rename that makes the name known was in no journal there; here nothing happened.
  expect(outputs(end, 'b')).toEqual(['<none>\n', 'app\n'])
  const dark = new ScenarioRun({ ...scenario, actors: { a: ['ssh host-b true'], b: [] } }).play(['!power=none@host-b', 'a'])
  expect(outputs(dark)[0]).toContain('Connection timed out')
  expect(() => play([], ['!power=none@host-z'])).toThrow(/there is no host host-z; hosts are host-a, host-b/)
  expect(() => play([], ['!boot@host-b'])).toThrow(/the machine is on/)
})

it('keeps the same digests from run to run, and others when the other host differs', () => {
  const lines = ['docker load -qi app.tar', 'docker save app:1 | ssh host-b docker load']
  const [one, again, other] = [play(lines), play(lines), play([...lines, 'ssh host-b docker rmi app:1'])]
  expect([again.traceDigest, again.endDigest]).toEqual([one.traceDigest, one.endDigest])
  expect(other.endDigest).not.toBe(one.endDigest)
})

it('shows the host that one chooses, and goes back on both', () => {
  const nothing = (): void => undefined
  const session = new Session(scenario, new Map(), { onOutput: nothing, onFresh: nothing, onBegin: nothing, onEvent: nothing, onCommand: nothing })
  session.type('A', 'docker load -qi app.tar; docker save app:1 | ssh host-b docker load')
  while (!session.isIdle('A')) if (session.step('A', 1000) === 0) session.event(`!wait=${session.secondsToNextOther() ?? 1}`)
  const length = session.position
  expect(session.hosts).toEqual([{ name: 'host-a', powered: true }, { name: 'host-b', powered: true }])
  session.view('host-b')
  expect(session.snapshot().images.size).toBe(1)
  session.cut('none', 'host-b')
  expect([session.powered, session.hosts[1]?.powered]).toEqual([true, false])
  session.go(0)
  expect(session.snapshot().images.size).toBe(0)
  session.go(length)
  expect(session.snapshot().images.size).toBe(1)
  expect(session.moment().endDigest).toMatch(/^[0-9a-f]{64}$/)
  expect(() => session.view('host-z')).toThrow(/there is no host host-z/)
})

it('gives keys, Ctrl-C and Ctrl-D to what runs on the other host after ssh', () => {
  let seen = ''
  const session = new Session(scenario, new Map(), { onOutput: (_terminal, bytes) => (seen += text(bytes)), onFresh: () => {}, onBegin: () => {}, onEvent: () => {}, onCommand: () => {} })
  const shown = (act: () => void, steps = Infinity): string => {
    seen = ''
    act()
    session.step('A', steps)
    return seen
  }
  const keys = (line: string, steps?: number): string => shown(() => session.keys('A', line), steps)
  expect(shown(() => session.type('A', 'ssh host-b'))).toBe('root@host-b:~# ')
  expect(keys("docker images --format '{{.ID}}'; x=5; hostname\n")).toBe('host-b\r\nroot@host-b:~# ')
  keys('sleep 100\n', 3)
  expect(shown(() => session.event('!interrupt=A'))).toMatch(/^\^C\r\nroot@host-b:~# $/)
  expect(keys('echo $? $x\n')).toBe('130 5\r\nroot@host-b:~# ')
  expect(keys('cat\n') + keys('hello\n')).toBe('hello\r\n')
  expect(shown(() => session.event('!end-of-input=A'))).toBe('root@host-b:~# ')
  expect(shown(() => session.event('!interrupt=A'))).toBe('^C\r\nroot@host-b:~# ')
  expect(shown(() => session.event('!end-of-input=A'))).toBe('logout\r\nConnection to host-b closed.\r\n')
  expect(session.laneViews()[0]).toMatchObject({ state: 'ready', prompt: 'root@host-a:~# ', status: 130 })
  shown(() => session.type('A', 'ssh host-b'))
  expect(keys('exit 3\n')).toBe('logout\r\nConnection to host-b closed.\r\n')
  expect(session.laneViews()[0]).toMatchObject({ state: 'ready', status: 3 })
})
