/** Faults by their real spelling: what a reader does to a machine, and what stands afterwards. */
import { beforeAll, describe, expect, it } from 'vitest'
import { installNodeCodecs } from '../sandbox/node/codecs.ts'
import { World } from '../sandbox/scenario/world.ts'
import type { RunResult, WorldOptions } from '../sandbox/scenario/world.ts'
import { fixture } from './support/fixtures.ts'
import { brokenChecks, runGuarded, storeText } from './support/hostile.ts'

beforeAll(installNodeCodecs)

const ARCHIVES = ['ubuntu.tar.gz', 'hello.tar', 'base.tar', 'app-a.tar.gz']

function machine(options: Partial<WorldOptions> = {}): World {
  const world = World.create(options)
  for (const name of ARCHIVES) world.putFile(`/root/${name}`, fixture(name), { mode: 0o644, uid: 0, mtime: 0 })
  return world
}

/** Run a line; a machine that is dark is switched on first. */
function type(world: World, line: string): RunResult {
  if (!world.machine.powered) expect(world.boot().started).toBe(true)
  return runGuarded(world, line)
}

const names = (world: World): string => type(world, 'docker images --format "{{.Repository}}:{{.Tag}}" | sort | tr "\\n" " "').stdout.trim()

describe('power', () => {
  it.each([['echo c > /proc/sysrq-trigger', false], ['echo b > /proc/sysrq-trigger', true], ['reboot -f', true], ['poweroff -f', false]] as const)('%s ends everything at once, and the machine boots again', (line, bootsItself) => {
    const world = machine()
    type(world, 'docker load -qi hello.tar; sync; docker load -qi ubuntu.tar.gz; docker run -d --name ab ubuntu:18.04 sleep 1000')
    const result = type(world, `${line}; echo after`)
    expect(result.stdout).toBe('')
    expect(world.machine.powered).toBe(bootsItself)
    expect(names(world)).toContain('hello-world:latest')
    expect(type(world, 'mount | grep overlay; ls /proc | grep -c 1000').stdout).toBe('0\n')
    expect(type(world, 'ps aux | grep -c "[s]leep 1000"').stdout).toBe('0\n')
    expect(type(world, 'docker run --rm hello-world').exit).toBe(0)
  })

  it('sync, and `s` before `b`, keep what was loaded', () => {
    for (const line of ['sync; echo b > /proc/sysrq-trigger', 'echo s > /proc/sysrq-trigger; echo b > /proc/sysrq-trigger']) {
      const world = machine()
      type(world, `docker load -qi ubuntu.tar.gz; ${line}`)
      expect(names(world), line).toBe('ubuntu:18.04')
      expect(brokenChecks(world)).toEqual([])
      expect(type(world, 'docker run --rm ubuntu:18.04 echo hi').stdout).toBe('hi\n')
    }
  })

  it('an orderly reboot keeps everything, a panic right after a load loses the name', () => {
    const orderly = machine()
    type(orderly, 'docker load -qi hello.tar; reboot')
    expect(names(orderly)).toBe('hello-world:latest')
    const panic = machine()
    type(panic, 'docker load -qi hello.tar; echo c > /proc/sysrq-trigger')
    expect(names(panic)).toBe('<none>:<none>') // the image was synced on its way, its name was not
  })

  it('a container that ran is found ended after the boot, and starts again', () => {
    const world = machine()
    type(world, 'docker load -qi ubuntu.tar.gz; docker run -d --name ab ubuntu:18.04 sleep 1000; sync; echo b > /proc/sysrq-trigger')
    expect(type(world, 'docker ps -a --format "{{.Names}} {{.Status}}"').stdout).toMatch(/^ab Exited \(255\)/)
    expect(type(world, 'docker start ab && docker ps -q | wc -l').stdout).toBe('ab\n1\n')
    expect(type(world, 'docker rm -f ab && docker rmi ubuntu:18.04').exit).toBe(0)
    expect(type(world, 'rm -rf /var/lib/docker/overlay2/*')).toMatchObject({ exit: 0, stderr: '' })
  })
})

describe('the daemon', () => {
  it('stops, starts, restarts, and tells its state', () => {
    const world = machine()
    type(world, 'docker load -qi hello.tar')
    expect(type(world, 'systemctl is-active docker; systemctl status docker').stdout).toMatch(/^active\n● docker\.service[^]*Active: active \(running\)/)
    expect(type(world, 'systemctl stop docker; systemctl is-active docker; systemctl status docker > /dev/null; echo $?').stdout).toBe('inactive\n3\n')
    expect(type(world, 'docker images')).toMatchObject({ exit: 1, stderr: 'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?\n' })
    expect(type(world, 'pidof dockerd').exit).toBe(1)
    type(world, 'systemctl start docker')
    expect(names(world)).toBe('hello-world:latest')
    const before = type(world, 'pidof dockerd').stdout
    type(world, 'systemctl restart docker')
    expect(type(world, 'pidof dockerd').stdout).not.toBe(before)
    expect(names(world)).toBe('hello-world:latest')
    expect(type(world, 'journalctl -u docker | tail -1').stdout).toContain('Started docker.service')
    expect(world.machine.processes.size).toBe(1)
  })

  it('that is killed in the middle of a load leaves a store that it can start from', () => {
    for (const delay of ['0.005', '0.02', '0.04', '0.06', '0.08']) {
      const world = machine()
      type(world, 'docker load -qi hello.tar')
      const result = type(world, `docker load -qi app-a.tar.gz & sleep ${delay}; kill -9 $(pidof dockerd); wait $!; echo $?`)
      expect(type(world, 'docker ps').exit, result.stdout).toBe(1)
      expect(type(world, 'systemctl start docker').exit).toBe(0)
      expect(names(world)).toContain('hello-world:latest')
      expect(type(world, 'docker load -qi app-a.tar.gz; docker images -q team/app-a | wc -l').stdout).toContain('1\n')
      expect(type(world, 'ls -A /var/lib/docker/tmp').stdout.match(/docker-import/g) ?? [], delay).toEqual([])
    }
  })

  it('that is killed beside a container leaves the container', () => {
    const world = machine()
    type(world, 'docker load -qi ubuntu.tar.gz; docker run -d --name ab ubuntu:18.04 sleep 1000; kill -9 $(pidof dockerd)')
    expect(type(world, 'ps aux | grep -c "[s]leep 1000"').stdout).toBe('1\n')
  })
})

describe('damage', () => {
  it.each([
    'rm /var/lib/docker/image/overlay2/repositories.json', 'truncate -s 0 /var/lib/docker/image/overlay2/repositories.json', 'echo "{" > /var/lib/docker/image/overlay2/repositories.json',
    'echo "[1]" > /var/lib/docker/image/overlay2/repositories.json', `echo '{"Repositories":{"x":1}}' > /var/lib/docker/image/overlay2/repositories.json`,
    'truncate -s 0 /var/lib/docker/image/overlay2/imagedb/content/sha256/*', 'rm /var/lib/docker/image/overlay2/imagedb/content/sha256/*', 'rm -r /var/lib/docker/image/overlay2/imagedb', 'rm -r /var/lib/docker/image/overlay2/layerdb',
    'rm -r /var/lib/docker/image/overlay2/layerdb/sha256/*', 'truncate -s 0 /var/lib/docker/image/overlay2/layerdb/sha256/*/cache-id', 'truncate -s 0 /var/lib/docker/image/overlay2/layerdb/sha256/*/size', 'rm /var/lib/docker/image/overlay2/layerdb/sha256/*/diff',
    'rm /var/lib/docker/image/overlay2/layerdb/sha256/*/parent', 'echo rubbish > /var/lib/docker/image/overlay2/layerdb/sha256/f9*/parent', 'truncate -s 9 /var/lib/docker/image/overlay2/layerdb/sha256/*/tar-split.json.gz', 'rm /var/lib/docker/image/overlay2/layerdb/sha256/*/tar-split.json.gz',
    'rm -r /var/lib/docker/overlay2/*', 'rm -r /var/lib/docker/overlay2/*/diff', 'rm /var/lib/docker/overlay2/*/link', 'rm /var/lib/docker/overlay2/*/lower', 'rm /var/lib/docker/overlay2/l/*', 'truncate -s 0 /var/lib/docker/overlay2/*/lower', 'truncate -s 0 /var/lib/docker/overlay2/*/link',
    'truncate -s 0 /var/lib/docker/overlay2/*/diff/bin/busybox', 'rm -r /var/lib/docker/containers/*', 'truncate -s 0 /var/lib/docker/containers/*/config.v2.json', 'echo "{}" > $(ls /var/lib/docker/containers/*/config.v2.json)', 'rm /var/lib/docker/containers/*/hostconfig.json',
    'echo null > $(ls /var/lib/docker/containers/*/hostconfig.json)', 'rm -r /var/lib/docker/image/overlay2/layerdb/mounts', 'truncate -s 0 /var/lib/docker/image/overlay2/layerdb/mounts/*/mount-id', 'rm -r /var/lib/docker/tmp', 'rm -r /var/lib/docker/image', 'rm -r /var/lib/docker', 'chmod 000 /var/lib/docker/image/overlay2/imagedb/content/sha256/*',
    'touch /var/lib/docker/image/overlay2/imagedb/content/sha256/nonsense', 'mkdir /var/lib/docker/image/overlay2/layerdb/sha256/nonsense', 'ln -sf loop /var/lib/docker/image/overlay2/repositories.json', 'rm -r /var/lib/docker/overlay2 && touch /var/lib/docker/overlay2',
  ])('%s: every command answers, before and after a restart', damage => {
    const world = machine()
    type(world, 'docker load -qi ubuntu.tar.gz; docker run --name ab ubuntu:18.04 sh -c "echo hi > /f"')
    type(world, damage)
    const uses = ['docker images -a', 'docker ps -as', 'docker inspect ubuntu:18.04', 'docker history ubuntu:18.04', 'docker run --rm ubuntu:18.04 echo hi', 'docker start -a ab', 'docker save ubuntu:18.04 | wc -c', 'docker tag ubuntu:18.04 x:1', 'docker system df -v', 'docker info', 'docker diff ab', 'docker logs ab']
    for (let round = 0; round < 2; round++) {
      for (const line of uses) {
        const result = type(world, line)
        if (result.exit !== 0) expect(result.stderr.trim(), line).not.toBe('')
      }
      const restarted = type(world, 'systemctl restart docker')
      if (restarted.exit !== 0) {
        expect(type(world, 'journalctl -u docker | tail -5').stdout).not.toBe('')
        return
      }
    }
    for (const line of ['docker rm -f ab', 'docker rmi -f ubuntu:18.04', 'docker load -i ubuntu.tar.gz', 'docker run --rm ubuntu:18.04 echo hi', 'docker image prune -af']) type(world, line)
  })
})

describe('a full disk', () => {
  it('is told in words, leaves nothing behind, and is over when there is room', () => {
    let refused = 0
    for (let spareBytes = 0; spareBytes <= 4_800_000; spareBytes += 400_000) {
      const world = machine({ diskBytes: 5_000_000 + spareBytes })
      type(world, 'docker load -qi hello.tar; docker rmi hello-world; mkdir -p /var/lib/docker/image/overlay2/layerdb/tmp')
      const before = storeText(world)
      const result = type(world, 'docker load -i ubuntu.tar.gz')
      if (result.exit === 0) {
        expect(brokenChecks(world)).toEqual([])
        continue
      }
      refused++
      expect(result.stderr).toMatch(/no space left on device\n$/)
      expect(storeText(world), `${spareBytes} bytes to spare`).toBe(before)
      expect(brokenChecks(world)).toEqual([])
      expect(type(world, 'rm base.tar app-a.tar.gz; docker load -i hello.tar; docker run --rm hello-world | wc -l').exit).toBe(0)
    }
    expect(refused).toBeGreaterThan(2)
    expect(refused).toBeLessThan(13)
  })

  it('is told by the programs of the host', () => {
    const world = machine({ diskBytes: 9_300_000 })
    expect(type(world, 'dd if=/dev/zero of=/root/fill bs=64k').stderr).toContain("dd: error writing '/root/fill': No space left on device")
    expect(type(world, 'cp base.tar copy').stderr).toContain('No space left on device')
    expect(type(world, 'docker pull').exit).not.toBe(0)
    type(world, 'rm fill copy')
    expect(type(world, 'docker load -qi hello.tar').exit).toBe(0)
  })

  it('a container that fills the disk is told, and can be removed', () => {
    const world = machine({ diskBytes: 24_000_000 })
    type(world, 'docker load -qi ubuntu.tar.gz')
    expect(type(world, 'docker run --name ab ubuntu:18.04 dd if=/dev/zero of=/fill bs=65536').stderr).toContain('No space left on device')
    expect(type(world, 'docker rm ab').exit).toBe(0)
    expect(brokenChecks(world)).toEqual([])
  })
})

describe('a write error', () => {
  it.each(['/var/lib/docker/tmp', '/var/lib/docker/overlay2', '/var/lib/docker/image/overlay2/imagedb', '/var/lib/docker/image/overlay2/layerdb', '/var/lib/docker/image/overlay2/repositories.json', '/var/lib/docker/image/overlay2', '/var/lib/docker'])('below %s makes a load fail in words, and a later one succeed', path => {
    const world = machine()
    type(world, 'docker load -qi hello.tar')
    type(world, `disk error ${path}`)
    expect(type(world, 'disk').stdout).toBe(`error ${path}\n`)
    const result = type(world, 'docker load -i ubuntu.tar.gz')
    expect(result.exit).toBe(1)
    expect(result.stderr).toMatch(/input\/output error/)
    type(world, 'disk ok')
    expect(type(world, 'disk').stdout).toBe('ok\n')
    type(world, 'systemctl restart docker')
    expect(names(world)).toContain('hello-world:latest')
    expect(type(world, 'docker load -qi ubuntu.tar.gz').exit).toBe(0)
    expect(type(world, 'docker run --rm ubuntu:18.04 echo hi').stdout).toBe('hi\n')
  })
})
