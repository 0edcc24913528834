/** Lines that a curious reader types, where the areas of the engine meet. */
import { beforeAll, expect, it } from 'vitest'
import { installNodeCodecs } from '../sandbox/node/codecs.ts'
import { World } from '../sandbox/scenario/world.ts'
import { fixture } from './support/fixtures.ts'

beforeAll(installNodeCodecs)

function ubuntu(): World {
  const world = World.create()
  world.putFile('/root/u.tgz', fixture('ubuntu.tar.gz'), { mode: 0o644, uid: 0, mtime: 0 })
  expect(world.run('docker load -qi u.tgz').exit).toBe(0)
  return world
}

it('a program that writes to a pipe nobody reads ends without a word', () => {
  for (const line of ['find / | head -1', 'find / -ls | head -1', 'ls -R / | head -1', 'seq 100000 | head -1', 'yes | head -1', 'du -a / | head -1', 'cat /etc/passwd /dev/zero | head -1']) {
    expect(World.create().run(line), line).toMatchObject({ exit: 0, stderr: '' })
  }
  expect(World.create().run('set -o pipefail; seq 1000000 | head -1').exit).toBe(141)
})

it('a container that is removed when it ends is also removed when it cannot start', () => {
  const world = ubuntu()
  expect(world.run('docker run --rm -u nobody ubuntu:18.04 id').stderr).toContain('unable to find user nobody')
  expect(world.run('docker ps -aq').stdout).toBe('')
  expect(world.run('docker run -u nobody ubuntu:18.04 id').exit).toBe(125)
  expect(world.run('docker ps -a --format "{{.Status}}"').stdout).toBe('Created\n')
})

it('files of variables are read by the client', () => {
  const world = ubuntu()
  expect(world.run(String.raw`printf 'A=1\n# no\n\nUSER\nB=x y\n' > f; docker run --rm -e A=2 --env-file f ubuntu:18.04 env | grep -E '^(A|B|USER)='`).stdout).toBe('A=2\nUSER=root\nB=x y\n')
  expect(world.run('docker run --rm --env-file nope ubuntu:18.04 env')).toMatchObject({ exit: 125, stderr: "docker: open nope: no such file or directory.\nSee 'docker run --help'.\n" })
})

it('binds that make no sense are refused before anything is made', () => {
  const world = ubuntu()
  for (const [bind, words] of [
    ['a:b:c:d', "invalid volume specification: 'a:b:c:d'"], ['/x:rel', "mount path must be absolute"], ['/x:/y:zz', 'invalid mode: zz'], ['no/pe:/x', 'includes invalid characters for a local volume name'], ['/x:/', "destination can't be '/'"],
  ] as const) {
    const result = world.run(`docker run --rm -v ${bind} ubuntu:18.04 true`)
    expect(result.exit, bind).toBe(125)
    expect(result.stderr, bind).toContain(words)
  }
  expect(world.run('docker ps -aq; ls -d /x /var/lib/docker/volumes/*').stdout).toBe('')
})

it('a file can be bound over a file, and to where there is none', () => {
  const world = ubuntu()
  expect(world.run('echo hi > f; docker run --rm -v /root/f:/etc/os-release -v ./f:/new/f:ro ubuntu:18.04 cat /etc/os-release /new/f').stdout).toBe('hi\nhi\n')
  expect(world.run("docker run --rm -v ./f:/f:ro ubuntu:18.04 sh -c 'echo x > /f'").stderr).toBe("sh: can't create /f: Read-only file system\n")
})

it('a shell that waits for input nobody gives keeps its container running', () => {
  const world = ubuntu()
  world.run('docker run -dit --name ab ubuntu:18.04')
  world.wait(30)
  expect(world.run('docker ps --format "{{.Names}} {{.Status}}"').stdout).toBe('ab Up 30 seconds\n')
  expect(world.run('docker stop -t 1 ab').exit).toBe(0)
  expect(world.machine.processes.size).toBe(1)
})

it('values of flags that would be ignored are refused', () => {
  const world = ubuntu()
  expect(world.run('docker run --restart always ubuntu:18.04 true').stderr).toContain('--restart always is not simulated')
  expect(world.run('docker run --restart sometimes ubuntu:18.04 true').stderr).toContain("invalid restart policy 'sometimes'")
  expect(world.run('docker run --restart always --rm ubuntu:18.04 true').stderr).toContain('Conflicting options: --restart and --rm')
  expect(world.run('docker run --restart no --rm ubuntu:18.04 echo hi').stdout).toBe('hi\n')
  expect(world.run('docker run -w rel --rm ubuntu:18.04 true').stderr).toContain("the working directory 'rel' is invalid, it needs to be an absolute path")
  expect(world.run('docker run --stop-signal FOO --rm ubuntu:18.04 true').stderr).toContain('Invalid signal: FOO')
})

it('a word that only wanted more is a syntax error', () => {
  const world = World.create()
  expect(world.run('[[ x').exit).toBe(2)
  expect(world.run(`echo ${'{a,'.repeat(5000)}b${'}'.repeat(5000)}`).stderr).toContain('nesting')
})

it('an interrupted sleep is over at once, also beside a longer one', () => {
  const world = World.create()
  const before = world.scheduler.nowTick
  expect(world.run('sleep 50 & timeout 1 sleep 5; echo $?').stdout).toBe('124\n')
  expect((world.scheduler.nowTick - before) / 1e9).toBeLessThan(1.1)
  expect(world.run('sleep 50 & kill $!; wait $!; date +%s').stdout).toBe(`${world.options.epochSeconds + 1}\n`)
})

it('a daemon that is not there is not answered for by another', () => {
  const world = World.create()
  for (const line of ['docker -H tcp://1.2.3.4:5 images', 'DOCKER_HOST=tcp://1.2.3.4:5 docker images']) {
    expect(world.run(line)).toMatchObject({ exit: 1, stderr: 'Cannot connect to the Docker daemon at tcp://1.2.3.4:5. Is the docker daemon running?\n' })
  }
  expect(world.run('docker -H unix:///var/run/docker.sock images -q').exit).toBe(0)
})

it('output that cannot be written ends a client in words', () => {
  const world = ubuntu()
  expect(world.run('docker images > /dev/full')).toMatchObject({ exit: 1, stderr: 'docker: write /dev/full: no space left on device\n' })
  for (const line of ['docker images >&-', 'docker ps >&- 2>&-', 'docker load <&-']) expect(world.run(line).exit, line).toBe(1)
  expect(world.machine.processes.size).toBe(1)
})

it('init takes no signal', () => {
  const world = World.create({ user: { name: 'user', uid: 1000, home: '/home/user' } })
  expect(world.run('kill -9 1')).toMatchObject({ exit: 1, stderr: 'bash: line 1: kill: (1) - Operation not permitted\n' })
  expect(World.create().run('kill -9 1; echo $?').stdout).toBe('0\n')
})

it('a terminal has a name that a kernel gives', () => {
  const world = ubuntu()
  const terminal = { columns: 100, rows: 30 }
  expect(world.run('tty', { terminal }).raw).toBe('/dev/pts/0\r\n')
  expect(world.run("docker run -it --rm ubuntu:18.04 sh -c 'tty; true'", { terminal }).raw).toBe('/dev/pts/0\r\n')
  expect(world.run('tty')).toMatchObject({ exit: 1, stdout: 'not a tty\n' })
})
