/** Containers beside their first process: exec, diff, export, import, commit, cp, pause, attach. */
import { beforeAll, describe, expect, it } from 'vitest'
import { installNodeCodecs } from '../sandbox/node/codecs.ts'
import { World } from '../sandbox/scenario/world.ts'
import { fixture } from './support/fixtures.ts'

beforeAll(installNodeCodecs)

function worldWith(...lines: readonly string[]): World {
  const world = World.create()
  for (const name of ['base.tar', 'rootfs-small.tar']) world.putFile(`/root/${name}`, fixture(name), { mode: 0o644, uid: 0, mtime: 1584732022 })
  for (const line of ['docker load -qi base.tar', ...lines]) expect(world.run(line).exit, line).toBe(0)
  return world
}

const RUNNING = 'docker run -d --name c1 base:v1 sleep 300'

describe('exec', () => {
  it('runs beside the first process, with its own user, directory, variables and status', () => {
    const world = worldWith(RUNNING)
    expect(world.run("docker exec -u app -w /data -e A=5 c1 sh -c 'id -u; pwd; echo $A; exit 7'")).toMatchObject({ exit: 7, stdout: '1000\n/data\n5\n' })
    expect(world.run('echo typed | docker exec -i c1 cat').stdout).toBe('typed\n')
    expect(world.run('docker logs c1').stdout).toBe('')
  })

  it('gives the refusals of the runtime as output and ends with 126, as 20.10 does', () => {
    const world = worldWith(RUNNING)
    const refused = (reason: string): string => `OCI runtime exec failed: exec failed: unable to start container process: ${reason}: unknown\r\n`
    expect(world.run('docker exec c1 nosuch')).toMatchObject({ exit: 126, stdout: refused('exec: "nosuch": executable file not found in $PATH') })
    expect(world.run('docker exec -w /nope c1 ls')).toMatchObject({ exit: 126, stdout: refused('chdir to cwd ("/nope") set in config.json failed: no such file or directory') })
    expect(world.run('docker exec nope ls')).toMatchObject({ exit: 1, stderr: 'Error: No such container: nope\n' })
    expect(world.run('docker stop -t 0 c1; docker exec c1 ls')).toMatchObject({ exit: 1, stderr: expect.stringMatching(/^Error response from daemon: Container [0-9a-f]{64} is not running\n$/) as string })
  })
})

describe('diff and commit', () => {
  it('compare outcomes: what was changed and changed back is no change', () => {
    const world = worldWith("docker run --name c1 base:v1 sh -c 'echo x > /tmp/x; rm /tmp/x; rm -r /data; mkdir /data; chmod 755 /data'")
    expect(world.run('docker diff c1').stdout.split('\n').sort()).toEqual(['', 'C /data', 'D /data/hello.txt', 'D /data/number.txt'])
  })

  it('make the same layer twice from the same changes, and none from no changes', () => {
    const world = worldWith("docker run --name c1 base:v1 sh -c 'echo x > /x; rm /data/hello.txt'", 'docker commit c1 a', 'sleep 2', 'docker commit c1 b', 'docker create --name c2 base:v1', 'docker commit c2 same')
    const layers = (name: string): string => world.run(`docker inspect -f '{{json .RootFS.Layers}}' ${name}`).stdout
    expect(layers('a')).toBe(layers('b'))
    expect(layers('same')).toBe(layers('base:v1'))
    expect(world.run('docker run --rm a ls /x /data').stdout).toBe('/x\n\n/data:\nnumber.txt\n')
    // The layer that was registered for the empty change is gone again.
    expect(world.run('ls /var/lib/docker/image/overlay2/layerdb/sha256 | wc -l').stdout).toBe('2\n')
  })

  it('leave nothing behind when a change is refused', () => {
    const world = worldWith(RUNNING)
    const before = world.run('find /var/lib/docker/image | sort').stdout
    expect(world.run("docker commit -c 'RUN x' c1 y").stderr).toBe('Error response from daemon: run is not a valid change command\n')
    expect(world.run('find /var/lib/docker/image | sort').stdout).toBe(before)
    expect(world.run("docker ps --format '{{.Status}}'").stdout).not.toContain('Paused')
  })
})

describe('export, import and cp', () => {
  it('bring a tree out and in again', () => {
    const world = worldWith("docker run --name c1 base:v1 sh -c 'ln /data/hello.txt /data/second; mkdir -p /a/b; echo deep > /a/b/c'", 'docker export -o c1.tar c1', 'docker import -c "CMD cat /a/b/c" c1.tar flat')
    expect(world.run('docker run --rm flat').stdout).toBe('deep\n')
    expect(world.run("docker run --rm flat stat -c %h /data/hello.txt").stdout).toBe('2\n')
  })

  it('copy names as cp does, with a slash or a dot at the end', () => {
    const world = worldWith('docker create --name c1 base:v1', 'mkdir -p d/e; echo 1 > d/f; ln -s d l')
    for (const line of ['docker cp d c1:/new', 'docker cp d c1:/new', 'docker cp d/. c1:/tmp', 'docker cp l c1:/link', 'docker cp -L l c1:/followed', 'docker cp c1:/new/. out']) expect(world.run(line), line).toMatchObject({ exit: 0, stderr: '' })
    expect(world.run('docker diff c1').stdout.split('\n').sort()).toEqual([
      '', 'A /followed', 'A /followed/e', 'A /followed/f', 'A /link', 'A /new', 'A /new/d', 'A /new/d/e', 'A /new/d/f', 'A /new/e', 'A /new/f', 'A /tmp/e', 'A /tmp/f', 'C /tmp',
    ])
    expect(world.run('find out | sort').stdout).toBe('out\nout/d\nout/d/e\nout/d/f\nout/e\nout/f\n')
    expect(world.run('docker cp d c1:/data/hello.txt')).toMatchObject({ exit: 1, stderr: 'cannot copy directory\n' })
    expect(world.run('docker cp c1:/nope .')).toMatchObject({ exit: 1, stderr: 'Error: No such container:path: c1:/nope\n' })
  })

  it('never put a file in the place of a directory', () => {
    const world = worldWith('docker create --name c1 base:v1', 'mkdir -p d/hello.txt')
    expect(world.run('docker cp d/. c1:/data').stderr).toBe('Error response from daemon: Error processing tar file(exit status 1): cannot overwrite non-directory "/data/hello.txt" with directory "/data"\n')
    expect(world.run('docker cp c1:/data/hello.txt - | tar xOf -').stdout).toBe('hello from the lower layer\n')
  })
})

describe('pause and attach', () => {
  it('stop the clock of a container and start it again', () => {
    const world = worldWith("docker run -d --name c1 base:v1 sh -c 'while true; do echo tick; sleep 1; done'", 'sleep 2', 'docker pause c1')
    const ticks = (): number => world.run('docker logs c1').stdout.split('\n').length
    const before = ticks()
    world.run('sleep 5')
    expect(ticks()).toBe(before)
    expect(world.run('docker exec c1 ls').stderr).toBe('Error response from daemon: Container c1 is paused, unpause the container before exec\n')
    world.run('docker unpause c1; sleep 3')
    expect(ticks()).toBeGreaterThan(before)
    expect(world.run('docker pause c1; docker stop -t 1 c1').exit).toBe(0)
  })

  it('type into a container that was started with its input open', () => {
    const world = worldWith('docker run -di --name c1 base:v1 cat')
    expect(world.run('(echo hello; sleep 1; docker kill c1 >/dev/null) | docker attach c1')).toMatchObject({ exit: 137, stdout: 'hello\n' })
    expect(world.run('docker attach c1')).toMatchObject({ exit: 1, stderr: 'You cannot attach to a stopped container, start it first\n' })
  })

  it('date the end of a killed container when it was killed', () => {
    const world = worldWith(RUNNING, 'sleep 20', 'docker kill c1')
    const [start = '', end = ''] = world.run("docker inspect -f '{{.State.StartedAt}} {{.State.FinishedAt}}' c1").stdout.trim().split(' ')
    expect(Math.round((Date.parse(end) - Date.parse(start)) / 1000)).toBe(20)
  })
})

describe('a pseudo-terminal', () => {
  it('ends lines with CR LF for the client and in the log', () => {
    const world = worldWith('docker run -dt --name c1 base:v1 sleep 300')
    expect(world.run('docker run -t --name c2 base:v1 echo hi').stdout).toBe('hi\r\n')
    expect(world.run('docker logs c2').stdout).toBe('hi\r\n')
    expect(world.run('docker exec -t c1 echo hi').stdout).toBe('hi\r\n')
    expect(world.run('docker exec -it c1 ls')).toMatchObject({ exit: 1, stderr: 'the input device is not a TTY\n' })
  })

  it('shows in the log what a real one showed', () => {
    const world = worldWith()
    const running = world.spawn('docker run -it --name c1 base:v1 sh', { terminal: { columns: 80, rows: 24 } })
    for (const line of ['echo $((6 * 7))\n', 'exit 3\n']) {
      world.wait(1)
      running.terminal?.type(new TextEncoder().encode(line))
    }
    world.wait(2)
    expect(running.ended).toBe(true)
    expect(running.result()).toMatchObject({ exit: 3, stdout: '/ # 42\r\n/ # ' })
    expect(world.run('docker logs c1').stdout).toBe('/ # 42\r\n/ # ')
  })
})

it('lists processes of a container with the numbers that the host gives them', () => {
  const world = worldWith("docker run -d --name c1 base:v1 sh -c 'sleep 300; true'", 'sleep 1')
  const [titles = '', ...rows] = world.run('docker top c1').stdout.trimEnd().split('\n')
  expect(titles).toBe('UID                 PID                 PPID                C                   STIME               TTY                 TIME                CMD')
  expect(rows.map(row => row.slice(140))).toEqual(['sh -c sleep 300; true', 'sleep 300'])
  expect(world.run('docker top nope')).toMatchObject({ exit: 1, stderr: 'Error response from daemon: No such container: nope\n' })
})

describe('signals and streams', () => {
  it('takes a signal by name or number, and refuses what is none', () => {
    const world = worldWith(RUNNING)
    expect(world.run('docker kill -s 77 c1')).toMatchObject({ exit: 1, stderr: 'Error response from daemon: Invalid signal: 77\n' })
    expect(world.run('docker kill -s 9 c1; docker wait c1').stdout).toBe('c1\n137\n')
    expect(world.run("docker run -d --name c2 --stop-signal 10 base:v1 sh -c 'trap \"exit 7\" USR1; while true; do sleep 1; done'; docker stop c2 > /dev/null; docker wait c2").stdout).toMatch(/\n7\n$/)
  })

  it('shows only the streams that were asked for', () => {
    const world = worldWith()
    expect(world.run("docker run -a stderr base:v1 sh -c 'echo out; echo err >&2'")).toMatchObject({ stdout: '', stderr: 'err\n' })
    expect(world.run('docker run -d -a stdout base:v1 true')).toMatchObject({ exit: 125, stderr: 'Conflicting options: -a and -d\n' })
  })

  it('puts a container on the network that was asked for under either name of the flag', () => {
    const world = worldWith('docker create --name c1 --net none base:v1 true', 'docker create --name c2 --network none base:v1 true', 'docker create --name c3 base:v1 true')
    expect(world.run('docker ps -a --format "{{.Names}} {{.Networks}}"').stdout).toBe('c3 bridge\nc2 none\nc1 none\n')
    expect(world.run('docker create --net-alias x base:v1')).toMatchObject({ exit: 1, stderr: '--net-alias is not simulated by Layerlab\n' })
  })
})

describe('prune', () => {
  it('removes volumes that no container holds, named ones too, and says what went kind by kind', () => {
    const world = worldWith('docker create --name kept -v held:/a base:v1 true', 'docker create --name gone -v loose:/b -v held:/c base:v1 true', 'docker rm gone', 'docker start -a kept')
    expect(world.run('docker system prune -f --volumes --filter label=x').stdout).toBe('Total reclaimed space: 0B\n')
    const id = world.run('docker ps -aq --no-trunc').stdout
    expect(world.run('docker system prune -f --volumes').stdout).toBe(`Deleted Containers:\n${id}\nDeleted Volumes:\nheld\nloose\n\nTotal reclaimed space: 0B\n`)
    expect(world.run('ls /var/lib/docker/volumes').stdout).toBe('')
  })

  it('names the filters before it asks, and refuses those that a kind cannot have', () => {
    const world = worldWith()
    expect(world.run('docker system prune --filter until=10m --filter label=b < /dev/null').stdout).toContain('\n\n  Items to be pruned will be filtered with:\n  - label=b\n  - until=10m\n\nAre you sure')
    expect(world.run('docker system prune -f --volumes --filter until=1h')).toMatchObject({ exit: 1, stderr: 'ERROR: The "until" filter is not supported with "--volumes"\n' })
    expect(world.run('docker builder prune -f').stdout).toBe('Total reclaimed space: 0B\n')
    expect(world.run('docker builder prune -f --filter until=soon')).toMatchObject({ exit: 1, stderr: expect.stringContaining('"until" filter expects a duration') as string })
  })
})

it('answers what is beside images and containers with one sentence', () => {
  const world = worldWith()
  const lines = ['docker compose up', 'docker buildx ls', 'docker network ls', 'docker volume create v', 'docker swarm init', 'docker service ls', 'docker stats', 'docker update c1', 'docker context ls', 'docker plugin ls', 'docker manifest create a b', 'docker login -u me -p secret', 'apt install docker', 'curl example.com', 'docker-compose up']
  for (const line of lines) {
    const { exit, stdout, stderr } = world.run(line)
    expect(exit, line).toBe(1)
    expect(stdout, line).toBe('')
    expect(stderr.split('\n').slice(0, -1).filter(text => !text.startsWith('WARNING! Using --password')), line).toEqual([expect.stringMatching(/^[\w-]+: .*\.$|^layerlab: .*/)])
  }
})

describe('a daemon that starts anew', () => {
  it('removes containers of run --rm, also those whose removal or run was cut short', () => {
    const world = worldWith('docker run --rm -d --name gone base:v1 true; systemctl restart docker')
    expect(world.run('docker ps -aq; ls /var/lib/docker/containers').stdout).toBe('')
    expect(world.run(`docker run --rm -d --name r1 base:v1 sleep 300; docker create --rm --name r2 base:v1; ${RUNNING}`).exit).toBe(0)
    expect(world.run("kill -9 $(pidof dockerd); systemctl start docker; docker ps -as --format '{{.Names}} {{.Status}} {{.Size}}'").stdout).toMatch(/^c1 Exited \(255\) .* 0B \(virtual 1\.98MB\)\n$/)
    // The overlays of the killed daemon are unmounted, so that nothing is busy.
    expect(world.run('mount -t overlay; docker rm c1; ls /var/lib/docker/overlay2 | wc -l; docker system df | grep Containers').stdout).toMatch(/^c1\n2\nContainers +0 /)
  })

  it('leaves a container whose removal was interrupted dead, to be removed again', () => {
    const world = worldWith('docker create --name c1 base:v1')
    const state = '/var/lib/docker/containers/*/config.v2.json'
    expect(world.run(`systemctl stop docker; sed -i 's/"RemovalInProgress":false/"RemovalInProgress":true/' ${state}; rm -r /var/lib/docker/overlay2/$(cat /var/lib/docker/image/overlay2/layerdb/mounts/*/mount-id); systemctl start docker`).exit).toBe(0)
    expect(world.run("docker ps -as --format '{{.Names}} {{.Status}} {{.State}} {{.Size}}'").stdout).toBe('c1 Dead dead -1B (virtual 1.98MB)\n')
    expect(world.run("docker inspect -f '{{.State.Status}} {{.GraphDriver.Data}}' c1").stdout).toBe('dead map[]\n')
    expect(world.run('docker start c1').stderr).toBe('Error response from daemon: container is marked for removal and cannot be started\nError: failed to start containers: c1\n')
    expect(world.run('docker rm c1; docker ps -aq')).toMatchObject({ exit: 0, stdout: 'c1\n' })
  })
})
