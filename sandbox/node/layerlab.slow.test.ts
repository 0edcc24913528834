/** The command as a reader starts it: its own process, real streams, real files. */
import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'

const root = join(import.meta.dirname, '..', '..')
const fixtures = join(root, 'test', 'recordings', 'fixtures')
let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'layerlab-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function layerlab(args: readonly string[], input: string | Uint8Array = ''): { status: number | null; stdout: string; bytes: Buffer; stderr: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'sandbox', 'node', 'layerlab.mjs'), ...args], { input, cwd: folder, maxBuffer: 2 ** 28 })
  return { status, stdout: stdout.toString(), bytes: stdout, stderr: stderr.toString() }
}

it('carries out a line on an empty store', () => {
  expect(layerlab(['docker images'])).toMatchObject({ status: 0, stdout: 'REPOSITORY   TAG       IMAGE ID   CREATED   SIZE\n', stderr: '' })
})

it('explores the orders of two lines and the power cuts of one, with schedules that replay', () => {
  writeFileSync(join(folder, 'hello.tar'), readFileSync(join(fixtures, 'hello.tar')))
  const orders = layerlab(['explore', '--json', '--start', 'docker load -i hello.tar', 'docker tag hello-world a:1', 'docker rmi hello-world'])
  expect(orders).toMatchObject({ status: 0, stderr: '' })
  const { bound, ends, estimate } = JSON.parse(orders.stdout) as { readonly bound: object; readonly estimate: { readonly timedRuns: number; readonly others: number }; readonly ends: readonly { readonly replayed: boolean; readonly count: number; readonly timedRuns: number }[] }
  expect(bound).toEqual({ kind: 'all-orders' })
  expect(ends).toHaveLength(6)
  expect(ends.every(({ replayed, count }) => replayed && count > 0)).toBe(true)
  expect([estimate.timedRuns, estimate.others, ends.reduce((sum, { timedRuns }) => sum + timedRuns, 0)]).toEqual([200, 0, 200])
  const cuts = layerlab(['explore', '--crash', 'docker load -i hello.tar'])
  expect(cuts).toMatchObject({ status: 0, stderr: '' })
  expect(cuts.stdout).toMatch(/^power cut before each of \d+ steps and after the last: (\d+) of \1 different disks, \d+ boots, model ext4$/m)
  expect(cuts.stdout).toMatch(/^ +\d+ {2}cannot-start, layer-data-lost$/m)
  expect(cuts.stdout).toContain('helps  remove-and-again: docker rmi -f hello-world:latest; docker load -i hello.tar')
  expect(cuts.stdout).toMatch(/no {5}again: docker load -i hello.tar \(cannot-start/)
})

it('passes the exit status and the error output on', () => {
  const { status, stderr, stdout } = layerlab(['docker rmi nothing'])
  expect({ status, stdout, stderr }).toEqual({ status: 1, stdout: '', stderr: 'Error: No such image: nothing\n' })
  expect(layerlab(['exit 7']).status).toBe(7)
})

it('does what the front page shows', () => {
  const loaded = layerlab(['--mount', fixtures, 'docker load -i hello.tar && docker images'])
  expect(loaded.status).toBe(0)
  expect(loaded.stdout).toMatch(/^Loaded image: hello-world:latest\nREPOSITORY +TAG +IMAGE ID +CREATED +SIZE\nhello-world +latest +[0-9a-f]{12} /)
  const steps = layerlab(['--mount', fixtures, '--steps', 'docker load -i hello.tar'])
  expect(steps.stdout).toMatch(/ fsync +\/var\/lib\/docker\/image\/overlay2/)
  expect(steps.stdout).toMatch(/ lock +references/)
  expect(layerlab(['docker version']).stdout).toContain('20.10.24')
})

it('reads standard input and writes standard output byte for byte', () => {
  const archive = readFileSync(join(fixtures, 'hello.tar'))
  expect(layerlab(['docker load'], archive).stdout).toBe('Loaded image: hello-world:latest\n')
  const every = Uint8Array.from({ length: 70_000 }, (_, at) => (at * 31) % 256)
  expect(layerlab(['cat'], every).bytes.equals(every)).toBe(true)
})

it('saves an archive into a pipe that loads again', () => {
  const saved = layerlab(['docker load -qi hello.tar >/dev/null && docker save hello-world', '--mount', fixtures])
  expect(saved.status).toBe(0)
  expect(saved.bytes.subarray(257, 262).toString()).toBe('ustar')
  expect(layerlab(['docker load'], saved.bytes).stdout).toBe('Loaded image: hello-world:latest\n')
})

it('brings back what the line wrote, changed and removed, and nothing else', () => {
  writeFileSync(join(folder, 'kept.txt'), 'kept\n')
  writeFileSync(join(folder, 'changed.txt'), 'old\n')
  writeFileSync(join(folder, 'gone.txt'), 'gone\n')
  writeFileSync(join(folder, 'large.bin'), Buffer.alloc(3 << 20, 7))
  symlinkSync('/etc/hostname', join(folder, 'outside'))
  mkdirSync(join(folder, 'sub'))
  const before = lstatSync(join(folder, 'kept.txt')).mtimeMs
  const { status, stderr } = layerlab(['--mount', '.', 'echo new > changed.txt; rm gone.txt; mkdir -p a/b; echo x > a/b/c; ln -s a/b link; chmod 700 a/b/c; cat large.bin large.bin > twice.bin; rmdir sub; echo evil > outside'])
  expect([status, stderr]).toEqual([0, ''])
  expect(readFileSync(join(folder, 'changed.txt'), 'utf8')).toBe('new\n')
  expect(existsSync(join(folder, 'gone.txt'))).toBe(false)
  expect(existsSync(join(folder, 'sub'))).toBe(false)
  expect(readFileSync(join(folder, 'a', 'b', 'c'), 'utf8')).toBe('x\n')
  expect(lstatSync(join(folder, 'a', 'b', 'c')).mode & 0o777).toBe(0o700)
  expect(readlinkSync(join(folder, 'link'))).toBe('a/b')
  expect(readlinkSync(join(folder, 'outside'))).toBe('/etc/hostname')
  expect(readFileSync(join(folder, 'twice.bin')).equals(Buffer.alloc(6 << 20, 7))).toBe(true)
  expect(lstatSync(join(folder, 'kept.txt')).mtimeMs).toBe(before)
})

it('takes a script on standard input', () => {
  expect(layerlab([], 'x=3\necho $x\nfalse\n')).toMatchObject({ status: 1, stdout: '3\n' })
})

it('gives JSON', () => {
  const { exit, stdout, steps } = JSON.parse(layerlab(['--json', '--steps', 'echo hello']).stdout) as { exit: number; stdout: string; steps: { kind: string }[] }
  expect([exit, stdout]).toEqual([0, 'hello\n'])
  expect(steps.map(step => step.kind)).toContain('output')
})

it('replays a capsule to the end it was made with, and says when the end is another one', () => {
  const scenario = join(root, 'content', 'scenarios', 'load-rmi.ts')
  const shown = layerlab(['replay', scenario, 'found-then-deleted'])
  expect(shown.status).toBe(0)
  expect(shown.stdout).toMatch(/BROKEN every-reference-resolves/)
  const fragment = shown.stdout.trimEnd().split('\n').at(-1) as string
  expect(layerlab(['replay', `https://example.org/play/${fragment}`, '--expect']).status).toBe(0)
  writeFileSync(join(folder, 'capsule.txt'), `${fragment}\n`)
  expect(layerlab(['replay', 'capsule.txt', '--expect']).status).toBe(0)
  expect(layerlab(['run', scenario]).stdout).toMatch(/ 0 failed\n$/)
})

it.each([
  [['--bad', 'ls'], /unknown flag --bad/], [['--mount'], /--mount needs a value/], [['--mount', '/not/there', 'ls'], /there is no such directory/],
  [['--mount', '/etc/hostname', 'ls'], /this is not a directory/], [['--client', '1', 'ls'], /there is no such client. Choose one of/], [['--model', 'fat', 'ls'], /Choose ext4 or posix/],
  [['--profile', 'euleros-2', 'ls'], /there is no such profile/], [['docker', 'images'], /give one line, in quotes: layerlab 'docker images'/], [['run'], /give one scenario/],
  [['run', 'nothing.json'], /there is no such file/], [['replay', '#capsule=1.abc'], /damaged/], [['explore', 'x'], /give two or three lines, each in quotes/], [['explore', '--preemptions', 'x', 'a', 'b'], /--preemptions x/], [['serve', '--listen', 'tcp://0.0.0.0:1'], /only this machine may connect/],
])('refuses %j with a sentence', (args, sentence) => {
  const { status, stdout, stderr } = layerlab(args)
  expect([status, stdout]).toEqual([2, ''])
  expect(stderr).toMatch(sentence)
})

it('says what is wrong with a scenario', () => {
  writeFileSync(join(folder, 'bad.json'), '{"id": "x", "actors": {"a": "ls"}, "replays": {"r": {"schedule": ["b"]}}}')
  const { status, stderr } = layerlab(['run', 'bad.json'])
  expect(status).toBe(2)
  expect(stderr).toMatch(/the actor "a" is a list of lines/)
  expect(stderr).toMatch(/there is no actor "b"; actors are a/)
  chmodSync(join(folder, 'bad.json'), 0o600)
  writeFileSync(join(folder, 'bad.json'), '{"id": ')
  expect(layerlab(['run', 'bad.json']).stderr).toMatch(/bad.json is not a scenario/)
})
