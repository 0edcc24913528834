/** The programs of the simulated machine against the real ones of this computer (GNU coreutils, findutils, tar). */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { text } from '../sandbox/base/bytes.ts'
import { SimDisk } from '../sandbox/disk/sim-disk.ts'
import { bytesFile, collector } from '../sandbox/machine/files.ts'
import { DEFAULT_PATH, furnishHost } from '../sandbox/machine/furnish.ts'
import { Machine } from '../sandbox/machine/machine.ts'
import { installNodeCodecs } from '../sandbox/node/codecs.ts'
import '../sandbox/all-parts.ts'
import { programs } from '../sandbox/programs/index.ts'
import { Memory } from '../sandbox/sched/memory.ts'
import { foreground } from '../sandbox/sched/policies/foreground.ts'
import { Scheduler } from '../sandbox/sched/scheduler.ts'

installNodeCodecs()

interface Result {
  readonly stdout: string
  readonly stderr: string
  readonly status: number
}

/** A simulated host with a working directory; each call runs one program in it. */
function simulated(fixtures: readonly string[]): (argv: readonly string[], stdin?: Uint8Array) => Result {
  const scheduler = new Scheduler(new Memory(), 1)
  const disk = new SimDisk(scheduler, { model: 'ext4', capacityBytes: 1 << 30, epochSeconds: 1_795_219_200 })
  const facts = { hostname: 'host-a', architecture: 'amd64', kernelRelease: '6.1.0-44-amd64', operatingSystem: 'Debian GNU/Linux 12 (bookworm)', cpus: 2, memoryBytes: 2 << 30, modules: ['overlay'] }
  const machine = new Machine(scheduler, disk, facts, programs)
  furnishHost(machine, { directories: [{ path: '/work', uid: 0 }] })
  for (const name of fixtures) {
    scheduler.spawn(machine.fs({ uid: 0, gid: 0 }, '/work').writeFile(name, readFileSync(join(FIXTURES, name)), 0o644), 'put')
    scheduler.run(foreground)
  }
  return (argv, stdin = new Uint8Array()) => {
    const out: string[] = []
    const err: string[] = []
    const files = new Map([[0, bytesFile(stdin)], [1, collector(bytes => out.push(text(bytes)))], [2, collector(bytes => err.push(text(bytes)))]])
    const env = new Map<string, string>([['PATH', DEFAULT_PATH], ['HOME', '/root'], ['USER', 'root']])
    const task = scheduler.spawn((function* () {
      const process = yield* machine.spawn(undefined, `/usr/bin/${argv[0] ?? ''}`, { argv, env, fs: machine.fs({ uid: 0, gid: 0 }, '/work'), files })
      return yield* machine.wait(process)
    })(), 'test')
    scheduler.run(foreground)
    if (task.error) throw task.error
    return { stdout: out.join(''), stderr: err.join(''), status: task.result as number }
  }
}

const FIXTURES = join(import.meta.dirname, 'recordings/fixtures')
const made: string[] = []

/** The real programs in a fresh directory. */
function real(fixtures: readonly string[]): (argv: readonly string[], stdin?: Uint8Array) => Result {
  const directory = mkdtempSync(join(tmpdir(), 'programs-'))
  made.push(directory)
  for (const name of fixtures) writeFileSync(join(directory, name), readFileSync(join(FIXTURES, name)))
  return (argv, stdin = new Uint8Array()) => {
    const { stdout, stderr, status } = spawnSync(argv[0] ?? '', argv.slice(1), { cwd: directory, input: stdin, encoding: 'utf8', env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C.UTF-8', TZ: 'UTC', HOME: '/root', USER: 'root' } })
    return { stdout, stderr, status: status ?? -1 }
  }
}

afterAll(() => {
  for (const directory of made) rmSync(directory, { recursive: true, force: true })
})

/** A small tree with all kinds of things in it, old enough to show the year. */
const TREE = [
  'mkdir -p d/sub/deep e', 'cp /dev/null d/name', 'dd if=/dev/zero of=d/big bs=1000 count=13 status=none', 'touch d/empty d/.hidden d/sub/one.txt d/sub/two.TXT d/sub/deep/three.txt', 'dd if=/dev/zero of=d/sub/five bs=5 count=1 status=none',
  'ln -s name d/link', 'ln -s nowhere d/dangling', 'ln -s sub d/dirlink', 'ln d/big d/sub/hard', 'chmod 600 d/empty', 'chmod u=rwx,go=rx d/sub/five', 'truncate -s 5000 d/holes', 'chmod 1777 e', 'chmod 755 .', 'mkdir -m 2750 e/group',
]
const TIMES = ['touch -d @1584731962 d/holes d/name d/big d/empty d/sub d/sub/one.txt d/sub/five', 'touch -d @1500000000 d/.hidden d/sub/two.TXT d/sub/deep d/sub/deep/three.txt e/group', 'touch -h -d @1600000000 d/link d/dangling d/dirlink', 'touch -d @1550000000 d e .']

const words = (line: string): string[] => (line.match(/'[^']*'|\S+/g) ?? []).map(word => word.replace(/^'(.*)'$/, '$1'))

function both(lines: readonly string[], fixtures: readonly string[]): { ours: Result; theirs: Result }[] {
  const ours = simulated(fixtures)
  const theirs = real(fixtures)
  return lines.map(line => ({ ours: ours(words(line)), theirs: theirs(words(line)) }))
}

/** Run the lines one after the other in the same tree, after all of `before`, here and for real. */
function compare(title: string, before: readonly string[], lines: readonly string[], order: 'kept' | 'free' = 'kept', fixtures: readonly string[] = []): void {
  // A real directory has no order; ours is sorted.
  const form = (result: Result): string => JSON.stringify(order === 'kept' ? result : { ...result, stdout: result.stdout.split(/[\n\0]/).sort().join('\n') })
  it(`${title}: ${lines.length} command lines print what the real programs print`, () => {
    const results = both([...before, ...lines], fixtures).slice(before.length)
    const differences = results.flatMap(({ ours, theirs }, i) =>
      form(ours) === form(theirs) ? [] : [`${lines[i] ?? ''}\n  real ${JSON.stringify(theirs)}\n  ours ${JSON.stringify(ours)}`])
    expect(results.filter(({ theirs }) => theirs.status === 0).length).toBeGreaterThan(0)
    if (differences.length > 0) throw new Error(differences.join('\n'))
  }, 60_000)
}

compare('preparing', [], [...TREE, ...TIMES])

compare('ls', [...TREE, ...TIMES], [
  'ls', 'ls -a', 'ls -A d', 'ls -l d', 'ls -la d', 'ls -lR', 'ls -R d', 'ls -1 d e', 'ls -d d', 'ls -ld d e', 'ls -lh d/big d/sub', 'ls -lS d', 'ls -lt d', 'ls -ltr d', 'ls -r d', 'ls -s d', 'ls -ls d/sub', 'ls -n d', 'ls -F d d/sub',
  'ls -p d', 'ls -m d', 'ls -C d', 'ls -x d', 'ls -Q d', 'ls --full-time d', 'ls -l --time-style=long-iso d', 'ls -g d', 'ls -o d', 'ls -lG d', 'ls nope d', 'ls -l nope', 'ls d/big nope e', 'ls -l d/link d/dirlink', 'ls d/dirlink', 'ls -lL d/link', 'ls -d d/*',
  'ls -X d/sub', 'ls -v d/sub', 'ls -U e', 'ls --group-directories-first d', 'ls -I b* d', 'ls --badoption', 'ls -w 20 -C d', 'ls d/big/x', 'ls -lk d',
])

compare('stat', [...TREE, ...TIMES], [
  "stat -c '%n %s %a %A %u %g %U %G %h %F' d d/big d/link d/empty e e/group", "stat -c '%y %Y' d/big", "stat --printf '%n:%s\\n' d/big d/empty", "stat -L -c '%N %F' d/dirlink", "stat -c '%N' d/link", "stat -c '%b %B %f %t %T' d/big /dev/null", 'stat nope', "stat -c '%10s|%-10s|%04a' d/big", 'stat', "stat -c '%A %n' d/big nope",
])

compare('du', [...TREE, 'rm d/sub/hard'], ['du', 'du -s', 'du -h d', 'du -a d', 'du -sh d e', 'du -b d', 'du -c d e', 'du -d 1', 'du --apparent-size d', 'du -ab d', 'du --max-depth=0 d', 'du nope', 'du d/big', 'du -l d', 'du -k d/sub', 'du --exclude=sub d'], 'free')

compare('removing', [...TREE, ...TIMES], [
  'rm nope', 'rm -f nope', 'rm d', 'rm -d e/group', 'rm d/name/x', 'rm', 'rm -f', 'rm -v d/empty', 'rmdir d', 'rmdir nope', 'rmdir e', 'rm -r d/sub', 'ls -A d', 'rm -rv d', 'ls -A', 'rm .', 'rm -rf ..', 'rmdir', 'mkdir -p a/b/c', 'rmdir -p a/b/c', 'ls', 'unlink nope', 'unlink',
], 'free')

compare('making', [...TREE, ...TIMES], [
  'mkdir d', 'mkdir nope/x', 'mkdir -p d/x/y', 'mkdir d/big/x', 'mkdir -p d/big/x', 'mkdir -p d/big', 'mkdir -m 700 secret', 'mkdir -v v', 'mkdir -pv q/r', 'mkdir', 'mkdir -m 999 z', "stat -c '%a %n' secret v q/r", 'touch nope/x', 'touch d/big/x', 'touch -c nope', 'touch',
  'truncate -s 3 d/big', 'truncate -s +7 d/big', 'truncate -s -2 d/big', 'truncate d/big', 'truncate -s x d/big', "stat -c '%s' d/big", 'mktemp -p nope', 'mktemp ab', 'touch -d 2020-03-20T19:20:22Z t', "stat -c '%Y' t", 'touch -r t u', "stat -c '%Y' u", 'touch -t 202001020304.05 t', "stat -c '%Y' t", 'touch -d nonsense t',
])

compare('copying', [...TREE, ...TIMES], [
  'cp nope x', 'cp d x', 'cp d/big', 'cp', 'cp d/big copy', "stat -c '%s %a' copy", 'cp -r d d2', 'ls -R d2', 'cp -a d d3', 'ls -lR d3', 'cp -v copy copy2', 'cp copy copy', 'cp copy d/big nope', 'cp copy d/big copy2', 'cp d/big e', 'cp -r d copy', 'cp copy nope/x', 'cp -l copy hard', "stat -c '%h' copy", 'cp -s copy soft', 'readlink soft', 'cp -p d/big kept', "stat -c '%Y %a' kept", 'cp -t e copy', 'ls e', 'cp -n d/empty copy', "stat -c '%s' copy", 'cp -d d/dangling here', 'readlink here', 'cp d/dangling there', 'cp -rT d/sub flat', 'ls flat', 'cp e/big d/sub', 'cp copy e/group/', 'cp copy missing/',
])

compare('moving', [...TREE, ...TIMES], [
  'mv nope x', 'mv d/big', 'mv', 'mv -v d/big big', 'mv big e', 'mv e/big d/sub/hard nope', 'mv d d/sub', 'mv d e', 'ls e', 'mv e/d d', 'mkdir f', 'touch f2', 'mv f f2', 'mkdir d/f2', 'mv f2 d', 'mv f2 f2', 'mv f2 nope/y', 'mv -n f2 d/name', 'ls', 'mv -t d f2 nope', 'mv d/name d/link f', 'ls -1 f',
])

compare('linking', [...TREE, ...TIMES], [
  'ln d/big b', 'ln d/big b', 'ln -f d/big b', 'ln nope x', 'ln d x', 'ln -s d/big s', 'ln -s x s', 'ln -sf x s', 'readlink s', 'ln -sv a v', 'ln -v d/big v2', 'ln', 'ln -s d', 'ln -s a nope/b', 'ln -sr d/sub/one.txt e/rel', 'readlink e/rel', 'ln -sfn e d/dirlink', 'readlink d/dirlink', 'readlink d', 'readlink -v d', 'readlink nope', 'readlink', 'link d/big l3', 'link nope l4', 'ln d/big nope/x', 'realpath nope/x', 'realpath -e nope',
  'realpath --relative-to=d/sub d/big',
])

compare('modes and owners', [...TREE, ...TIMES], [
  'chmod 640 d/big', 'chmod u+x,g-r,o=w d/empty', 'chmod a=r d/sub/five', 'chmod -x d/sub/five', 'chmod +t d', 'chmod g+s e', 'chmod 999 d/big', 'chmod u+q d/big', 'chmod 644', 'chmod', 'chmod 644 nope', 'chmod -v 600 d/big', 'chmod -v 600 d/big', 'chmod -R go-rwx d/sub', "stat -c '%a %n' d d/big d/empty d/sub d/sub/five d/sub/deep e", 'chmod a+X d/sub d/sub/one.txt',
  "stat -c '%a' d/sub d/sub/one.txt", 'chmod u=g d/big', "stat -c '%a' d/big", 'chown 5:7 d/big', 'chown :9 d/empty', 'chown -R 3 d/sub', 'chown nobody e', "stat -c '%u %g' d/big d/empty d/sub d/sub/five e", 'chown nouser d/big', 'chown :nogroup1 d/big', 'chown 1', 'chown 1 nope', 'chown daemon: d/big', "stat -c '%U:%G' d/big", 'chgrp 4 d/big', 'chgrp what d/big',
  'install -m 600 d/big inst', "stat -c '%a %s' inst", 'install -d x/y/z', 'ls x/y', 'install d/big', 'install -D d/big p/q/r', 'ls p/q',
])

compare('find', [...TREE, ...TIMES], [
  'find', 'find d', 'find d e', 'find d -name *.txt', 'find d -iname *.txt', 'find d -type f', 'find d -type d', 'find d -type l,d', 'find d -size +1k', 'find d -size -1', 'find d -size 13000c', 'find d -maxdepth 1', 'find d -mindepth 2', 'find -maxdepth 0',
  'find d -path d/sub/*', 'find d -empty', 'find d -newer d/.hidden', 'find d -mtime +30', 'find d -mtime -1', 'find d -not -type f', 'find d ! -name big -type f', 'find d -type f -o -type l', 'find d ( -name big -o -name name ) -print', 'find d -name sub -prune -o -print',
  'find d -exec echo {} ;', 'find d -type f -exec echo x{}y ;', 'find d -name big -exec echo {} +', 'find d -print0', 'find nope', 'find d nope', 'find d -foo', 'find d -name', 'find d x y -name * zz', 'find d -type q', 'find d -exec echo {}', 'find d -size x', 'find d ( -name x', 'find d -newer nope',
  'find d -mtime x', 'find -maxdepth x', 'find d -perm 600', 'find d -perm -111 -type f', 'find d -perm /222 -type f', "find d -printf '%p %s %m %M %y %d %f %h %P %u %n %k\\n'", "find d -printf '%T@ %TY-%Tm-%Td %l\\n'", 'find d -links 2 -type f', 'find d -user root -name big', 'find d -samefile d/big',
  'find d -regex .*big', 'find d -executable -type f', 'find d -true , -name big', 'find d -lname n*', 'find d -exec false ; -print', 'find d -exec nosuchprogram {} ;', 'find -L d/dirlink -maxdepth 1', 'find d/dirlink', 'find d -name big -delete', 'find d -name big', 'find e -delete', 'ls', 'find d -name b*g -o', 'find d -quit', 'find d -depth',
], 'free')

compare('tar of real archives', ['mkdir out out2 out3 out4'], [
  'tar tf hello.tar', 'tar tvf hello.tar', 'tar tvf app-a.tar.gz', 'tar tf app-a.tar.gz', 'tar tzf app-a.tar.gz', 'tar tvf wh.tar.gz', 'tar xOf hello.tar manifest.json', 'tar xOf hello.tar repositories nope', 'tar xf hello.tar -C out', 'find out -mindepth 1 -printf %P:%m:%u:%s:%T@\\n', 'tar xvf hello.tar -C out2 manifest.json repositories', 'ls -1 out2',
  'tar xf wh.tar.gz -C out3 --strip-components 1', 'find out3 -printf %P:%y:%m:%s\\n', 'tar tf bad-truncated.tar', 'tar tf bad-truncated-end.tar', 'tar tf bad-text.tar', 'tar tf bad-empty.tar', 'tar tf bad-zeros.tar', 'tar tf bad-short.tar', 'tar tvf bad-traversal-entry.tar', 'tar xf bad-traversal-entry.tar -C out4', 'tar tvf symlink-layer.tar', 'tar tf oci-layout.tar', 'tar tvf rootfs-small.tar', 'tar xf rootfs-small.tar -C out4 --exclude=bin', 'find out4 -printf %P:%y:%m:%s:%l\\n',
  'tar tf hello.tar nope manifest.json', 'tar -tf hello.tar --exclude=*.json', 'tar xf nope.tar', 'tar', 'tar xf hello.tar -C nodir', 'tar xkf hello.tar -C out', 'tar tvf rootfs-small.tar --full-time', 'tar --list --file hello.tar', 'tar x -f hello.tar -O manifest.json', 'tar xzf hello.tar', 'tar tvf rootfs-small.tar --numeric-owner', 'tar tf hello.tar --wildcards *.json', 'tar txf hello.tar', 'tar -Q',
], 'free', ['hello.tar', 'app-a.tar.gz', 'wh.tar.gz', 'bad-truncated.tar', 'bad-truncated-end.tar', 'bad-text.tar', 'bad-empty.tar', 'bad-zeros.tar', 'bad-short.tar', 'bad-traversal-entry.tar', 'symlink-layer.tar', 'oci-layout.tar', 'rootfs-small.tar'])

compare('tar that writes', [...TREE, 'rm -r d/sub e/group', 'mkdir -p e/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb', ...TIMES.map(line => line.replaceAll(/ d\/sub\S*| e\/group/g, ''))], [
  'tar cf one.tar d/name d/big d/link', 'sha256sum one.tar', 'tar cvf two.tar --exclude=.hidden d/name d/empty d/big', 'tar tvf two.tar', 'tar cf - d/name', 'tar cf three.tar -C d big name', 'tar tf three.tar', 'tar cf four.tar nope d/name', 'tar c', 'tar cf x.tar', 'tar cf five.tar --owner=daemon --group=1 d/name', 'tar tvf five.tar', 'tar --format=ustar -cf six.tar d/name d/link', 'sha256sum six.tar', 'tar cf seven.tar --mtime=@1000000000 --mode=600 d/name', 'tar tvf seven.tar',
  'tar rf one.tar d/empty', 'tar tvf one.tar', 'sha256sum one.tar', 'tar cf long.tar e', 'tar tf long.tar', 'tar cf abs.tar /dev/null', 'tar tf abs.tar', 'tar cvvf eight.tar d/name d/link', 'ln d/big d/big2', 'tar cf nine.tar d/big d/big2', 'tar tvf nine.tar', 'tar cf ten.tar --no-recursion e', 'tar tvf ten.tar',
])
