import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { text, utf8 } from '../sandbox/base/bytes.ts'
import { bytesFile, collector, pipe, Terminal } from '../sandbox/machine/files.ts'
import type { File } from '../sandbox/machine/files.ts'
import { Machine } from '../sandbox/machine/machine.ts'
import type { Program } from '../sandbox/machine/process.ts'
import '../sandbox/all-parts.ts'
import { programs } from '../sandbox/programs/index.ts'
import { posixRegex } from '../sandbox/programs/text/posix-regex.ts'
import type { Op } from '../sandbox/sched/op.ts'
import { foreground } from '../sandbox/sched/policies/foreground.ts'
import { hasProgram } from './support/oracle.ts'
import { runProgramIn } from './support/program-world.ts'

const scratch = mkdtempSync(join(tmpdir(), 'layerlab-unpacked-'))
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

/** The BusyBox of the fixtures' images, when this machine can run it. */
function unpackBusybox(): string | undefined {
  const archive = join(import.meta.dirname, 'recordings', 'fixtures', 'rootfs.tar.gz')
  if (process.arch !== 'x64' || process.platform !== 'linux' || !existsSync(archive)) return undefined
  if (spawnSync('tar', ['-xzf', archive, '-C', scratch, 'bin/busybox']).status !== 0) return undefined
  const path = join(scratch, 'bin', 'busybox')
  return spawnSync(path, ['true'], { argv0: 'busybox' }).status === 0 ? path : undefined
}

/** An empty world with one run behind it. */
function world(): Machine {
  return runProgramIn(programs, { argv: ['true'] }).machine
}

/** Start programs as a pipeline; what the last prints, and everyone's status. */
function pipeline(machine: Machine, commands: readonly (readonly string[])[], stdin = ''): { stdout: string; statuses: number[] } {
  const { scheduler } = machine
  const out: Uint8Array[] = []
  const fs = machine.fs({ uid: 0, gid: 0 }, '/tmp')
  const statuses: number[] = []
  const task = scheduler.spawn((function* (): Op<void> {
    let reader: File = bytesFile(utf8(stdin))
    const processes = []
    for (const [i, argv] of commands.entries()) {
      const ends = i < commands.length - 1 ? pipe(scheduler, `pipe-${i}`) : undefined
      const stdout = ends?.writer ?? collector(bytes => out.push(bytes))
      processes.push(yield* machine.spawn(undefined, `/bin/${argv[0] ?? ''}`, { argv, env: new Map([['PATH', '/bin']]), fs: fs.fork(), files: new Map([[0, reader], [1, stdout], [2, collector(() => {})]]) }))
      ends?.writer.release()
      reader.release()
      if (ends) reader = ends.reader
    }
    for (const process of processes) statuses.push(yield* machine.wait(process))
  })(), 'pipeline')
  scheduler.run(foreground, () => task.ended)
  if (task.error) throw task.error
  return { stdout: out.map(text).join(''), statuses }
}

it('ends an endless writer when its reader has enough', () => {
  expect(pipeline(world(), [['yes'], ['head', '-n', '2']])).toEqual({ stdout: 'y\ny\n', statuses: [141, 0] })
  expect(pipeline(world(), [['seq', '1000000'], ['grep', '-m1', '77'], ['cat']]).stdout).toBe('77\n')
  expect(pipeline(world(), [['awk', 'BEGIN { while (1) print ++i }'], ['sed', '3q']])).toEqual({ stdout: '1\n2\n3\n', statuses: [141, 0] })
})

it('passes bytes through several programs', () => {
  const { stdout } = pipeline(world(), [['cat'], ['tr', 'a-z', 'A-Z'], ['rev']], 'abc\nde\n')
  expect(stdout).toBe('CBA\nED\n')
})

it('can stop programs that loop without output', () => {
  for (const argv of [['awk', 'BEGIN { while (1) x++ }'], ['sed', ':a;ba']]) {
    const machine = world()
    const { scheduler } = machine
    const fs = machine.fs({ uid: 0, gid: 0 })
    let status = -1
    const task = scheduler.spawn((function* (): Op<void> {
      const process = yield* machine.spawn(undefined, `/bin/${argv[0] ?? ''}`, { argv, env: new Map(), fs, files: new Map([[0, bytesFile(utf8('x\n'))], [1, collector(() => {})], [2, collector(() => {})]]) })
      yield { kind: 'sleep', target: 'test', ticks: 5_000_000 }
      machine.signal(process, 'INT')
      status = yield* machine.wait(process)
    })(), 'test')
    scheduler.run(foreground, () => task.ended)
    expect(status, argv.join(' ')).toBe(130)
  }
})

it('lets virtual time pass, and only that', () => {
  const { seconds, status } = runProgramIn(programs, { argv: ['sleep', '1h', '0.5'] })
  expect(status).toBe(0)
  expect(seconds).toBeGreaterThanOrEqual(3600.5)
  expect(seconds).toBeLessThan(3601)
  expect(runProgramIn(programs, { argv: ['date', '+%F %T'] }).stdout).toBe('2026-11-21 00:00:00\n')
})

it('stops a command that takes too long, and says 124', () => {
  const { seconds, status } = runProgramIn(programs, { argv: ['timeout', '2', 'sleep', '100'] })
  expect(status).toBe(124)
  expect(seconds).toBeLessThan(3)
})

it.skipIf(!hasProgram('gzip'))('compresses what the real gzip reads, and reads what it compresses', () => {
  const data = 'hello '.repeat(5000) + 'конец\n'
  const packed = runProgramIn(programs, { argv: ['gzip', '-c', 'data'], files: { data } })
  expect(execFileSync('gzip', ['-dc'], { input: packed.bytes }).toString()).toBe(data)
  const real = execFileSync('gzip', ['-9c'], { input: data })
  expect(runProgramIn(programs, { argv: ['zcat', 'x.gz'], files: { 'x.gz': real } }).stdout).toBe(data)
  expect(runProgramIn(programs, { argv: ['gunzip'], stdin: real.subarray(0, 30) })).toMatchObject({ status: 1, stderr: '\ngzip: stdin: unexpected end of file\n' })
  const damaged = Uint8Array.from(real)
  damaged[damaged.length - 6] = (damaged[damaged.length - 6] as number) ^ 1
  expect(runProgramIn(programs, { argv: ['gunzip', '-c'], stdin: damaged }).stderr).toContain('invalid compressed data--crc error')
})

it('replaces a file by its compressed form and back, with its time and mode', () => {
  const run = runProgramIn(programs, { argv: ['gzip', 'data'], files: { data: 'text\n' } })
  expect(run.file('data')).toBeUndefined()
  expect(run.file('data.gz')).toBeDefined()
  const packed = runProgramIn(programs, { argv: ['gzip', '-c', 'data'], files: { data: 'text\n' } }).bytes
  const back = runProgramIn(programs, { argv: ['gunzip', 'data.gz'], files: { 'data.gz': packed } })
  expect(back.file('data')).toBe('text\n')
  expect(back.file('data.gz')).toBeUndefined()
  expect(runProgramIn(programs, { argv: ['gunzip', 'data.gz'], files: { 'data.gz': packed, data: 'old' } })).toMatchObject({ status: 2, stderr: 'gzip: data already exists;\tnot overwritten\n' })
  expect(runProgramIn(programs, { argv: ['file', 'data.gz'], files: { 'data.gz': packed } }).stdout).toBe('data.gz: gzip compressed data, was "data", last modified: Sat Nov 21 00:00:00 2026, from Unix, original size modulo 2^32 5\n')
})

it('answers expressions that make backtracking explode', () => {
  const long = 'a'.repeat(5000)
  const started = performance.now()
  for (const pattern of ['(a*)*b', '(a|aa)+$b', '(a|a)*c', 'a*a*a*a*a*b', '([a-z]+)*[0-9]', '(.*)(.*)(.*)(.*)x']) {
    expect(posixRegex(pattern, 'extended', { ignoreCase: false, multiline: false }).test(long), pattern).toBe(false)
  }
  expect(performance.now() - started).toBeLessThan(5000)
})

it('finds the longest of the leftmost matches, as POSIX wants', () => {
  const find = (pattern: string, subject: string): string | undefined => {
    const found = posixRegex(pattern, 'extended', { ignoreCase: false, multiline: false }).exec(subject, 0)
    return found && subject.slice(found.start, found.end)
  }
  expect(find('a|ab|abc', 'xabcx')).toBe('abc')
  expect(find('(a|ab)(c|bcd)', 'abcd')).toBe('abcd')
  expect(find('a?(ab)?', 'ab')).toBe('ab')
  expect(find('x*', 'aaa')).toBe('')
})

it('keeps bytes that are not UTF-8 as they are', () => {
  const bytes = new Uint8Array([0x61, 0xff, 0xc3, 0xa9, 0x80, 0x0a])
  for (const argv of [['cat'], ['sed', 's/x/y/'], ['awk', '{ print }'], ['grep', '-a', 'a'], ['sort'], ['rev'], ['tac'], ['cut', '-c1-']]) {
    const expected = argv[0] === 'rev' ? new Uint8Array([0x80, 0xc3, 0xa9, 0xff, 0x61, 0x0a]) : bytes
    expect([...runProgramIn(programs, { argv, stdin: bytes }).bytes], argv.join(' ')).toEqual([...expected])
  }
  expect(runProgramIn(programs, { argv: ['sed', 's/./X/g'], stdin: 'né文\n' }).stdout).toBe('XXX\n')
})

/** Run `busybox NAME …` on a machine that has one, in a directory with files. */
function busybox(argv: readonly string[], files: Readonly<Record<string, string>>): { stdout: string; stderr: string; status: number } {
  const called: Program = function* (process) {
    process.argv = ['busybox', ...process.argv.slice(1)]
    return yield* (programs.get('busybox') as Program)(process)
  }
  const { stdout, stderr, status } = runProgramIn(new Map([...programs, ['bb', called]]), { argv: ['bb', ...argv], files })
  return { stdout, stderr, status }
}

it('speaks as BusyBox when it is an applet', () => {
  expect(busybox(['nonsense'], {})).toEqual({ stdout: '', stderr: 'nonsense: applet not found\n', status: 127 })
  expect(busybox(['cat', '-Z'], {}).stderr).toMatch(/^cat: invalid option -- 'Z'\nBusyBox v1\.\d+\.\d+ .*multi-call binary\.\n\nUsage: cat /)
  expect(busybox([], {}).stdout).toContain('Currently defined functions:\n\t[, ')
})

const real = unpackBusybox()
it.skipIf(real === undefined)('says what the real BusyBox says', () => {
  const files = { A: 'a\nb\nc\nd\ne\nf\ng\nh\ni\n', B: 'a\nB\nc\nd\ne\nf\ng\nh\nX\ni\n', 'd/x': '1\n', n: '3 x\n1 y\n2 z\n' }
  const lines = [
    'cat nofile', 'cat d', 'cat A nofile', 'cat -n A', 'head nofile', 'head d', 'head -n x A', 'head -2 A B', 'head -c 3 A', 'tail nofile', 'tail -n x A', 'tail -n 2 A B', 'tail -n +8 A', 'wc nofile', 'wc A', 'wc -l A', 'wc A B', 'wc d', 'wc -lc A', 'grep x nofile', 'grep x d', 'grep -n b A B',
    'grep -c a A', 'sed p nofile', 'sed -n 2p A', 'sed s/a/b/ A', 'sleep x', 'sleep 0', 'date -d foo', 'date -I -d @0', 'date -u -d @0 +%F', 'sort nofile', 'sort d', 'sort -n n', 'sort -r A', 'uniq nofile', 'uniq -c A', 'cut -f1 nofile', 'cut', 'cut -d_-f2 n', 'cut -c1 n', 'sha256sum nofile', 'sha256sum d', 'sha256sum A', 'md5sum nofile', 'md5sum A', 'gzip nofile', 'gunzip nofile', 'zcat A',
    'xargs -n x', 'env nope', 'diff A nofile', 'diff A B', 'diff -q A B', 'diff A A', 'cmp A B', 'cmp A nofile', 'cmp -s A B', 'nl A', 'nl nofile', 'tac A', 'tac nofile', 'rev n', 'rev nofile', 'fold -w x', 'fold -w 2 n', 'strings nofile', 'xxd nofile', 'xxd A', 'od nofile', 'base64 nofile', 'base64 A', 'timeout x y',
    'nope', 'tee d', 'paste nofile', 'paste A A', 'less nofile', 'hexdump -C A', 'seq 3', 'seq 1 2 7', 'echo hi there', 'echo -n x', 'printf %s-%d\\n a 3', 'basename /a/b.c .c', 'dirname /a/b', 'true', 'false', 'expr 1 + 2', 'test -f A', 'test -d A', 'tr a-c A-C', 'awk {print$1} n', 'xargs echo', 'unknown-applet', 'od -c A', 'hexdump A', 'test a = a',
  ]
  const directory = mkdtempSync(join(tmpdir(), 'layerlab-busybox-'))
  try {
    mkdirSync(join(directory, 'd'))
    for (const [name, content] of Object.entries(files)) writeFileSync(join(directory, name), content)
    const differences: string[] = []
    for (const line of lines) {
      const argv = line.split(' ')
      const found = spawnSync(real ?? '', argv, { argv0: 'busybox', cwd: directory, input: '', encoding: 'utf8', env: { PATH: '/usr/bin:/bin', TZ: 'UTC' } })
      const theirs = { stdout: found.stdout, stderr: found.stderr, status: found.status }
      const ours = busybox(argv, files)
      if (JSON.stringify(ours) !== JSON.stringify(theirs)) differences.push(`${line}\n  real ${JSON.stringify(theirs)}\n  ours ${JSON.stringify(ours)}`)
    }
    expect(lines.length).toBeGreaterThan(90)
    expect(differences.join('\n')).toBe('')
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}, 60_000)

it('shows one screen at a time on a terminal', () => {
  const machine = world()
  const { scheduler } = machine
  const shown: Uint8Array[] = []
  const terminal = new Terminal(scheduler, 'tty1', { columns: 20, rows: 5 }, bytes => shown.push(bytes))
  const task = scheduler.spawn((function* (): Op<number> {
    const ends = pipe(scheduler, 'input')
    const process = yield* machine.spawn(undefined, '/bin/less', { argv: ['less'], env: new Map(), fs: machine.fs({ uid: 0, gid: 0 }), files: new Map([[0, bytesFile(utf8('1\n2\n3\n4\n5\n6\n'))], [1, terminal.file], [2, terminal.file]]) })
    ends.writer.release()
    return yield* machine.wait(process)
  })(), 'less')
  scheduler.run(foreground, () => task.ended)
  expect(shown.map(text).join('')).toContain('4\r\n')
  expect(shown.map(text).join('')).not.toContain('5')
  terminal.type(utf8('\r'))
  scheduler.run(foreground, () => task.ended)
  expect(shown.map(text).join('')).toContain('5\r\n')
  expect(shown.map(text).join('')).not.toContain('6')
  terminal.type(utf8('q'))
  scheduler.run(foreground, () => task.ended)
  expect(task.result).toBe(0)
  expect(terminal.raw).toBe(false)
})

it('lists what there is to run', () => {
  const { stdout } = runProgramIn(programs, { argv: ['help'] })
  for (const name of ['awk', 'jq', 'xargs', 'hexdump']) expect(stdout).toContain(name)
  expect(runProgramIn(programs, { argv: ['man', 'docker-image-prune'] }).stdout).toContain('docker image prune --help')
  expect(runProgramIn(programs, { argv: ['man', 'sort'] }).stdout).toContain('--reverse')
  expect(runProgramIn(programs, { argv: ['man', 'foo'] })).toMatchObject({ status: 16, stderr: 'No manual entry for foo\n' })
})
